/* Which frames of the sink's ring belong to whom.
 *
 * Five frame counters, written by the engine thread only, since the sink's last reset:
 *
 *     played <= committed <= filled <= reserved <= limit = played + capacity
 *
 * [played, committed) belongs to the hardware, [committed, filled) is ready, [filled, reserved) is
 * lent out in spans for the disk or the filler to write, [reserved, limit) is free. Spans are in
 * bytes, because disks count in blocks and not in frames. filled moves only over spans that are
 * complete and contiguous. Engine thread; realtime. */
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
	bool fixed; /* a read into the registered ring */
	uint32_t generation;
	uint32_t entry; /* serial of the engine's entry that it belongs to */
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
	uint32_t generation; /* grows with each reset and cut, which make older spans stale */
	uint32_t head, tail; /* spans [head, tail), oldest first */
	uint32_t lent; /* spans not done yet, of every generation */
	struct zc_span spans[ZC_SPANS_MAX];
};

/* frames > 0. The generation counts on. */
void zc_ring_init(struct zc_ring *r, uint32_t frames, uint32_t frame_bytes, bool mirrored);

/* Sets all counters back to 0. Only while nothing is lent out: a submitted read may still write
 * after it was cancelled. */
void zc_ring_reset(struct zc_ring *r);

/* Bytes that can be reserved now. */
uint64_t zc_ring_room_bytes(const struct zc_ring *r);
/* The longest contiguous piece from reserved_byte on: up to the wrap, or the whole ring where it is
 * mirrored. */
uint64_t zc_ring_piece_bytes(const struct zc_ring *r);
/* The offset of a stream byte in the mapping. */
uint64_t zc_ring_offset(const struct zc_ring *r, uint64_t byte);

/* Reserves len_bytes and lends them out; NULL if there is no room or no span left. The caller fills
 * in the span's kind, entry and so on. */
struct zc_span *zc_ring_reserve(struct zc_ring *r, uint32_t len_bytes);
/* Takes back the span that was reserved last and that nobody was given. */
void zc_ring_unreserve(struct zc_ring *r, const struct zc_span *s);

/* Names the span in a read or job: generation and index. */
uint32_t zc_ring_tag(const struct zc_ring *r, const struct zc_span *s);
/* The span of a tag; NULL if it is of an older generation, or not lent out any more. */
struct zc_span *zc_ring_span(struct zc_ring *r, uint32_t tag);

/* The span is filled; moves `filled` on as far as possible. */
void zc_ring_publish(struct zc_ring *r, struct zc_span *s);
/* A span came back that will not be published. */
void zc_ring_discard(struct zc_ring *r);

void zc_ring_commit(struct zc_ring *r, uint64_t frames);
/* The hardware is at frame; false if that is beyond committed or before played. */
bool zc_ring_played(struct zc_ring *r, uint64_t frame);

/* Takes back everything from frame on, frame >= played. Only while nothing is lent out. */
void zc_ring_cut(struct zc_ring *r, uint64_t frame);

#endif
