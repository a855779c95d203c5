/* Statistics: series of times with exact quantiles, straight lines, and the bootstrap. Random
 * numbers come from a seed, so that the same files give the same report. Pure, except that they
 * allocate memory; one thread. */
#ifndef ZC_REPORT_STATS_H
#define ZC_REPORT_STATS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Measured times, in order of measurement. */
struct zcjitter_series {
	uint64_t *ns; /* owns, as the next two */
	int64_t *at_ns; /* when each was measured */
	uint64_t *sorted; /* NULL until zcjitter_series_sort */
	size_t count, room;
	uint64_t sum_ns;
	size_t min, max; /* their indices; of the first of that size */
};

/* 0 or -ENOMEM. */
int zcjitter_series_add(struct zcjitter_series *s, uint64_t ns, int64_t at_ns);
/* Called once all values are added. 0 or -ENOMEM. */
int zcjitter_series_sort(struct zcjitter_series *s);
void zcjitter_series_free(struct zcjitter_series *s);

/* The smallest value that at least a share of 0..1 of the values do not exceed; 0 if there are
 * none. The series must be sorted. */
uint64_t zcjitter_quantile(const struct zcjitter_series *s, double share);

/* A straight line through points in pieces of different height (a clock that was set): one
 * slope, and an intercept for each piece. All zero: no points yet. */
struct zcjitter_line {
	double mean_x, mean_y, xx, xy, yy; /* of the current piece */
	size_t piece;
	double sum_xx, sum_xy, sum_yy; /* of earlier pieces */
	size_t points, pieces;
};
void zcjitter_line_add(struct zcjitter_line *l, double x, double y);
/* Further points have another intercept. */
void zcjitter_line_break(struct zcjitter_line *l);
/* Slope and its standard error; false with less than three points or without extent in x. */
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

/* The number of resamples. */
#define ZCJITTER_RESAMPLES 10000

/* The intervals that hold the ratio of the quantile of b to that of a with probability `level`
 * and `strict`, by resampling both. False if either has less than five values on one side of
 * the quantile, where resampling says nothing, or the ratio is not finite. */
bool zcjitter_boot_ratio(const struct zcjitter_series *a, const struct zcjitter_series *b,
	double share, double level, double strict, struct zcjitter_random *r,
	struct zcjitter_interval *out, struct zcjitter_interval *out_strict);

/* The mean of n paired differences and the interval that holds it with probability `level`, by
 * Student's distribution: a handful of values is too few for resampling. False with less than
 * three. */
bool zcjitter_mean_interval(const double *differences, size_t n, double level, double *mean,
	struct zcjitter_interval *out);

#endif
