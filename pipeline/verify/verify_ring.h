/* Reading along in one sink's ring. The engine's notes tell which track lies where; frames are
 * copied out, and count only if the engine had not touched them by the end of the copy. The
 * verifier's thread, except for zc_verify_ring_detach. */
#ifndef ZC_VERIFY_RING_H
#define ZC_VERIFY_RING_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "pipeline/rt/follow.h"

#define ZC_VERIFY_SEGMENTS_MAX 32
#define ZC_VERIFY_COPY_BYTES 65536u

/* Callbacks for what was read. They may be called for tracks that the receiver does not know.
 */
struct zc_verify_taker {
	/* A track was placed in the ring: the other calls for it follow. */
	void (*placed)(void *ctx);
	/* n frames of a track, from its frame `first` on, as they lay in the ring. */
	void (*frames)(
		void *ctx, uint64_t track_id, uint64_t first, const uint8_t *data, uint32_t n);
	/* Of those, the track's frames [first, end) were played. */
	void (*played)(void *ctx, uint64_t track_id, uint64_t first, uint64_t end);
	/* So many frames were played and overwritten before they could be read. */
	void (*missed)(void *ctx, uint64_t track_id, uint64_t frames);
	/* Notes are missing: nothing is known about what lay in the ring. */
	void (*lost)(void *ctx);
	void *ctx;
};

/* A track in the ring, in frames of the ring. */
struct zc_segment {
	uint64_t track_id;
	uint64_t from; /* frame of the track that lies at start */
	uint64_t start, end;
	uint64_t run; /* [run, next) was read without a gap */
	uint64_t next; /* the next frame to read */
};

struct zc_verify_ring {
	struct zc_follow follow; /* first: the engine writes it, lent to the sink */
	uint32_t capacity, frame_bytes;
	int64_t poll_ns; /* how often it has to be read */
	pthread_mutex_t memory; /* held while base is set or read from */
	const uint8_t *base; /* lent by the sink until detach, then `kept` */
	uint8_t *kept; /* owned; a copy of the ring, NULL: none */
	uint32_t epoch; /* of the notes read so far */
	uint64_t fade; /* frames from here on were faded out; UINT64_MAX: none */
	struct zc_segment seg[ZC_VERIFY_SEGMENTS_MAX]; /* in the order of the ring */
	uint32_t segs;
	_Alignas(8) uint8_t copy[ZC_VERIFY_COPY_BYTES + 16];
};

/* base is lent until zc_verify_ring_detach. Before another thread uses it. */
void zc_verify_ring_init(struct zc_verify_ring *r, const uint8_t *base, uint32_t capacity,
	uint32_t frame_bytes, uint32_t rate_hz);
/* Reads all notes and all frames that are ready. */
void zc_verify_ring_read(struct zc_verify_ring *r, const struct zc_verify_taker *t);
/* The ring is about to be unmapped: keeps a copy of what lies in it, where there is memory for
 * that, and does not touch the ring again. After the engine gave it back; any thread. Waits for
 * at most one piece of ZC_VERIFY_COPY_BYTES that is being copied out. */
void zc_verify_ring_detach(struct zc_verify_ring *r);
/* Frees what it holds; after detach. */
void zc_verify_ring_release(struct zc_verify_ring *r);

#endif
