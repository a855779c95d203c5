/* The measurement area as text: a page for a terminal, a line for a log. Pure functions: they
 * write to a stream and ask nobody. */
#ifndef ZC_DRAW_H
#define ZC_DRAW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "pipeline/area.h"

/* What there is to draw on. */
struct zc_draw {
	FILE *out; /* lent */
	size_t columns; /* no line is longer */
	size_t rows; /* there are no more */
	bool utf8; /* else ASCII */
};

/* What is drawn. All lent; a recording can be drawn as well as a running daemon. */
struct zc_draw_data {
	const char *title; /* first line, no wider than there is room; or NULL */
	const struct zc_wake_hists *hists;
	const struct zc_snapshot *snap;
	const struct zc_thread_count *filler; /* NULL: not known */
	const struct zc_wake *wakes; /* the last ones, oldest first */
	size_t count;
};

/* The whole page: histogram of the wake-up latency, margin over time, the other histograms as a
 * table, counters. What there is no room for is left out, from below. */
void zc_draw_page(const struct zc_draw *d, const struct zc_draw_data *of);

/* Its parts. Each returns how many lines it wrote. */
/* A chart of at most `rows` lines over a logarithmic axis of time, and under it the axis. The
 * height is logarithmic too, so that a single outlier shows. */
size_t zc_draw_hist(const struct zc_draw *d, const struct zc_hist *h, size_t rows);
/* The least margin in each slice of the time that the records cover, and under it the axis;
 * xruns are marked there. */
size_t zc_draw_margin(
	const struct zc_draw *d, const struct zc_wake *wakes, size_t count, size_t rows);
/* A line of percentiles for each histogram that has entries, with a heading. now_ns: of the
 * clock of the records, to say how long ago the largest was. */
size_t zc_draw_table(const struct zc_draw *d, const struct zc_wake_hists *hists, int64_t now_ns,
	size_t rows);

/* Columns of bars, each of `values` from 0 to 1, or below 0 for none; above 0 shows as
 * something. Left of it the labels of its highest and lowest line, ZC_DRAW_GUTTER wide. */
#define ZC_DRAW_GUTTER 10
void zc_draw_chart(const struct zc_draw *d, const double *values, size_t count, size_t rows,
	const char *top, const char *bottom);

/* "870 ns", "12.3 us", "1.25 ms", "2.00 s". Returns buf of at least ZC_DRAW_NS_MAX bytes. */
#define ZC_DRAW_NS_MAX 16
char *zc_draw_ns(int64_t ns, char *buf);

/* One line of the most telling figures, without a newline. Returns buf of size bytes. */
char *zc_draw_line(const struct zc_draw_data *of, char *buf, size_t size);

#endif
