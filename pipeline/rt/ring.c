#include "pipeline/rt/ring.h"

#include <stddef.h>
#include <string.h>

#define INDEX_BITS 8u

void
zc_ring_init(struct zc_ring *r, uint32_t frames, uint32_t frame_bytes, bool mirrored)
{
	r->capacity = frames;
	r->frame_bytes = frame_bytes;
	r->capacity_bytes = (uint64_t)frames * frame_bytes;
	r->mirrored = mirrored;
	zc_ring_reset(r);
}

void
zc_ring_reset(struct zc_ring *r)
{
	r->played = r->committed = r->filled = r->reserved = 0;
	r->filled_byte = r->reserved_byte = 0;
	r->limit = r->capacity;
	r->generation++;
	r->head = r->tail = 0;
}

uint64_t
zc_ring_room_bytes(const struct zc_ring *r)
{
	return r->limit * r->frame_bytes - r->reserved_byte;
}

uint64_t
zc_ring_offset(const struct zc_ring *r, uint64_t byte)
{
	return byte % r->capacity_bytes;
}

uint64_t
zc_ring_piece_bytes(const struct zc_ring *r)
{
	if (r->mirrored)
		return r->capacity_bytes;
	return r->capacity_bytes - zc_ring_offset(r, r->reserved_byte);
}

static void
move_reserved(struct zc_ring *r, uint64_t byte)
{
	r->reserved_byte = byte;
	/* Rounded up: a partly reserved frame is taken. */
	r->reserved = (byte + r->frame_bytes - 1) / r->frame_bytes;
}

struct zc_span *
zc_ring_reserve(struct zc_ring *r, uint32_t len_bytes)
{
	struct zc_span *s;

	if (r->tail - r->head == ZC_SPANS_MAX || len_bytes > zc_ring_room_bytes(r))
		return NULL;
	s = &r->spans[r->tail % ZC_SPANS_MAX];
	memset(s, 0, sizeof(*s));
	s->start_byte = r->reserved_byte;
	s->len_bytes = len_bytes;
	s->generation = r->generation;
	r->tail++;
	r->lent++;
	move_reserved(r, r->reserved_byte + len_bytes);
	return s;
}

void
zc_ring_unreserve(struct zc_ring *r, const struct zc_span *s)
{
	r->tail--;
	r->lent--;
	move_reserved(r, s->start_byte);
}

uint32_t
zc_ring_tag(const struct zc_ring *r, const struct zc_span *s)
{
	return r->generation << INDEX_BITS | (uint32_t)(s - r->spans);
}

struct zc_span *
zc_ring_span(struct zc_ring *r, uint32_t tag)
{
	struct zc_span *s = &r->spans[tag % ZC_SPANS_MAX];

	if (tag >> INDEX_BITS != (r->generation << INDEX_BITS) >> INDEX_BITS || s->done)
		return NULL;
	return s;
}

void
zc_ring_publish(struct zc_ring *r, struct zc_span *s)
{
	s->done = true;
	r->lent--;
	while (r->head != r->tail && r->spans[r->head % ZC_SPANS_MAX].done) {
		r->filled_byte += r->spans[r->head % ZC_SPANS_MAX].len_bytes;
		r->head++;
	}
	/* Rounded down: a partly filled frame is not ready. */
	r->filled = r->filled_byte / r->frame_bytes;
}

void
zc_ring_discard(struct zc_ring *r)
{
	r->lent--;
}

void
zc_ring_commit(struct zc_ring *r, uint64_t frames)
{
	r->committed += frames;
}

bool
zc_ring_played(struct zc_ring *r, uint64_t frame)
{
	if (frame < r->played || frame > r->committed)
		return false;
	r->played = frame;
	r->limit = frame + r->capacity;
	return true;
}

void
zc_ring_cut(struct zc_ring *r, uint64_t frame)
{
	r->generation++;
	r->head = r->tail = 0;
	r->reserved = r->filled = frame;
	r->reserved_byte = r->filled_byte = frame * r->frame_bytes;
	if (r->committed > frame)
		r->committed = frame;
}
