/* Commands from control, handled in order. Each is answered by one DONE, here or in
 * engine_pending.c where it had to wait. */
#include "pipeline/rt/engine_state.h"

#include <errno.h>
#include <string.h>

/* Queued frames are rewound no closer to the hardware than this. */
#define REWIND_MS 30

ZC_RT static int
accept_sink(struct zc_rt *e, struct zc_sink *s)
{
	uint32_t rate = s->fmt.rate_hz;
	uint64_t bytes = s->mirrored ? 2 * s->ring_bytes : s->ring_bytes;

	if (e->out.sink || e->pend.release)
		return -EBUSY;
	e->out.sink = s;
	if (s->virtual_time)
		zc_rt_change_clock(e);
	zc_ring_init(&e->ring, s->buffer_frames, s->frame_bytes, s->mirrored);
	e->acct.wake.flags |= ZC_WAKE_RESET;
	zc_rate_reset(&e->hw.rate, rate);
	memset(&e->hw.pos, 0, sizeof(e->hw.pos));
	zc_rt_depths(e);
	e->fill.prime_frames = rate / 10 < e->fill.shallow.chunk_frames
				       ? rate / 10
				       : e->fill.shallow.chunk_frames;
	e->fill.runout_frames = rate / 10 + (s->period_wakeups ? s->period_frames : 0);
	if (e->fill.runout_frames > s->buffer_frames / 2)
		e->fill.runout_frames = s->buffer_frames / 2;
	e->hw.stalled_once = false;
	if (!s->pin_errno && !s->aliased)
		zc_uring_register(&e->uring, s->ring, bytes);
	e->acct.rebase_faults = true;
	return 0;
}

ZC_RT static int
add_entry(struct zc_rt *e, const struct zc_rt_cmd *c)
{
	struct zc_source *src = c->src;
	uint64_t payload = src->frames * src->frame_bytes;
	struct zc_entry *en;

	if (e->tracks.count == ZC_ENGINE_TRACKS_MAX)
		return -ENOSPC;
	if (e->pend.lost)
		return e->pend.lost;
	if (!e->out.sink || e->pend.release || !zc_fmt_equal(&src->fmt, &e->out.sink->fmt) ||
		c->cmd.frame >= src->frames)
		return -EINVAL;
	en = &e->tracks.entry[e->tracks.count++];
	*en = (struct zc_entry){ .track = c->cmd.track,
		.src = src,
		.serial = ++e->tracks.serial,
		.from = c->cmd.frame,
		.next_byte = c->cmd.frame * src->frame_bytes,
		.end_byte = payload };
	/* There is silence behind the last track already: take it back for a gapless joint. */
	if (e->fill.runout_end)
		e->pend.cut = true;
	return 0;
}

ZC_RT static void
queue(struct zc_rt *e, const struct zc_rt_cmd *c)
{
	int ret = add_entry(e, c);

	if (ret)
		zc_rt_event(e, &(struct zc_ev){ .kind = ZC_EV_TRACK_BACK,
				       .result = ret,
				       .sink_lost = ret && ret == e->pend.lost,
				       .track_id = c->src->id,
				       .frame = c->cmd.frame,
				       .track = c->cmd.track });
	zc_rt_answer(e, c->cmd.seq, ret);
}

ZC_RT static void
flush_next(struct zc_rt *e, uint32_t seq)
{
	uint64_t margin = (uint64_t)e->hw.rate.nominal_hz * REWIND_MS / 1000;

	if (e->tracks.count < 2) {
		zc_rt_answer(e, seq, 0);
		return;
	}
	if (!e->pend.restart && e->tracks.entry[1].begun &&
		e->ring.committed > zc_rt_entry_end(&e->tracks.entry[0]) &&
		zc_rt_entry_end(&e->tracks.entry[0]) < e->ring.played + margin) {
		zc_rt_answer(e, seq, -EALREADY);
		return;
	}
	if (e->pend.flush)
		zc_rt_answer(e, e->pend.flush_seq, 0);
	e->pend.flush = true;
	e->pend.flush_seq = seq;
}

ZC_RT static void
seek(struct zc_rt *e, const struct zc_cmd *c)
{
	if (!e->tracks.count ||
		c->frame >= e->tracks.entry[0].end_byte / e->tracks.entry[0].src->frame_bytes ||
		e->pend.stop || e->pend.lost) {
		zc_rt_answer(e, c->seq, -EINVAL);
		return;
	}
	if (e->pend.restart_done)
		zc_rt_answer(e, e->pend.restart_seq, -ECANCELED);
	e->pend.restart_done = true;
	e->pend.restart_seq = c->seq;
	zc_rt_restart(e, c->frame);
}

ZC_RT static void
pause_sink(struct zc_rt *e, bool on)
{
	int ret;

	if (e->out.paused == on)
		return;
	e->out.paused = on;
	if (!e->out.running || e->pend.stop || e->pend.lost)
		return;
	if (e->out.sink->can_pause) {
		ret = e->out.sink->ops->pause(e->out.sink, on);
		e->acct.wake.syscalls++;
		if (!ret) {
			e->out.hw_paused = on;
			zc_rate_restart(&e->hw.rate);
			/* Pause and resume both begin a new count of how long it stood still. */
			e->hw.moved_ns = e->hw.pos.tstamp_ns = e->acct.wake.woke_ns;
			return;
		}
	}
	/* The device cannot pause, or failed to: start again from the frame played last. */
	zc_rt_restart(e, zc_rt_playing_frame(e));
}

ZC_RT static void
stop(struct zc_rt *e, const struct zc_cmd *c, bool release)
{
	struct zc_pending *p = &e->pend;

	if (release) {
		if (p->release_done)
			zc_rt_answer(e, p->release_seq, -ECANCELED);
		p->release = p->release_done = true;
		p->release_seq = c->seq;
	} else {
		if (p->stop_done)
			zc_rt_answer(e, p->stop_seq, 0);
		p->stop_done = true;
		p->stop_seq = c->seq;
	}
	if (!p->stop)
		zc_rt_fade(e);
	p->stop = true;
	p->stop_entries = e->tracks.count;
}

ZC_RT void
zc_rt_commands(struct zc_rt *e)
{
	struct zc_rt_cmd c;
	int ret;

	/* While control does not read its events its commands wait, so that there is always room
	 * for their answers. */
	while (zc_mbox_room(&e->port.evs) > ZC_EVENTS_MAX / 4 &&
		zc_mbox_get(&e->port.cmds, &c)) {
		switch (c.cmd.kind) {
		case ZC_CMD_SINK:
			ret = accept_sink(e, c.cmd.sink);
			if (ret)
				zc_rt_event(e, &(struct zc_ev){ .kind = ZC_EV_SINK_BACK,
						       .sink = c.cmd.sink });
			zc_rt_answer(e, c.cmd.seq, ret);
			break;
		case ZC_CMD_RELEASE:
			stop(e, &c.cmd, true);
			break;
		case ZC_CMD_QUEUE:
			queue(e, &c);
			break;
		case ZC_CMD_FLUSH_NEXT:
			flush_next(e, c.cmd.seq);
			break;
		case ZC_CMD_SEEK:
			seek(e, &c.cmd);
			break;
		case ZC_CMD_PAUSE:
		case ZC_CMD_RESUME:
			pause_sink(e, c.cmd.kind == ZC_CMD_PAUSE);
			zc_rt_answer(e, c.cmd.seq, 0);
			break;
		case ZC_CMD_STOP:
			stop(e, &c.cmd, false);
			break;
		case ZC_CMD_QUIT:
			if (e->out.running)
				e->out.sink->ops->reset(e->out.sink);
			zc_rt_set_running(e, false);
			e->pend.stop = e->pend.release = true;
			e->pend.stop_entries = e->tracks.count;
			e->fade.on = false;
			e->pend.quit = true;
			break;
		}
	}
}
