/* Which frames of a track were seen: a set of runs, each frame counted once however often it
 * was seen. Pure values. */
#ifndef ZC_VERIFY_COVER_H
#define ZC_VERIFY_COVER_H

#include <stdint.h>

/* Seeks begin new runs; a run that finds no place is not counted. */
#define ZC_COVER_RUNS_MAX 64

struct zc_cover {
	uint32_t runs;
	struct {
		uint64_t first, end;
	} run[ZC_COVER_RUNS_MAX]; /* ascending, with gaps between them */
};

void zc_cover_add(struct zc_cover *c, uint64_t first, uint64_t end);
/* Frames in the set. */
uint64_t zc_cover_total(const struct zc_cover *c);

#endif
