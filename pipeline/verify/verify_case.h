/* One track being verified: its frames in the ring compared with those in its file, and the
 * receipt that follows from it. The verifier's thread; zc_case_new and zc_case_free any thread
 * that has the case to itself. */
#ifndef ZC_VERIFY_CASE_H
#define ZC_VERIFY_CASE_H

#include <md5.h>
#include <sha2.h>
#include <stdbool.h>
#include <stdint.h>

#include "pipeline/verify.h"
#include "pipeline/verify/verify_cover.h"
#include "pipeline/verify/verify_file.h"
#include "pipeline/verify/verify_ring.h"

struct zc_case {
	struct zc_case *next; /* the verifier's list; owned by it */
	char *path; /* owned */
	struct zc_track_info info;
	uint32_t frame_bytes; /* of info.hw */
	const char *ring_fault; /* constant: why the ring holds nothing to compare, or NULL */
	struct zc_verify_file *file; /* owned; opened at the first frame */
	struct zc_err file_err; /* code 0: opened, or not tried yet */
	bool has_md5; /* the file keeps an MD5 of its samples: */
	int md5_bits; /* of a sample */
	uint8_t file_md5[ZC_MD5_BYTES];
	SHA2_CTX ring_sha, file_sha; /* the latter only once frames differ */
	MD5_CTX ring_md5;
	uint64_t hashed; /* frames of the track below this are in the digests, or left out */
	bool gaps; /* some frames are left out of the digests */
	bool notes_lost; /* the engine's notes on its place in the ring are incomplete */
	struct zc_cover cover; /* frames that were played and compared */
	bool ended; /* the track came back, with: */
	int result;
	uint64_t end_frame;
	bool due; /* it had ended before the rings were last read: conclude it */
	struct zc_receipt receipt;
};

/* Copies both. NULL without memory. */
struct zc_case *zc_case_new(const struct zc_track_info *info, const char *path);
/* Compares n frames from the ring, of the track from `first` on, with the file. scratch has
 * room for as many. Waits for the disk. */
void zc_case_frames(
	struct zc_case *c, uint64_t first, const uint8_t *data, uint32_t n, uint8_t *scratch);
/* After the last frame: fills in the receipt. Waits for the disk. */
void zc_case_conclude(struct zc_case *c);
void zc_case_free(struct zc_case *c);

#endif
