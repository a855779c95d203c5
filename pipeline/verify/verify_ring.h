/* One sink's ring as the verifier reads along in it: notes tell what lies where, frames are
 * copied out, and count only if they were still whole behind the copy. The verifier's thread,
 * but for zc_verify_ring_let_go. */
#ifndef ZC_VERIFY_RING_H
#define ZC_VERIFY_RING_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "pipeline/rt/follow.h"

#define ZC_VERIFY_SEGMENTS_MAX 32
#define ZC_VERIFY_COPY_BYTES 65536u

/* What comes of it. A track may be unknown to the taker. */
struct zc_verify_taker {
	/* A track has its place: what is to be done with it must be known from here on. */
	void (*placed)(void *ctx);
	/* Frames of a track as they lay in the ring. */
	void (*frames)(
		void *ctx, uint64_t track_id, uint64_t first, const uint8_t *data, uint32_t n);
	/* Of those so many were played: the track's frames [first, end). */
	void (*played)(void *ctx, uint64_t track_id, uint64_t first, uint64_t end);
	/* So many were played without having been read. */
	void (*missed)(void *ctx, uint64_t track_id, uint64_t frames);
	/* Notes are missing: nothing is known of what lay in the ring. */
	void (*lost)(void *ctx);
	void *ctx;
};

/* A track in the ring, in frames of the ring. */
struct zc_segment {
	uint64_t track_id;
	uint64_t from; /* frame of the track that lies at start */
	uint64_t start, end;
	uint64_t run; /* what was read without a gap begins here */
	uint64_t next; /* to be read */
};

struct zc_verify_ring {
	struct zc_follow follow; /* first: what the sink knows of it */
	struct zc_verify_ring *next; /* the verifier's list */
	uint32_t capacity, frame_bytes;
	int64_t look_ns; /* how often it is to be looked at */
	pthread_mutex_t memory; /* held while base is read from */
	const uint8_t *base; /* lent until it is let go, then `kept` */
	uint8_t *kept; /* owned; a copy of the ring, NULL: none */
	uint32_t epoch; /* of the notes */
	uint64_t fade; /* from here on it is faded; UINT64_MAX: nowhere */
	struct zc_segment seg[ZC_VERIFY_SEGMENTS_MAX]; /* in their order */
	uint32_t segs;
	_Alignas(8) uint8_t copy[ZC_VERIFY_COPY_BYTES + 16];
};

/* Before anybody else knows of it. */
void zc_verify_ring_init(struct zc_verify_ring *r, const uint8_t *base, uint32_t capacity,
	uint32_t frame_bytes, uint32_t rate_hz);
/* Takes all notes, reads all that is ready. */
void zc_verify_ring_read(struct zc_verify_ring *r, const struct zc_verify_taker *t);
/* The engine has given the ring back: what lies in it is kept, where there is memory for that,
 * and the ring itself not touched any more. Another thread than the verifier's; waits for a
 * piece that is just being copied out. */
void zc_verify_ring_let_go(struct zc_verify_ring *r);
void zc_verify_ring_release(struct zc_verify_ring *r);

#endif
