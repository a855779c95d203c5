/* The measurement area as text: a page for a terminal, a line for a log. Pure functions that
 * write to a stream. */
#ifndef ZC_DRAW_H
#define ZC_DRAW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "pipeline/area.h"

/* The canvas. */
struct zc_draw {
	FILE *out; /* lent */
	size_t columns; /* lines are no longer than this */
	size_t rows; /* the page has no more than this */
	bool utf8; /* else ASCII */
};

/* The figures to draw. All lent; they may come from a running daemon or a recording. */
struct zc_draw_data {
	const char *title; /* first line, at most as wide as the canvas; or NULL */
	const struct zc_wake_hists *hists;
	const struct zc_snapshot *snap;
	const struct zc_thread_count *filler; /* NULL: unknown */
	const struct zc_wake *wakes; /* the last ones, oldest first */
	size_t count;
};

/* draw_page.c */

/* The whole page: histogram of the wake-up latency, margin over time, a table of the other
 * histograms, counters. Parts that do not fit are left out, from the bottom. */
void zc_draw_page(const struct zc_draw *d, const struct zc_draw_data *data);

/* The parts of the page. Each returns how many lines it wrote. */

/* draw_hist.c */

/* A chart of at most `rows` lines over a logarithmic axis of time, with the axis below it. The
 * height is logarithmic too, so that a single outlier shows. */
size_t zc_draw_hist(const struct zc_draw *d, const struct zc_hist *h, size_t rows);

/* A heading and a line of percentiles for each histogram that has entries. now_ns is a time by
 * the clock of the records, to print how long ago the largest value was. */
size_t zc_draw_table(const struct zc_draw *d, const struct zc_wake_hists *hists, int64_t now_ns,
	size_t rows);

/* draw_margin.c */

/* The smallest margin in each slice of the recorded time, with the axis below it, on which
 * xruns are marked. */
size_t zc_draw_margin(
	const struct zc_draw *d, const struct zc_wake *wakes, size_t count, size_t rows);

/* draw_chart.c */

/* Bars for `values` from 0 to 1, below 0 for no bar; any value above 0 is visible. The labels
 * of the top and bottom line are left of them, ZC_DRAW_GUTTER wide. */
#define ZC_DRAW_GUTTER 10
void zc_draw_chart(const struct zc_draw *d, const double *values, size_t count, size_t rows,
	const char *top, const char *bottom);

/* "870 ns", "12.3 us", "1.25 ms", "2.00 s". Returns buf of at least ZC_DRAW_NS_MAX bytes. */
#define ZC_DRAW_NS_MAX 16
char *zc_draw_ns(int64_t ns, char *buf);

/* draw_page.c */

/* The most important figures in one line without a newline. Returns buf of size bytes. */
char *zc_draw_line(const struct zc_draw_data *data, char *buf, size_t size);

#endif
