/* Takes back the spans of finished reads and jobs, successful or not. */
#include "pipeline/rt/engine_state.h"

#include <errno.h>

ZC_RT static struct zc_entry *
entry_of(struct zc_rt *e, const struct zc_span *s)
{
	for (uint32_t i = 0; i < e->tracks.count; i++) {
		if (e->tracks.entry[i].serial == s->entry)
			return &e->tracks.entry[i];
	}
	return NULL;
}

static void
add(_Atomic uint64_t *to, uint64_t *total, uint64_t bytes)
{
	atomic_store_explicit(to, atomic_load_explicit(to, memory_order_relaxed) + bytes,
		memory_order_relaxed);
	*total += bytes;
}

ZC_RT static void
account(struct zc_rt *e, struct zc_entry *en, const struct zc_span *s, uint64_t bytes)
{
	struct zc_track_stat *st = &en->src->stat;

	if (s->kind == ZC_SPAN_READ)
		add(&st->bytes_direct, &e->acct.count.bytes_direct, bytes);
	else if (s->kind == ZC_SPAN_COPY)
		add(&st->bytes_copied, &e->acct.count.bytes_copied, bytes);
	else
		add(&st->bytes_decoded, &e->acct.count.bytes_decoded, bytes);
}

/* The file or stream ended inside this span. The entry ends there, and what was reserved behind it
 * is cut once all spans are back. This span stays unfilled, so that none of it plays until then. */
ZC_RT static void
ended_early(struct zc_rt *e, struct zc_entry *en, struct zc_span *s, uint64_t got, int result)
{
	uint64_t end = s->first_byte + got;

	end -= end % e->ring.frame_bytes;
	if (end < en->end_byte) {
		account(e, en, s, end > s->first_byte ? end - s->first_byte : 0);
		en->end_byte = end;
		en->result = result;
	}
	zc_ring_discard(&e->ring);
	e->pend.cut = true;
}

static void
stepped_down(struct zc_rt *e)
{
	e->acct.count.steps_down++;
	e->acct.wake.flags |= ZC_WAKE_STEP_DOWN;
}

ZC_RT static void
read_done(struct zc_rt *e, uint32_t tag, int res)
{
	struct zc_span *s = zc_ring_span(&e->ring, tag);
	struct zc_entry *en = s ? entry_of(e, s) : NULL;
	int64_t latency_ns;

	if (!en) {
		zc_ring_discard(&e->ring);
		return;
	}
	e->acct.count.reads++;
	e->acct.wake.reads++;
	latency_ns = e->acct.wake.woke_ns - s->submitted_ns;
	if (latency_ns > e->acct.wake.read_latency_ns)
		e->acct.wake.read_latency_ns = latency_ns;
	if (res == (int)s->len_bytes) {
		e->acct.wake.read_bytes += s->len_bytes;
		account(e, en, s, s->len_bytes);
		zc_ring_publish(&e->ring, s);
		return;
	}
	if (res < 0 && s->fixed) {
		stepped_down(e);
		e->uring.fixed = s->fixed = false;
		if (zc_rt_queue_read(e, en, s)) {
			zc_rt_set_path(e, en, ZC_PATH_DIRECT, ZC_REASON_DIRECT_READ,
				(int)en->src->mem_align);
			return;
		}
	}
	/* The filler reads the span again its own way; its answer shows whether the disk is bad
	 * or the file became shorter. From here on the track is staged. */
	if (res < 0 && en->path == ZC_PATH_DIRECT) {
		stepped_down(e);
		zc_rt_set_path(e, en, ZC_PATH_STAGED, ZC_REASON_READ_FAILED, -res);
	}
	if (!zc_rt_queue_job(e, en, s))
		ended_early(e, en, s, 0, -EIO);
}

ZC_RT static void
job_done(struct zc_rt *e, const struct zc_job_done *done)
{
	struct zc_span *s;
	struct zc_entry *en;
	uint64_t unit = 1;

	if (done->tag == ZC_TAG_FADE) {
		e->fade.jobs--;
		return;
	}
	s = zc_ring_span(&e->ring, done->tag);
	if (!s) {
		zc_ring_discard(&e->ring);
		return;
	}
	if (s->kind == ZC_SPAN_SILENCE) {
		zc_ring_publish(&e->ring, s);
		return;
	}
	en = entry_of(e, s);
	if (!en) {
		zc_ring_discard(&e->ring);
		return;
	}
	if (s->kind == ZC_SPAN_DECODE)
		unit = e->ring.frame_bytes;
	if (done->result < 0) {
		ended_early(e, en, s, 0, (int)done->result);
	} else if ((uint64_t)done->result * unit < s->len_bytes) {
		ended_early(e, en, s, (uint64_t)done->result * unit,
			done->error ? done->error : -ENODATA);
	} else {
		account(e, en, s, s->len_bytes);
		zc_ring_publish(&e->ring, s);
	}
}

/* The kernel accepts no more reads: the filler does those that were not submitted, and all later
 * ones. */
ZC_RT static void
give_up_uring(struct zc_rt *e, int err)
{
	uint32_t tag;

	zc_uring_down(&e->uring, err);
	/* Collects reads that completed before; their eventfd may be cleared already. */
	zc_uring_enter(&e->uring);
	e->acct.wake.syscalls++;
	e->acct.count.steps_down++;
	zc_rt_event(e, &(struct zc_ev){ .kind = ZC_EV_NO_URING, .result = -err });
	for (uint32_t i = 0; i < e->tracks.count; i++) {
		if (e->tracks.entry[i].begun && e->tracks.entry[i].path == ZC_PATH_DIRECT)
			zc_rt_set_path(e, &e->tracks.entry[i], ZC_PATH_STAGED,
				ZC_REASON_NO_URING, err);
	}
	while (zc_uring_withdraw(&e->uring, &tag)) {
		struct zc_span *s = zc_ring_span(&e->ring, tag);
		struct zc_entry *en = s ? entry_of(e, s) : NULL;

		if (!en)
			zc_ring_discard(&e->ring);
		else if (!zc_rt_queue_job(e, en, s))
			ended_early(e, en, s, 0, -EIO);
	}
}

ZC_RT static void
enter(struct zc_rt *e)
{
	int ret = zc_uring_enter(&e->uring);

	e->acct.wake.syscalls++;
	if (ret)
		give_up_uring(e, -ret);
}

ZC_RT void
zc_rt_reap(struct zc_rt *e)
{
	struct zc_job_done done;
	uint32_t tag;
	int res;

	if (e->uring.queued || (e->uring.deferred && e->uring.in_flight))
		enter(e);
	while (zc_uring_reap(&e->uring, &tag, &res))
		read_done(e, tag, res);
	while (zc_jobs_pop(e->port.jobs, &done))
		job_done(e, &done);
	/* Reads that failed from the registered ring, queued again without it. */
	if (e->uring.queued)
		enter(e);
	e->acct.wake.syscalls += (uint16_t)(e->port.jobs->wakes - e->acct.filler_wakes);
	e->acct.filler_wakes = e->port.jobs->wakes;
}
