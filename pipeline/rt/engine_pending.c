/* Requests that wait until nothing is lent out: emptying or cutting the ring, stopping, handing
 * tracks and sink back. A submitted read may still write after it was cancelled. */
#include "pipeline/rt/engine_state.h"

#include <errno.h>

/* Forgets the places in the ring of the entries from i on. */
ZC_RT static void
unplace(struct zc_rt *e, uint32_t i)
{
	for (; i < e->tracks.count; i++) {
		struct zc_entry *en = &e->tracks.entry[i];
		uint64_t frames = en->end_byte / en->src->frame_bytes;

		en->begun = false;
		/* The file may have turned out to be shorter. */
		if (en->from > frames)
			en->from = frames;
		en->next_byte = en->from * en->src->frame_bytes;
		if (i)
			en->announced = false;
	}
}

/* Takes back everything from ring frame `frame` on, committed frames included. */
ZC_RT static int
cut_at(struct zc_rt *e, uint64_t frame)
{
	int ret = 0;

	if (e->ring.committed > frame) {
		if (frame < e->ring.played)
			return -EALREADY;
		ret = e->out.sink->ops->rewind(
			e->out.sink, (uint32_t)(e->ring.committed - frame));
		e->acct.wake.syscalls++;
	}
	if (ret)
		return -EALREADY;
	zc_follow_cut(zc_rt_follow(e), frame);
	zc_ring_cut(&e->ring, frame);
	e->fill.runout_end = 0;
	if (e->out.sink->ops->payload_end)
		e->out.sink->ops->payload_end(e->out.sink, UINT64_MAX);
	return 0;
}

/* Cuts behind the first entry that ended early; or, where none did, behind the last that is in the
 * ring, to take back the silence there. */
ZC_RT static void
settle_cut(struct zc_rt *e)
{
	uint32_t last = 0;

	e->pend.cut = false;
	for (uint32_t i = 0; i < e->tracks.count && e->tracks.entry[i].begun; i++) {
		last = i;
		if (e->tracks.entry[i].next_byte > e->tracks.entry[i].end_byte)
			break;
	}
	if (!e->tracks.count || !e->tracks.entry[last].begun)
		return;
	if (!zc_rt_entry_full(&e->tracks.entry[last]))
		return;
	/* Too late: the silence stays, and the next track comes behind it. */
	if (cut_at(e, zc_rt_entry_end(&e->tracks.entry[last]))) {
		e->fill.runout_end = 0;
		if (e->out.sink->ops->payload_end)
			e->out.sink->ops->payload_end(e->out.sink, UINT64_MAX);
		return;
	}
	e->tracks.entry[last].next_byte = e->tracks.entry[last].end_byte;
	unplace(e, last + 1);
}

ZC_RT static void
settle_flush(struct zc_rt *e)
{
	int ret = 0;

	e->pend.flush = false;
	if (e->tracks.count > 1 && e->tracks.entry[1].begun)
		ret = cut_at(e, zc_rt_entry_end(&e->tracks.entry[0]));
	while (!ret && e->tracks.count > 1)
		zc_rt_return_entry(e, 1, -ECANCELED, false, e->tracks.entry[1].from);
	zc_rt_answer(e, e->pend.flush_seq, ret);
}

ZC_RT static void
settle_restart(struct zc_rt *e)
{
	e->pend.restart = false;
	e->pend.cut = false;
	zc_follow_reset(zc_rt_follow(e), e->ring.played);
	zc_ring_reset(&e->ring);
	e->acct.wake.flags |= ZC_WAKE_RESET;
	e->fill.lead_in_frames = 0;
	e->fill.runout_end = 0;
	e->hw.pos.frames = 0;
	unplace(e, 0);
	if (e->out.sink->ops->payload_end)
		e->out.sink->ops->payload_end(e->out.sink, UINT64_MAX);
}

/* Answers the requests that a stop makes pointless. */
ZC_RT static void
cancel_pending(struct zc_rt *e)
{
	struct zc_pending *p = &e->pend;

	if (p->flush)
		zc_rt_answer(e, p->flush_seq, -ECANCELED);
	if (p->restart_done)
		zc_rt_answer(e, p->restart_seq, -ECANCELED);
	p->flush = p->cut = p->restart = p->restart_done = false;
}

ZC_RT static void
sink_back(struct zc_rt *e)
{
	bool virtual_time;

	zc_uring_unregister(&e->uring);
	virtual_time = e->out.sink->virtual_time;
	zc_rt_event(e, &(struct zc_ev){ .kind = ZC_EV_SINK_BACK, .sink = e->out.sink });
	e->out.sink = NULL;
	if (virtual_time)
		zc_rt_change_clock(e);
}

ZC_RT static void
hand_back(struct zc_rt *e, uint32_t entries, int result, bool sink_lost)
{
	uint64_t frame = zc_rt_playing_frame(e);

	while (entries--) {
		zc_rt_return_entry(e, 0, result, sink_lost, frame);
		frame = e->tracks.count ? e->tracks.entry[0].from : 0;
	}
}

ZC_RT static void
answer_stops(struct zc_rt *e)
{
	struct zc_pending *p = &e->pend;

	if (p->stop_done)
		zc_rt_answer(e, p->stop_seq, 0);
	if (p->release_done)
		zc_rt_answer(e, p->release_seq, 0);
	p->stop = p->stop_done = p->release = p->release_done = false;
}

ZC_RT static void
settle_stop(struct zc_rt *e)
{
	bool release = e->pend.release;

	hand_back(e, e->pend.stop_entries, -ECANCELED, false);
	cancel_pending(e);
	if (e->out.sink) {
		settle_restart(e);
		if (release)
			sink_back(e);
	}
	answer_stops(e);
	if (e->pend.quit)
		e->quit = true;
}

ZC_RT static void
settle_lost(struct zc_rt *e)
{
	int err = e->pend.lost;

	hand_back(e, e->tracks.count, err, true);
	cancel_pending(e);
	e->pend.lost = 0;
	e->fade.on = false;
	e->fill.runout_end = 0;
	zc_follow_reset(zc_rt_follow(e), e->ring.played);
	zc_ring_reset(&e->ring);
	e->acct.wake.flags |= ZC_WAKE_RESET;
	zc_rt_event(e, &(struct zc_ev){ .kind = ZC_EV_SINK_LOST, .result = err });
	sink_back(e);
	answer_stops(e);
	if (e->pend.quit)
		e->quit = true;
}

ZC_RT bool
zc_rt_settle(struct zc_rt *e)
{
	struct zc_pending *p = &e->pend;

	if (!zc_rt_settling(e))
		return false;
	if (p->stop && !p->lost) {
		if (e->out.running && e->fade.on &&
			e->ring.played < e->fade.end + e->out.sink->tail_frames)
			return false;
		if (e->out.running)
			zc_rt_restart(e, e->tracks.count ? zc_rt_playing_frame(e) : 0);
	}
	if (e->ring.lent || e->fade.jobs)
		return false;
	if (p->lost) {
		settle_lost(e);
		return true;
	}
	if (p->stop) {
		settle_stop(e);
		return true;
	}
	/* First, since an empty ring needs no cut. */
	if (p->restart)
		settle_restart(e);
	if (p->flush)
		settle_flush(e);
	if (p->cut)
		settle_cut(e);
	return true;
}
