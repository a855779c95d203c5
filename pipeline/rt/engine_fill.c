/* Gives out free spans of the ring: to the disk where the track goes direct, else to the
 * filler. */
#include "pipeline/rt/engine_state.h"

#include "pipeline/rt/source_direct.h"

/* A shorter ring would run dry waiting for room for a whole block. */
#define RING_BLOCKS_MIN 4

/* The alignment in which the track from first_byte on and the ring agree, 0: none. Where the
 * ring is registered that of whole blocks is tried first: from such a buffer the kernel takes
 * only pieces of whole blocks in each page. At an empty ring *lead_in frames of silence bring
 * it about. */
ZC_RT static uint32_t
meet(const struct zc_rt *e, const struct zc_source *src, uint64_t first_byte, uint32_t *lead_in)
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

/* The best path for an entry that is about to begin, stepping down from what its file allows,
 * and for a direct one the silence to put before it. */
ZC_RT static uint32_t
choose_path(struct zc_rt *e, struct zc_entry *en)
{
	const struct zc_source *src = en->src;
	const struct zc_sink *sink = e->out.sink;
	bool fresh = e->ring.reserved_byte == 0;
	enum zc_path path = ZC_PATH_STAGED;
	enum zc_reason why = src->reason;
	int arg = src->reason_arg;
	uint32_t lead_in = 0, align;

	if (src->plan != ZC_PATH_DIRECT) {
		path = src->plan;
	} else if (e->conf.best_path > ZC_PATH_DIRECT) {
		why = ZC_WHY_CONFIG;
	} else if (!e->uring.up) {
		why = ZC_WHY_NO_URING;
		arg = e->uring.down_errno;
	} else if (sink->aliased) {
		why = ZC_WHY_RING_ALIASED;
	} else if (sink->pin_errno) {
		why = ZC_WHY_NOT_PINNABLE;
		arg = sink->pin_errno;
	} else if (sink->ring_bytes % src->mem_align ||
		   sink->ring_bytes < (uint64_t)RING_BLOCKS_MIN * src->off_align) {
		why = ZC_WHY_RING_BLOCKS;
		arg = (int)src->off_align;
	} else if (!(align = meet(e, src, en->next_byte, &lead_in))) {
		why = fresh ? ZC_WHY_PHASE_FILE : ZC_WHY_PHASE_JOINT;
		arg = (int)(fresh ? src->data_offset : src->mem_align);
	} else {
		path = ZC_PATH_DIRECT;
		why = e->uring.fixed && align == src->off_align ? ZC_WHY_DIRECT_FIXED
								: ZC_WHY_DIRECT_READ;
		arg = (int)src->mem_align;
	}
	zc_rt_path(e, en, path, why, arg);
	return lead_in;
}

/* Whoever reads along is told before anybody writes. */
ZC_RT static struct zc_span *
reserve(struct zc_rt *e, uint32_t len)
{
	struct zc_span *s = zc_ring_reserve(&e->ring, len);

	if (s)
		zc_follow_reserved(zc_rt_follow(e), &e->ring);
	return s;
}

ZC_RT static bool
lay_silence(struct zc_rt *e, uint64_t bytes)
{
	while (bytes) {
		uint64_t piece = zc_ring_piece_bytes(&e->ring);
		uint32_t len = (uint32_t)(piece < bytes ? piece : bytes);
		struct zc_span *s = reserve(e, len);
		struct zc_job job = {
			.kind = ZC_JOB_SILENCE, .notify = zc_rt_hurry(e), .len = len
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

/* False if the silence before it found no room. */
ZC_RT static bool
begin(struct zc_rt *e, struct zc_entry *en)
{
	bool fresh = e->ring.reserved_byte == 0;
	uint32_t lead_in = choose_path(e, en);

	if (fresh) {
		if (!lay_silence(e, (uint64_t)lead_in * e->ring.frame_bytes))
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

/* What may be reserved now, as far ahead as the ring is to be filled. */
ZC_RT static uint64_t
room_bytes(const struct zc_rt *e)
{
	uint64_t room = zc_ring_room_bytes(&e->ring);
	uint64_t end = (e->ring.played + zc_rt_depth(e)->ahead_frames) * e->ring.frame_bytes;
	uint64_t ahead = end > e->ring.reserved_byte ? end - e->ring.reserved_byte : 0;

	return room < ahead ? room : ahead;
}

/* How much to hand out as one piece. What opens a stream is small; later a rest that is no
 * chunk goes with the chunk before it, since a read costs much whatever its length. */
ZC_RT static uint64_t
piece_bytes(const struct zc_rt *e, uint64_t room)
{
	uint64_t fb = e->ring.frame_bytes;
	uint64_t chunk = zc_rt_depth(e)->chunk_frames * fb;

	if (!e->out.running && e->ring.reserved < e->fill.prime_frames)
		return e->fill.prime_frames * fb;
	return room < 2 * chunk ? room : chunk;
}

/* Reserves the next piece of the entry and hands it out; false if there is no room for one. */
ZC_RT static bool
hand_out(struct zc_rt *e, struct zc_entry *en)
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
	if (!(piece.direct && zc_rt_read(e, en, s)) && !zc_rt_copy(e, en, s)) {
		zc_ring_unreserve(&e->ring, s);
		return false;
	}
	en->next_byte += len;
	return true;
}

/* Behind the last frame the hardware runs on until the engine stops it: into silence. */
ZC_RT static void
lay_runout(struct zc_rt *e)
{
	const struct zc_entry *last = &e->tracks.entry[e->tracks.count - 1];
	uint64_t bytes = (uint64_t)e->fill.runout_frames * e->ring.frame_bytes;

	if (e->fill.runout_end || zc_ring_room_bytes(&e->ring) < bytes)
		return;
	if (!lay_silence(e, bytes))
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
	/* Few and large pieces; but what opens a stream may be small. */
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
			continue; /* where nothing is left of it, it is full already */
		}
		if (!hand_out(e, en))
			return;
	}
	lay_runout(e);
}
