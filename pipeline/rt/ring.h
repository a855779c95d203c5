/* The ring's bookkeeping: who may touch which frames of the sink's buffer.
 *
 * Five frame counters, written by the engine thread only, since the sink's last reset:
 *
 *     played <= committed <= filled <= reserved <= limit = played + capacity
 *
 * [played, committed) is the hardware's, [committed, filled) is ready, [filled, reserved) is
 * lent out in spans that the disk or the filler writes to, [reserved, limit) is free. A span is
 * a run of bytes, because disks count in blocks and not in frames; filled moves only over spans
 * that are complete and contiguous. Engine thread; realtime. */
#ifndef ZC_RT_RING_H
#define ZC_RT_RING_H

#include <stdbool.h>
#include <stdint.h>

#define ZC_SPANS_MAX 64u /* a power of two */

enum zc_span_kind {
	ZC_SPAN_READ, /* direct read */
	ZC_SPAN_COPY, /* filler copies bytes: staged, edges */
	ZC_SPAN_DECODE, /* filler decodes frames */
	ZC_SPAN_SILENCE /* lead-in, run-out */
};

struct zc_span {
	uint64_t start_byte; /* of the stream since reset */
	uint32_t len_bytes;
	uint8_t kind; /* enum zc_span_kind */
	bool done;
	bool fixed; /* a read by way of the registered ring */
	uint32_t generation;
	uint32_t entry; /* the engine's track entry it belongs to */
	uint64_t first_byte; /* of the track's payload */
	int64_t submitted_ns;
};

struct zc_ring {
	uint64_t played, committed, filled, reserved, limit;
	uint64_t filled_byte, reserved_byte; /* what filled and reserved are rounded from */
	uint64_t capacity_bytes;
	uint32_t capacity; /* frames */
	uint32_t frame_bytes;
	bool mirrored;
	uint32_t generation; /* grows with each reset and cut: spans from before are stale */
	uint32_t head, tail; /* spans [head, tail), oldest first */
	uint32_t lent; /* spans not done yet, of every generation */
	struct zc_span spans[ZC_SPANS_MAX];
};

/* frames > 0; generation goes on from what it was. */
void zc_ring_init(struct zc_ring *r, uint32_t frames, uint32_t frame_bytes, bool mirrored);

/* All counters back to 0. Only while nothing is lent: a read that was started ends up in the
 * memory whatever is cancelled. */
void zc_ring_reset(struct zc_ring *r);

/* Bytes that can be reserved now. */
uint64_t zc_ring_room_bytes(const struct zc_ring *r);
/* The longest single piece from the next reserved byte on: up to the wrap, or any where
 * mirrored. */
uint64_t zc_ring_piece_bytes(const struct zc_ring *r);
/* Where a stream byte lies, as offset into the mapping. */
uint64_t zc_ring_offset(const struct zc_ring *r, uint64_t byte);

/* Reserves len bytes and lends them out; NULL if there is no room or no span left. The caller
 * fills in what the span is for. */
struct zc_span *zc_ring_reserve(struct zc_ring *r, uint32_t len_bytes);
/* Takes back the span that was reserved last and that nobody was given. */
void zc_ring_unreserve(struct zc_ring *r, const struct zc_span *s);

/* A name for the span that travels with the read or job and comes back: generation and index.
 */
uint32_t zc_ring_tag(const struct zc_ring *r, const struct zc_span *s);
/* The span of a tag, or NULL if it is of an older generation. */
struct zc_span *zc_ring_span(struct zc_ring *r, uint32_t tag);

/* The span is filled: filled moves on as far as it can. */
void zc_ring_publish(struct zc_ring *r, struct zc_span *s);
/* A span of an older generation came back; it is lent no more. */
void zc_ring_discard(struct zc_ring *r);

void zc_ring_commit(struct zc_ring *r, uint64_t frames);
/* The hardware is at frame; false if that is past what is committed or before what it played.
 */
bool zc_ring_played(struct zc_ring *r, uint64_t frame);

/* Takes back everything from frame on, frame >= played. Only while nothing is lent. */
void zc_ring_cut(struct zc_ring *r, uint64_t frame);

#endif
