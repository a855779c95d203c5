/* The verifier: whether what the device was given is what the file says, to the bit.
 *
 * A thread of the lowest priority reads along in the rings of sinks, opens each track's file
 * once more by itself, decodes it by plain means and compares the two. The engine tells it
 * where what lies (rt/follow.h) and never waits for it; where it comes too late, the receipt
 * says so.
 *
 * Functions are for one thread, which is neither the engine's nor the verifier's, but for
 * zc_sink_free, which has it let go of a ring. None waits for the disk. */
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
	ZC_VERIFY_PENDING, /* the verifier is not done with it */
	ZC_VERIFY_VERIFIED, /* all of the file was given to the device as it is */
	ZC_VERIFY_FAILED, /* it was not */
	ZC_VERIFY_INCOMPLETE, /* no difference, but not all was played or seen */
	ZC_VERIFY_IMPOSSIBLE, /* there is nothing to compare with */
	ZC_VERIFY_STATES
};

#define ZC_SHA256_TEXT_MAX 65
#define ZC_MD5_TEXT_MAX 33

struct zc_receipt {
	uint64_t track_id;
	enum zc_verify_state state;
	uint64_t frames; /* of the track, that were played and equal, each counted once */
	uint64_t missed; /* played before they could be read */
	/* SHA-256 of the frames as they lay in the ring and as the file has them, in the
	 * device's format, each frame once and in the track's order; "" where there are none.
	 */
	uint64_t digest_frames;
	char digest[ZC_SHA256_TEXT_MAX], file_digest[ZC_SHA256_TEXT_MAX];
	/* FLAC: MD5 of the samples that lay in the ring, where all of them did; else "". */
	char md5[ZC_MD5_TEXT_MAX];
	bool differs; /* the first difference is at: */
	uint64_t differs_frame;
	uint32_t differs_channel; /* from 1 on */
	char text[256]; /* for people, without the file's name */
};

/* Starts the thread. NULL and *err without memory or threads. */
struct zc_verify *zc_verify_new(struct zc_err *err);
/* Ends the thread. Waits a few seconds for a file that does not answer, then leaves the thread
 * and its memory behind. Sinks that it follows may be freed later. NULL is allowed. */
void zc_verify_free(struct zc_verify *v);

/* Reads along in the sink's ring from now until zc_sink_free, which keeps what is unread.
 * Before the engine gets the sink. 0, -ENOMEM, or -EBUSY: too much is under way. */
int zc_verify_follow(struct zc_verify *v, struct zc_sink *s);

/* The track will be played on such a sink: a receipt is wanted. Before the engine gets the
 * track. path is copied. 0, -ENOMEM, or -EBUSY: too many receipts are not taken yet. */
int zc_verify_expect(struct zc_verify *v, const struct zc_track_info *info, const char *path);
/* Once for each expected track, after it came back or never went: how it ended, as in
 * ZC_EV_TRACK_BACK. The receipt follows. */
void zc_verify_end(struct zc_verify *v, uint64_t track_id, int result, uint64_t frame);

/* Readable when zc_verify_take has something to give. */
int zc_verify_fd(const struct zc_verify *v);
/* 1: *out is the next receipt; 0: none yet. */
int zc_verify_take(struct zc_verify *v, struct zc_receipt *out);

/* A word for programs: "verified", "failed", "incomplete", "not-verifiable", "pending", "none".
 */
const char *zc_verify_name(enum zc_verify_state s);

#endif
