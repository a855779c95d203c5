/* Commands from control, taken in order, each answered by one DONE: here, or where it had to
 * wait. */
#include "pipeline/rt/engine_state.h"

#include <errno.h>
#include <string.h>

/* How close to a joint queued frames can still be taken back. */
#define REWIND_MS 30

ZC_RT static int
take_sink(struct zc_rt *e, struct zc_sink *s)
{
	uint32_t rate = s->fmt.rate_hz;
	uint64_t bytes = s->mirrored ? 2 * s->ring_bytes : s->ring_bytes;

	if (e->sink || e->pend.release)
		return -EBUSY;
	e->sink = s;
	if (s->virtual_time)
		zc_rt_another_clock(e);
	zc_ring_init(&e->ring, s->buffer_frames, s->frame_bytes, s->mirrored);
	e->wake.flags |= ZC_WAKE_RESET;
	zc_rate_reset(&e->rate, rate);
	memset(&e->pos, 0, sizeof(e->pos));
	zc_rt_depths(e);
	e->prime_frames =
		rate / 10 < e->shallow.chunk_frames ? rate / 10 : e->shallow.chunk_frames;
	e->runout_frames = rate / 10 + (s->period_wakeups ? s->period_frames : 0);
	if (e->runout_frames > s->buffer_frames / 2)
		e->runout_frames = s->buffer_frames / 2;
	e->stalled_once = false;
	if (!s->pin_errno && !s->aliased)
		zc_uring_register(&e->uring, s->ring, bytes);
	e->rebase_faults = true;
	return 0;
}

ZC_RT static int
take_track(struct zc_rt *e, const struct zc_rt_cmd *c)
{
	struct zc_source *src = c->src;
	uint64_t payload = src->frames * src->frame_bytes;
	struct zc_entry *en;

	if (e->entries == ZC_ENGINE_TRACKS_MAX)
		return -ENOSPC;
	if (e->pend.lost)
		return e->pend.lost;
	if (!e->sink || e->pend.release || !zc_fmt_equal(&src->fmt, &e->sink->fmt) ||
		c->cmd.frame >= src->frames)
		return -EINVAL;
	en = &e->ent[e->entries++];
	*en = (struct zc_entry){ .track = c->cmd.track,
		.src = src,
		.serial = ++e->serial,
		.from = c->cmd.frame,
		.next_byte = c->cmd.frame * src->frame_bytes,
		.end_byte = payload };
	/* Silence was laid behind the last track already: take it back, so that the joint is
	 * one. */
	if (e->runout_end)
		e->pend.cut = true;
	return 0;
}

ZC_RT static void
queue(struct zc_rt *e, const struct zc_rt_cmd *c)
{
	int ret = take_track(e, c);

	if (ret)
		zc_rt_event(e, &(struct zc_ev){ .kind = ZC_EV_TRACK_BACK,
				       .result = ret,
				       .sink_lost = ret && ret == e->pend.lost,
				       .track_id = c->src->id,
				       .frame = c->cmd.frame,
				       .track = c->cmd.track });
	zc_rt_done(e, c->cmd.seq, ret);
}

ZC_RT static void
flush_next(struct zc_rt *e, uint32_t seq)
{
	uint64_t margin = (uint64_t)e->rate.nominal_hz * REWIND_MS / 1000;

	if (e->entries < 2) {
		zc_rt_done(e, seq, 0);
		return;
	}
	if (!e->pend.restart && e->ent[1].begun &&
		e->ring.committed > zc_rt_entry_end(&e->ent[0]) &&
		zc_rt_entry_end(&e->ent[0]) < e->ring.played + margin) {
		zc_rt_done(e, seq, -EALREADY);
		return;
	}
	if (e->pend.flush)
		zc_rt_done(e, e->pend.flush_seq, 0);
	e->pend.flush = true;
	e->pend.flush_seq = seq;
}

ZC_RT static void
seek(struct zc_rt *e, const struct zc_cmd *c)
{
	if (!e->entries || c->frame >= e->ent[0].end_byte / e->ent[0].src->frame_bytes ||
		e->pend.stop || e->pend.lost) {
		zc_rt_done(e, c->seq, -EINVAL);
		return;
	}
	if (e->pend.restart_done)
		zc_rt_done(e, e->pend.restart_seq, -ECANCELED);
	e->pend.restart_done = true;
	e->pend.restart_seq = c->seq;
	zc_rt_restart(e, c->frame);
}

ZC_RT static void
pause_sink(struct zc_rt *e, bool on)
{
	int ret;

	if (e->paused == on)
		return;
	e->paused = on;
	if (!e->running || e->pend.stop || e->pend.lost)
		return;
	if (e->sink->can_pause) {
		ret = e->sink->ops->pause(e->sink, on);
		e->wake.syscalls++;
		if (!ret) {
			e->hw_paused = on;
			zc_rate_restart(&e->rate);
			/* From here on it moves, or stands still. */
			e->moved_ns = e->pos.tstamp_ns = e->wake.woke_ns;
			return;
		}
	}
	/* Cannot be held, or let go: it starts again from the frame that was heard last. */
	zc_rt_restart(e, zc_rt_heard_frame(e));
}

ZC_RT static void
stop(struct zc_rt *e, const struct zc_cmd *c, bool release)
{
	struct zc_pending *p = &e->pend;

	if (release) {
		if (p->release_done)
			zc_rt_done(e, p->release_seq, -ECANCELED);
		p->release = p->release_done = true;
		p->release_seq = c->seq;
	} else {
		if (p->stop_done)
			zc_rt_done(e, p->stop_seq, 0);
		p->stop_done = true;
		p->stop_seq = c->seq;
	}
	if (!p->stop)
		zc_rt_fade(e);
	p->stop = true;
	p->stop_entries = e->entries;
}

ZC_RT void
zc_rt_commands(struct zc_rt *e)
{
	struct zc_rt_cmd c;
	int ret;

	/* Where control does not listen its commands wait, so that there is room for every
	 * answer. */
	while (zc_mbox_room(&e->evs) > ZC_EVENTS_MAX / 4 && zc_mbox_get(&e->cmds, &c)) {
		switch (c.cmd.kind) {
		case ZC_CMD_SINK:
			ret = take_sink(e, c.cmd.sink);
			if (ret)
				zc_rt_event(e, &(struct zc_ev){ .kind = ZC_EV_SINK_BACK,
						       .sink = c.cmd.sink });
			zc_rt_done(e, c.cmd.seq, ret);
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
			zc_rt_done(e, c.cmd.seq, 0);
			break;
		case ZC_CMD_STOP:
			stop(e, &c.cmd, false);
			break;
		case ZC_CMD_QUIT:
			if (e->running)
				e->sink->ops->reset(e->sink);
			zc_rt_set_running(e, false);
			e->pend.stop = e->pend.release = true;
			e->pend.stop_entries = e->entries;
			e->fading = false;
			e->quitting = true;
			break;
		}
	}
}
