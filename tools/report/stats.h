/* What figures are made of: rows of times, their exact quantiles, straight lines, and the
 * bootstrap. Everything random comes from a seed, so that the same files give the same report.
 * Pure but for memory; one thread. */
#ifndef ZC_REPORT_STATS_H
#define ZC_REPORT_STATS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Times that were measured, in the order in which they were. */
struct zcjitter_series {
	uint64_t *ns; /* owns, as the next two */
	int64_t *at_ns; /* when each was measured */
	uint64_t *sorted; /* NULL until zcjitter_series_sort */
	size_t count, room;
	uint64_t sum_ns;
	size_t min, max; /* which they are; the first ones of that size */
};

/* 0 or -ENOMEM. */
int zcjitter_series_add(struct zcjitter_series *s, uint64_t ns, int64_t at_ns);
/* Once all are there. 0 or -ENOMEM. */
int zcjitter_series_sort(struct zcjitter_series *s);
void zcjitter_series_free(struct zcjitter_series *s);

/* The smallest value that at least a share of 0..1 of the values do not exceed; 0 if there are
 * none. Sorted ones only. */
uint64_t zcjitter_quantile(const struct zcjitter_series *s, double share);

/* A straight line through points that fall into pieces of unlike height (a clock that is set
 * anew): one slope, an intercept for each piece. All zero: no points yet. */
struct zcjitter_line {
	double mean_x, mean_y, xx, xy, yy; /* of the piece */
	size_t piece;
	double sum_xx, sum_xy, sum_yy; /* of the pieces before */
	size_t points, pieces;
};
void zcjitter_line_add(struct zcjitter_line *l, double x, double y);
/* What follows has another intercept. */
void zcjitter_line_break(struct zcjitter_line *l);
/* Slope and its standard error; false with less than three points or no width. */
bool zcjitter_line_fit(const struct zcjitter_line *l, double *slope, double *error);

struct zcjitter_random {
	uint64_t state;
};
uint64_t zcjitter_random_next(struct zcjitter_random *r);
/* 0 <= result < n. */
size_t zcjitter_random_below(struct zcjitter_random *r, size_t n);

struct zcjitter_interval {
	double low, high;
};

/* Resampled so many times. */
#define ZCJITTER_RESAMPLES 10000

/* The ratio of the quantile of b to that of a, and the intervals that hold it with probability
 * `level` and `strict`, by resampling both. False where either has less than five values on
 * one side of the quantile, where resampling says nothing, or the ratio is not finite. */
bool zcjitter_boot_ratio(const struct zcjitter_series *a, const struct zcjitter_series *b,
	double share, double level, double strict, struct zcjitter_random *r,
	struct zcjitter_interval *out, struct zcjitter_interval *out_strict);

/* The mean of n paired differences and the interval that holds it with probability `level`, by
 * Student's distribution: with a handful of them resampling has too little to draw from. False
 * with less than three. */
bool zcjitter_mean_interval(const double *differences, size_t n, double level, double *mean,
	struct zcjitter_interval *out);

#endif
