/* A set of a track's frames, kept as runs: each frame counts once, however often it was added.
 * Pure. */
#ifndef ZC_VERIFY_COVER_H
#define ZC_VERIFY_COVER_H

#include <stdint.h>

/* Each seek begins a new run. A run without room is left out of the total. */
#define ZC_COVER_RUNS_MAX 64

struct zc_cover {
	uint32_t runs;
	struct {
		uint64_t first, end;
	} run[ZC_COVER_RUNS_MAX]; /* ascending, with gaps between them */
};

/* Adds frames [first, end). */
void zc_cover_add(struct zc_cover *c, uint64_t first, uint64_t end);
/* How many frames are in the set. */
uint64_t zc_cover_total(const struct zc_cover *c);

#endif
