/* Commits what is filled, and starts the DAC once there is enough. Engine thread; realtime. */
#include "pipeline/rt/engine_state.h"

#include <errno.h>

/* How many times longer the committed frames play than reading them took. */
#define PRIME_FACTOR 4

ZC_RT static void
answer_restart(struct zc_rt *e)
{
	if (!e->pend.restart_done)
		return;
	e->pend.restart_done = false;
	zc_rt_answer(e, e->pend.restart_seq, 0);
}

/* The device stopped before it played: most likely the machine was suspended. Filling the ring
 * again helps then. Only once in a row, or a device that never starts would be tried for ever. */
ZC_RT static void
start_over(struct zc_rt *e, int err)
{
	if (err != -EPIPE || e->hw.stalled_once) {
		zc_rt_lose_sink(e, err);
		return;
	}
	e->hw.stalled_once = true;
	zc_rt_restart(e, zc_rt_playing_frame(e));
}

ZC_RT static void
start(struct zc_rt *e)
{
	int ret = e->out.sink->ops->start(e->out.sink, e->fill.lead_in_frames);

	e->acct.wake.syscalls++;
	if (ret) {
		start_over(e, ret);
		return;
	}
	zc_rt_set_running(e, true);
	e->hw.moved_ns = e->out.sink->ops->now(e->out.sink);
	e->hw.pos = (struct zc_hw_pos){ .state = ZC_SINK_RUNNING, .tstamp_ns = e->hw.moved_ns };
	zc_rate_restart(&e->hw.rate);
	if (!e->tracks.entry[0].announced) {
		e->tracks.entry[0].announced = true;
		zc_rt_event(e, &(struct zc_ev){ .kind = ZC_EV_TRACK_STARTED,
				       .track_id = e->tracks.entry[0].src->id });
	}
	answer_restart(e);
}

/* Whether enough is committed to start: prime_frames, and several times as much as it took to
 * read, so that the DAC does not overtake a slow disk; or all there is room for. */
ZC_RT static bool
primed(const struct zc_rt *e)
{
	double took_ns = (double)(e->acct.wake.woke_ns - e->fill.prime_ns);

	if (!e->ring.lent)
		return e->ring.committed > 0;
	if (e->ring.committed < e->fill.prime_frames)
		return false;
	return (double)e->ring.committed / e->hw.rate.nominal_hz * 1e9 >=
	       PRIME_FACTOR * took_ns;
}

ZC_RT bool
zc_rt_commit(struct zc_rt *e)
{
	const struct zc_pending *p = &e->pend;
	struct zc_ring *r = &e->ring;
	int ret;

	if (!e->out.sink || p->restart || p->stop || p->lost)
		return false;
	if (r->filled > r->committed) {
		ret = e->out.sink->ops->commit(
			e->out.sink, (uint32_t)(r->filled - r->committed));
		if (ret == -EPIPE && e->out.running)
			return true;
		if (ret < 0) {
			start_over(e, ret);
			return false;
		}
		zc_ring_commit(r, r->filled - r->committed);
		zc_follow_ready(zc_rt_follow(e), r);
	}
	if (e->out.running || !e->tracks.count || p->cut || p->flush || !primed(e))
		return false;
	if (e->out.paused)
		answer_restart(e);
	else
		start(e);
	return false;
}
