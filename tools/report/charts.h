/* The charts of reports and comparisons, as SVG in a page. One thread. */
#ifndef ZC_REPORT_CHARTS_H
#define ZC_REPORT_CHARTS_H

#include <stdio.h>

#include "tools/report/run.h"

/* The histogram of a figure that has values, with its quantiles. Both axes are logarithmic, so
 * that a single outlier shows. */
void zcjitter_chart_histogram(
	const struct zcjitter_run *run, enum zc_wake_kind kind, FILE *out);

/* Percentile curves: the value that a share does not exceed, over that share, with the last
 * shares drawn out; where `low` is set, the value that a share does not fall below. One line
 * for each series, with its name after its end, where name_width is kept free. */
struct zcjitter_curve {
	const char *name; /* borrows */
	const struct zcjitter_series *series; /* borrows; sorted */
	int color; /* number in the page's style sheet, 0 to 5 */
	bool low; /* its low end is the bad one */
};
void zcjitter_chart_curves(const struct zcjitter_curve *curves, int count, const char *shape,
	int width, int name_width, const char *title, FILE *out);

/* timeline.c */

/* The recording over time: the longest wake-up latency above, the smallest margin below, with
 * the incidents across both. */
void zcjitter_chart_timeline(
	const struct zcjitter_run *run, const char *shape, int width, FILE *out);

#endif
