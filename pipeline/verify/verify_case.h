/* One track under examination: what lay in the ring against what its file says, and what
 * follows from it. The verifier's thread; new and free are anyone's who has it to himself. */
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
	struct zc_case *next; /* the verifier's list */
	char *path; /* owned */
	struct zc_track_info info;
	uint32_t frame_bytes; /* of info.hw */
	const char *ring_fault; /* constant text: why the ring holds nothing to compare */
	bool md5_wanted; /* `own` is there */
	int own_bits;
	uint8_t own[ZC_MD5_BYTES]; /* the MD5 that the file keeps */
	struct zc_verify_file *file; /* owned; opened at the first frame */
	struct zc_err file_err; /* code 0: it could be opened, or was not tried */
	SHA2_CTX ring_sha, file_sha; /* the latter only where the frames differ */
	MD5_CTX md5;
	uint64_t hashed; /* frames of the track up to here are in the digests, or left out */
	bool gaps; /* some are left out */
	bool lost; /* notes were */
	struct zc_cover cover;
	bool over; /* the track came back: */
	int result;
	uint64_t end_frame;
	bool due; /* and all is read that was told before */
	struct zc_receipt receipt;
};

/* NULL without memory. */
struct zc_case *zc_case_new(const struct zc_track_info *info, const char *path);
/* Goes on with frames that lay in the ring; want is room for as many. */
void zc_case_frames(
	struct zc_case *c, uint64_t first, const uint8_t *data, uint32_t n, uint8_t *want);
/* The track is over, and nothing comes any more: fills in the receipt. */
void zc_case_conclude(struct zc_case *c);
void zc_case_free(struct zc_case *c);

#endif
