/* The charts of reports and comparisons, as SVG in a page. One thread. */
#ifndef ZC_REPORT_CHARTS_H
#define ZC_REPORT_CHARTS_H

#include <stdio.h>

#include "tools/report/run.h"

/* How often which time was met, both logarithmic, so that a single outlier is seen; with its
 * quantiles. A kind that has values. */
void zcjitter_chart_histogram(
	const struct zcjitter_run *run, enum zc_wake_kind kind, FILE *out);

/* The time that is not exceeded, over the share that does not exceed it, the last shares drawn
 * out; or the one that is not fallen short of, where the low end is the bad one. A line for
 * each series, with its name behind its end, where name_width is kept free. */
struct zcjitter_curve {
	const char *name; /* borrows */
	const struct zcjitter_series *series; /* borrows; sorted */
	int color; /* of the page's, 0 to 5 */
	bool low; /* its low end is the bad one */
};
void zcjitter_chart_curves(const struct zcjitter_curve *curves, int count, const char *shape,
	int width, int name_width, const char *title, FILE *out);

/* Over the length of the recording: the longest wake-up latency above, the smallest margin
 * below, and the incidents across both. */
void zcjitter_chart_timeline(
	const struct zcjitter_run *run, const char *shape, int width, FILE *out);

#endif
