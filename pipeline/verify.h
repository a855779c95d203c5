/* The verifier: proves that the device was given what the file has, to the bit.
 *
 * A thread of the lowest priority reads along in the rings of sinks, opens and decodes each
 * track's file once more by itself, and compares the two. The engine notes which track lies
 * where (rt/follow.h) and never waits for the verifier; if it falls behind, the receipt says so.
 *
 * All functions are for one thread, which is neither the engine's nor the verifier's. Sinks may
 * be freed on any thread. Nothing here waits for the disk, except zc_verify_free. */
#ifndef ZC_VERIFY_H
#define ZC_VERIFY_H

#include <stdbool.h>
#include <stdint.h>

#include "pipeline/err.h"
#include "pipeline/track.h"

struct zc_verify;
struct zc_sink;

enum zc_verify_state {
	ZC_VERIFY_NONE, /* not asked for */
	ZC_VERIFY_PENDING, /* the receipt is not finished */
	ZC_VERIFY_VERIFIED, /* the device was given the whole file, unchanged */
	ZC_VERIFY_FAILED, /* it was not, or the file is damaged */
	ZC_VERIFY_INCOMPLETE, /* no difference, but not everything was played and compared */
	ZC_VERIFY_IMPOSSIBLE, /* there is nothing to compare with: lossy, or unreadable */
	ZC_VERIFY_STATES
};

#define ZC_SHA256_TEXT_MAX 65
#define ZC_MD5_TEXT_MAX 33

struct zc_receipt {
	uint64_t track_id;
	enum zc_verify_state state;
	uint64_t frames; /* of the track that were played and compared, each counted once */
	uint64_t missed; /* played, but overwritten before the verifier read them */
	/* SHA-256 of the frames as they lay in the ring and as the file has them, in the
	 * device's format, each frame once and in the track's order; "" where there are none.
	 */
	uint64_t digest_frames;
	char digest[ZC_SHA256_TEXT_MAX], file_digest[ZC_SHA256_TEXT_MAX];
	/* FLAC: MD5 of the samples in the ring, if all of the track's were read; else "". */
	char md5[ZC_MD5_TEXT_MAX];
	bool differs; /* first at: */
	uint64_t differs_frame;
	uint32_t differs_channel; /* from 1 on */
	char text[256]; /* for people, without the file's name */
};

/* Starts the thread. NULL and *err without memory or threads. */
struct zc_verify *zc_verify_new(struct zc_err *err);
/* Ends the thread. Waits a few seconds for a file that does not answer, then leaves the thread
 * and its memory behind. Sinks that it follows may be freed later. NULL is allowed. */
void zc_verify_free(struct zc_verify *v);

/* Reads along in the sink's ring from now until zc_sink_free, which keeps a copy of what is
 * still unread. Before the engine gets the sink. 0, -ENOMEM, or -EBUSY: too many sinks are being
 * followed. */
int zc_verify_follow(struct zc_verify *v, struct zc_sink *s);

/* Asks for a receipt of a track that will be played on such a sink. Before the engine gets the
 * track. path is copied. 0, -ENOMEM, or -EBUSY: too many receipts were not taken yet. */
int zc_verify_expect(struct zc_verify *v, const struct zc_track_info *info, const char *path);
/* How the track ended, as in ZC_EV_TRACK_BACK. Exactly once for each expected track, after it
 * came back or if it is not played after all. The receipt follows. */
void zc_verify_end(struct zc_verify *v, uint64_t track_id, int result, uint64_t frame);

/* Readable when there is a receipt to take; lent until zc_verify_free. */
int zc_verify_fd(const struct zc_verify *v);
/* 1: *out is the next receipt; 0: none yet. */
int zc_verify_take(struct zc_verify *v, struct zc_receipt *out);

/* A word for programs: "verified", "failed", "incomplete", "not-verifiable", "pending", "none".
 */
const char *zc_verify_name(enum zc_verify_state s);

#endif
