/* Recordings side by side, each compared with the first. One thread. */
#ifndef ZC_REPORT_COMPARE_H
#define ZC_REPORT_COMPARE_H

#include <stdio.h>

#include "tools/common/json.h"
#include "tools/report/run.h"

#define ZCJITTER_COMPARED_MAX 6
#define ZCJITTER_LEVEL 0.95

/* One quantile of one figure of a recording, divided by that of the first recording. */
struct zcjitter_ratio {
	bool known; /* both have values, and the first one's is not 0 */
	double ratio;
	bool resampled; /* there are enough values for an interval */
	struct zcjitter_interval interval; /* 95 % interval of the ratio */
	/* Whether the interval, widened for the number of comparisons (Bonferroni), leaves out
	 * 1: with 95 % no difference called real is by chance. */
	bool real;
};

struct zcjitter_comparison {
	const struct zcjitter_run *runs; /* borrows */
	int count;
	uint64_t seed;
	int comparisons; /* the number of ratios with an interval */
	/* By recording from the second on, figure and quantile; the last one is the maximum,
	 * which resampling cannot judge. */
	struct zcjitter_ratio ratio[ZCJITTER_COMPARED_MAX][ZC_KINDS][ZCJITTER_SHARES + 1];
};

void zcjitter_comparison_make(struct zcjitter_comparison *c, const struct zcjitter_run *runs,
	int count, uint64_t seed);

/* The forms of a comparison. */
void zcjitter_compare_text(const struct zcjitter_comparison *c, FILE *out);
void zcjitter_compare_html(const struct zcjitter_comparison *c, FILE *out);
json_t *zcjitter_compare_json(const struct zcjitter_comparison *c);

#endif
