/* Reads the hardware position and acts on it: tracks that start and end, xruns, a device that is
 * gone or stands still. */
#include "pipeline/rt/engine_state.h"

#include <errno.h>

/* A DAC whose position does not move for this long and for so many periods is dead. */
#define STALL_NS (1000 * 1000 * 1000ll)
#define STALL_PERIODS 4

ZC_RT static void
xrun(struct zc_rt *e)
{
	uint64_t frame = zc_rt_playing_frame(e);

	e->acct.count.xruns++;
	e->acct.wake.flags |= ZC_WAKE_XRUN;
	if (e->tracks.count) {
		atomic_fetch_add_explicit(
			&e->tracks.entry[0].src->stat.xruns, 1, memory_order_relaxed);
		zc_rt_event(e, &(struct zc_ev){ .kind = ZC_EV_XRUN,
				       .track_id = e->tracks.entry[0].src->id,
				       .frame = frame });
	}
	zc_rt_restart(e, frame);
}

/* Announces the track that plays now, and hands back those that ended. */
ZC_RT static void
pass_joints(struct zc_rt *e)
{
	struct zc_entry *en = &e->tracks.entry[0];

	/* During a stop the filler may still use the entry's format for the fade. */
	while (e->tracks.count && en->begun && !e->pend.stop) {
		if (e->out.running && !en->announced && e->ring.played >= en->start) {
			en->announced = true;
			zc_rt_event(e, &(struct zc_ev){ .kind = ZC_EV_TRACK_STARTED,
					       .track_id = en->src->id });
		}
		/* An entry that failed at its first frame ends before it started. */
		if (!zc_rt_entry_full(en) || e->pend.cut || e->pend.flush || e->pend.restart ||
			e->ring.played < zc_rt_first_end(e))
			return;
		zc_rt_return_entry(
			e, 0, en->result, false, en->end_byte / en->src->frame_bytes);
		if (!e->tracks.count && !zc_rt_settling(e)) {
			zc_rt_event(e, &(struct zc_ev){ .kind = ZC_EV_DRAINED });
			zc_rt_restart(e, 0);
		}
	}
}

ZC_RT static void
watch_for_stall(struct zc_rt *e, uint64_t frames)
{
	int64_t period_ns =
		(int64_t)((double)e->out.sink->period_frames / e->hw.rate.nominal_hz * 1e9);
	int64_t still_ns = e->acct.wake.woke_ns - e->hw.moved_ns;

	if (frames != e->ring.played) {
		e->hw.still_wakes = 0;
		e->hw.moved_ns = e->hw.pos.tstamp_ns;
		if (frames > e->fill.lead_in_frames)
			e->hw.stalled_once = false;
		return;
	}
	e->hw.still_wakes++;
	if (still_ns > period_ns)
		e->acct.wake.flags |= ZC_WAKE_STILL;
	if (still_ns < STALL_NS || still_ns < STALL_PERIODS * period_ns)
		return;
	/* Once may be a suspended machine or a clock that was set up again; a restart helps. */
	if (e->hw.stalled_once) {
		zc_rt_lose_sink(e, -ETIME);
		return;
	}
	e->hw.stalled_once = true;
	xrun(e);
}

ZC_RT void
zc_rt_read_position(struct zc_rt *e, bool fresh)
{
	struct zc_hw_pos pos;
	int ret;

	if (!e->out.running || e->pend.lost)
		return;
	ret = e->out.sink->ops->position(e->out.sink, fresh, &pos);
	if (ret < 0) {
		zc_rt_lose_sink(e, ret);
		return;
	}
	e->acct.wake.syscalls += (uint16_t)ret;
	if (pos.state == ZC_SINK_LOST) {
		zc_ring_played(&e->ring, pos.frames);
		zc_rt_lose_sink(e, -ENODEV);
		return;
	}
	/* A DAC that ran dry may have run on past the end. One that reports a step back, or more
	 * than was committed, is ignored until next time. */
	if (pos.state == ZC_SINK_XRUN && pos.frames > e->ring.committed)
		pos.frames = e->ring.committed;
	if (pos.frames < e->ring.played || pos.frames > e->ring.committed)
		pos.frames = e->ring.played;
	e->hw.pos = pos;
	if (!e->out.hw_paused) {
		watch_for_stall(e, pos.frames);
		if (!e->out.running)
			return;
		if (pos.frames != e->ring.played)
			zc_rate_add(&e->hw.rate, pos.frames, pos.tstamp_ns);
	}
	e->acct.count.frames_played += pos.frames - e->ring.played;
	zc_ring_played(&e->ring, pos.frames);
	pass_joints(e);
	if (pos.state != ZC_SINK_XRUN || !e->out.running)
		return;
	/* Running dry behind the last track's end, or behind a fade, loses nothing. */
	if (e->tracks.count && !e->fade.on)
		xrun(e);
	else
		zc_rt_restart(e, zc_rt_playing_frame(e));
}
