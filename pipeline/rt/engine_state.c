/* The engine's state and the small helpers on it that its stages share. Engine thread; realtime. */
#include "pipeline/rt/engine_state.h"

#include <string.h>
#include <unistd.h>

ZC_RT void
zc_rt_event(struct zc_rt *e, const struct zc_ev *ev)
{
	/* If control is stuck, news may be dropped, but never a track or an answer: more room is
	 * kept than can be under way. */
	if ((ev->kind == ZC_EV_XRUN || ev->kind == ZC_EV_PATH || ev->kind == ZC_EV_INCIDENT) &&
		zc_mbox_room(&e->port.evs) < ZC_EVENTS_MAX / 2)
		return;
	zc_mbox_put(&e->port.evs, ev);
	e->port.ev_pending = true;
}

ZC_RT void
zc_rt_answer(struct zc_rt *e, uint32_t seq, int result)
{
	zc_rt_event(e, &(struct zc_ev){ .kind = ZC_EV_DONE, .seq = seq, .result = result });
}

ZC_RT uint64_t
zc_rt_entry_end(const struct zc_entry *en)
{
	return en->start + en->end_byte / en->src->frame_bytes - en->from;
}

ZC_RT bool
zc_rt_entry_full(const struct zc_entry *en)
{
	return en->begun && en->next_byte >= en->end_byte;
}

ZC_RT uint64_t
zc_rt_first_end(const struct zc_rt *e)
{
	uint64_t end = zc_rt_entry_end(&e->tracks.entry[0]);

	return e->tracks.count == 1 && e->fill.runout_end > end + e->out.sink->tail_frames
		       ? end + e->out.sink->tail_frames
		       : end;
}

ZC_RT bool
zc_rt_settling(const struct zc_rt *e)
{
	const struct zc_pending *p = &e->pend;

	return p->restart || p->flush || p->cut || p->stop || p->release || p->lost;
}

ZC_RT void
zc_rt_set_running(struct zc_rt *e, bool on)
{
	/* The kernel's largest value, 2000 s, means no request. */
	int32_t latency_us = on ? 0 : 2000 * 1000 * 1000;

	e->out.running = on;
	if (e->out.dma_latency_fd < 0 || e->out.dma_latency_failed)
		return;
	e->acct.wake.syscalls++;
	e->out.dma_latency_failed =
		write(e->out.dma_latency_fd, &latency_us, sizeof(latency_us)) < 0;
}

ZC_RT struct zc_follow *
zc_rt_follow(const struct zc_rt *e)
{
	return e->out.sink ? e->out.sink->follow : NULL;
}

ZC_RT int64_t
zc_rt_now_ns(const struct zc_rt *e)
{
	return e->out.sink ? e->out.sink->ops->now(e->out.sink) : zc_clock_now_ns();
}

ZC_RT void
zc_rt_change_clock(struct zc_rt *e)
{
	e->acct.wake.woke_ns = zc_rt_now_ns(e);
	e->acct.wake.planned_ns = 0;
}

ZC_RT uint64_t
zc_rt_playing_frame(const struct zc_rt *e)
{
	const struct zc_entry *en = &e->tracks.entry[0];
	uint64_t frame, last;

	if (!e->tracks.count)
		return 0;
	if (!en->begun || e->ring.played < en->start)
		return en->from;
	frame = en->from + e->ring.played - en->start;
	last = en->end_byte / en->src->frame_bytes;
	return frame < last ? frame : last;
}

ZC_RT void
zc_rt_return_entry(struct zc_rt *e, uint32_t i, int result, bool sink_lost, uint64_t frame)
{
	struct zc_entry *en = &e->tracks.entry[i];

	zc_follow_back(zc_rt_follow(e), en->src->id, e->ring.played);
	zc_rt_event(e, &(struct zc_ev){ .kind = ZC_EV_TRACK_BACK,
			       .result = result,
			       .sink_lost = sink_lost,
			       .track_id = en->src->id,
			       .frame = frame,
			       .track = en->track });
	e->tracks.count--;
	if (i < e->pend.stop_entries)
		e->pend.stop_entries--;
	memmove(en, en + 1, (e->tracks.count - i) * sizeof(*en));
}

ZC_RT void
zc_rt_restart(struct zc_rt *e, uint64_t from)
{
	int ret = e->out.sink->ops->reset(e->out.sink);

	e->acct.wake.syscalls += 2; /* drop and prepare */
	zc_rt_set_running(e, false);
	e->out.hw_paused = false;
	e->fade.on = false;
	e->fill.runout_end = 0;
	zc_rate_restart(&e->hw.rate);
	if (e->tracks.count) {
		e->tracks.entry[0].from = from;
		e->tracks.entry[0].begun = false;
	}
	e->pend.restart = true;
	if (ret)
		zc_rt_lose_sink(e, ret);
}

ZC_RT void
zc_rt_lose_sink(struct zc_rt *e, int err)
{
	if (e->pend.lost)
		return;
	e->acct.wake.flags |= ZC_WAKE_LOST;
	if (e->tracks.count) {
		e->tracks.entry[0].from = zc_rt_playing_frame(e);
		e->tracks.entry[0].begun = false;
	}
	zc_rt_set_running(e, false);
	e->out.hw_paused = false;
	e->pend.lost = err;
}

ZC_RT void
zc_rt_set_path(
	struct zc_rt *e, struct zc_entry *en, enum zc_path path, enum zc_reason reason, int arg)
{
	struct zc_track_stat *st = &en->src->stat;

	en->path = path;
	atomic_store_explicit(&st->path, (uint32_t)path, memory_order_relaxed);
	atomic_store_explicit(&st->reason, (uint32_t)reason, memory_order_relaxed);
	atomic_store_explicit(&st->reason_arg, arg, memory_order_relaxed);
	zc_rt_event(e, &(struct zc_ev){ .kind = ZC_EV_PATH,
			       .track_id = en->src->id,
			       .path = path,
			       .reason = reason,
			       .reason_arg = arg });
}
