/* Lends free spans of the ring to the disk where the track goes direct, else to the filler. */
#include "pipeline/rt/engine_state.h"

#include "pipeline/rt/source_direct.h"

/* A shorter ring would run dry while it waits for room for a whole block. */
#define RING_BLOCKS_MIN 4

/* The alignment that file and ring share from first_byte on; 0: none. Where the ring is registered
 * whole blocks are tried first, since the kernel wants whole blocks in each page of such a buffer.
 * On an empty ring *lead_in frames of silence bring the two in phase. */
ZC_RT static uint32_t
shared_alignment(const struct zc_rt *e, const struct zc_source *src, uint64_t first_byte,
	uint32_t *lead_in)
{
	uint64_t at = zc_ring_offset(&e->ring, e->ring.reserved_byte);
	bool fresh = e->ring.reserved_byte == 0;

	for (int i = e->uring.fixed ? 0 : 1; i < 2; i++) {
		uint32_t align = i == 0 ? src->off_align : src->mem_align;
		int64_t lead = fresh ? zc_direct_lead_in(src, first_byte, align) : 0;

		if (lead < 0 || (!fresh && !zc_direct_in_phase(src, first_byte, at, align)))
			continue;
		*lead_in = (uint32_t)lead;
		return align;
	}
	return 0;
}

/* Sets the path of an entry that is about to begin, the best that file, ring and settings allow.
 * Returns the frames of silence to put before it, for a direct one. */
ZC_RT static uint32_t
choose_path(struct zc_rt *e, struct zc_entry *en)
{
	const struct zc_source *src = en->src;
	const struct zc_sink *sink = e->out.sink;
	bool fresh = e->ring.reserved_byte == 0;
	enum zc_path path = ZC_PATH_STAGED;
	enum zc_reason reason = src->reason;
	int arg = src->reason_arg;
	uint32_t lead_in = 0, align;

	if (src->plan != ZC_PATH_DIRECT) {
		path = src->plan;
	} else if (e->conf.best_path > ZC_PATH_DIRECT) {
		reason = ZC_REASON_CONFIG;
	} else if (!e->uring.up) {
		reason = ZC_REASON_NO_URING;
		arg = e->uring.down_errno;
	} else if (sink->aliased) {
		reason = ZC_REASON_RING_ALIASED;
	} else if (sink->pin_errno) {
		reason = ZC_REASON_NOT_PINNABLE;
		arg = sink->pin_errno;
	} else if (sink->ring_bytes % src->mem_align ||
		   sink->ring_bytes < (uint64_t)RING_BLOCKS_MIN * src->off_align) {
		reason = ZC_REASON_RING_BLOCKS;
		arg = (int)src->off_align;
	} else if (!(align = shared_alignment(e, src, en->next_byte, &lead_in))) {
		reason = fresh ? ZC_REASON_PHASE_FILE : ZC_REASON_PHASE_JOINT;
		arg = (int)(fresh ? src->data_offset : src->mem_align);
	} else {
		path = ZC_PATH_DIRECT;
		reason = e->uring.fixed && align == src->off_align ? ZC_REASON_DIRECT_FIXED
								   : ZC_REASON_DIRECT_READ;
		arg = (int)src->mem_align;
	}
	zc_rt_set_path(e, en, path, reason, arg);
	return lead_in;
}

/* The verifier learns of the new floor before anything is written. */
ZC_RT static struct zc_span *
reserve(struct zc_rt *e, uint32_t len)
{
	struct zc_span *s = zc_ring_reserve(&e->ring, len);

	if (s)
		zc_follow_reserved(zc_rt_follow(e), &e->ring);
	return s;
}

ZC_RT static bool
lend_silence(struct zc_rt *e, uint64_t bytes)
{
	while (bytes) {
		uint64_t piece = zc_ring_piece_bytes(&e->ring);
		uint32_t len = (uint32_t)(piece < bytes ? piece : bytes);
		struct zc_span *s = reserve(e, len);
		struct zc_job job = {
			.kind = ZC_JOB_SILENCE, .notify = zc_rt_urgent(e), .len = len
		};

		if (!s)
			return false;
		s->kind = ZC_SPAN_SILENCE;
		job.tag = zc_ring_tag(&e->ring, s);
		job.dst = zc_rt_span_memory(e, s);
		job.silence = e->out.sink->fmt.sample == ZC_U8 ? 0x80 : 0;
		if (zc_jobs_push(e->port.jobs, &job)) {
			zc_ring_unreserve(&e->ring, s);
			return false;
		}
		bytes -= len;
	}
	return true;
}

/* False if there was no room for the silence before it. */
ZC_RT static bool
begin(struct zc_rt *e, struct zc_entry *en)
{
	bool fresh = e->ring.reserved_byte == 0;
	uint32_t lead_in = choose_path(e, en);

	if (fresh) {
		if (!lend_silence(e, (uint64_t)lead_in * e->ring.frame_bytes))
			return false;
		e->fill.lead_in_frames = lead_in;
		e->fill.prime_ns = e->acct.wake.woke_ns;
	}
	atomic_store_explicit(&en->src->stat.lead_in_frames, lead_in, memory_order_relaxed);
	en->start = e->ring.reserved;
	en->begun = true;
	zc_follow_place(zc_rt_follow(e), en->src->id, en->start, en->from, zc_rt_entry_end(en));
	return true;
}

/* How much may be reserved now, given how far ahead the ring is filled. */
ZC_RT static uint64_t
room_bytes(const struct zc_rt *e)
{
	uint64_t room = zc_ring_room_bytes(&e->ring);
	uint64_t end = (e->ring.played + zc_rt_depth(e)->ahead_frames) * e->ring.frame_bytes;
	uint64_t ahead = end > e->ring.reserved_byte ? end - e->ring.reserved_byte : 0;

	return room < ahead ? room : ahead;
}

/* How much to lend out as one piece. The first piece of a stream is small. Later a rest that is
 * less than a chunk is added to the chunk before it, since each read costs much whatever its
 * length. */
ZC_RT static uint64_t
piece_bytes(const struct zc_rt *e, uint64_t room)
{
	uint64_t fb = e->ring.frame_bytes;
	uint64_t chunk = zc_rt_depth(e)->chunk_frames * fb;

	if (!e->out.running && e->ring.reserved < e->fill.prime_frames)
		return e->fill.prime_frames * fb;
	return room < 2 * chunk ? room : chunk;
}

/* Reserves the next piece of the entry and lends it out; false if there is no room for one. */
ZC_RT static bool
lend_piece(struct zc_rt *e, struct zc_entry *en)
{
	const struct zc_source *src = en->src;
	uint64_t room = room_bytes(e);
	uint64_t most = piece_bytes(e, room);
	uint64_t left = en->end_byte - en->next_byte;
	uint64_t contiguous = zc_ring_piece_bytes(&e->ring);
	struct zc_piece piece = { .direct = false };
	struct zc_span *s;
	uint64_t len = left;

	if (en->path == ZC_PATH_DIRECT) {
		piece = zc_direct_piece(
			src, en->next_byte, en->end_byte, room, contiguous, most);
		len = piece.len_bytes;
	} else {
		len = len < room ? len : room;
		len = len < contiguous ? len : contiguous;
		len = len < most ? len : most;
	}
	if (!len || !(s = reserve(e, (uint32_t)len)))
		return false;
	s->entry = en->serial;
	s->first_byte = en->next_byte;
	s->submitted_ns = e->acct.wake.woke_ns;
	s->kind = en->path == ZC_PATH_DECODED ? ZC_SPAN_DECODE : ZC_SPAN_COPY;
	s->fixed = piece.direct && e->uring.fixed &&
		   (uintptr_t)zc_rt_span_memory(e, s) % src->off_align == 0;
	if (!(piece.direct && zc_rt_queue_read(e, en, s)) && !zc_rt_queue_job(e, en, s)) {
		zc_ring_unreserve(&e->ring, s);
		return false;
	}
	en->next_byte += len;
	return true;
}

/* The hardware runs on behind the last frame until the engine stops it: it needs silence there. */
ZC_RT static void
lend_runout(struct zc_rt *e)
{
	const struct zc_entry *last = &e->tracks.entry[e->tracks.count - 1];
	uint64_t bytes = (uint64_t)e->fill.runout_frames * e->ring.frame_bytes;

	if (e->fill.runout_end || zc_ring_room_bytes(&e->ring) < bytes)
		return;
	if (!lend_silence(e, bytes))
		return;
	e->fill.runout_end = e->ring.reserved;
	if (e->out.sink->ops->payload_end)
		e->out.sink->ops->payload_end(e->out.sink, zc_rt_entry_end(last));
}

ZC_RT void
zc_rt_fill(struct zc_rt *e)
{
	uint64_t chunk = (uint64_t)zc_rt_depth(e)->chunk_frames * e->ring.frame_bytes;
	uint32_t i = 0;

	if (!e->out.sink || !e->tracks.count || zc_rt_settling(e))
		return;
	/* Few and large pieces, except at the start of a stream. */
	if (e->out.running && !zc_rt_all_full(e) && room_bytes(e) < chunk - chunk / 8)
		return;
	while (i < e->tracks.count) {
		struct zc_entry *en = &e->tracks.entry[i];

		if (zc_rt_entry_full(en)) {
			i++;
			continue;
		}
		if (e->ring.tail - e->ring.head > ZC_SPANS_MAX - 4)
			return;
		if (!en->begun) {
			if (!begin(e, en))
				return;
			continue; /* it may have nothing left, and be full already */
		}
		if (!lend_piece(e, en))
			return;
	}
	lend_runout(e);
}
