#include "tools/report/stats.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define DIGIT_BITS 11
#define DIGITS (1u << DIGIT_BITS)
/* With fewer values beyond a quantile resampling says nothing about its spread. */
#define BEYOND_MIN 5.0
/* Quantiles of Student's distribution are searched up to here, with this many bisections. */
#define T_MAX 1e12
#define BISECTIONS 80

int
zcjitter_series_add(struct zcjitter_series *s, uint64_t ns, int64_t at_ns)
{
	if (s->count == s->room) {
		size_t room = s->room ? s->room * 2 : 1024;
		uint64_t *values = realloc(s->ns, room * sizeof(*values));
		int64_t *at;

		if (!values)
			return -ENOMEM;
		s->ns = values;
		at = realloc(s->at_ns, room * sizeof(*at));
		if (!at)
			return -ENOMEM;
		s->at_ns = at;
		s->room = room;
	}
	s->ns[s->count] = ns;
	s->at_ns[s->count] = at_ns;
	if (ns < s->ns[s->min])
		s->min = s->count;
	if (ns > s->ns[s->max])
		s->max = s->count;
	s->sum_ns += ns;
	s->count++;
	return 0;
}

/* One pass of a radix sort; false if all values have the same digit. */
static bool
sort_digit(const uint64_t *from, uint64_t *to, size_t n, unsigned int shift)
{
	size_t at[DIGITS] = { 0 }, sum = 0;

	for (size_t i = 0; i < n; i++)
		at[from[i] >> shift & (DIGITS - 1)]++;
	if (at[from[0] >> shift & (DIGITS - 1)] == n)
		return false;
	for (size_t d = 0; d < DIGITS; d++) {
		size_t count = at[d];

		at[d] = sum;
		sum += count;
	}
	for (size_t i = 0; i < n; i++)
		to[at[from[i] >> shift & (DIGITS - 1)]++] = from[i];
	return true;
}

int
zcjitter_series_sort(struct zcjitter_series *s)
{
	uint64_t *from, *to;

	if (!s->count)
		return 0;
	from = malloc(s->count * sizeof(*from));
	to = malloc(s->count * sizeof(*to));
	if (!from || !to) {
		free(from);
		free(to);
		return -ENOMEM;
	}
	memcpy(from, s->ns, s->count * sizeof(*from));
	for (unsigned int shift = 0; shift < 64; shift += DIGIT_BITS)
		if (sort_digit(from, to, s->count, shift)) {
			uint64_t *swap = from;

			from = to;
			to = swap;
		}
	free(to);
	free(s->sorted);
	s->sorted = from;
	return 0;
}

void
zcjitter_series_free(struct zcjitter_series *s)
{
	free(s->ns);
	free(s->at_ns);
	free(s->sorted);
	memset(s, 0, sizeof(*s));
}

uint64_t
zcjitter_quantile(const struct zcjitter_series *s, double share)
{
	double rank = ceil(share * (double)s->count - 1e-9);

	if (!s->count)
		return 0;
	return s->sorted[rank < 1 ? 0 : (size_t)rank - 1];
}

void
zcjitter_line_add(struct zcjitter_line *l, double x, double y)
{
	double dx = x - l->mean_x, dy = y - l->mean_y, n;

	if (!l->piece++) {
		l->mean_x = x;
		l->mean_y = y;
		return;
	}
	n = (double)l->piece;
	l->mean_x += dx / n;
	l->mean_y += dy / n;
	l->xx += dx * (x - l->mean_x);
	l->xy += dx * (y - l->mean_y);
	l->yy += dy * (y - l->mean_y);
}

void
zcjitter_line_break(struct zcjitter_line *l)
{
	if (l->piece > 1) {
		l->sum_xx += l->xx;
		l->sum_xy += l->xy;
		l->sum_yy += l->yy;
		l->points += l->piece;
		l->pieces++;
	}
	l->piece = 0;
	l->xx = l->xy = l->yy = 0;
}

bool
zcjitter_line_fit(const struct zcjitter_line *l, double *slope, double *error)
{
	struct zcjitter_line all = *l;
	double rest;

	zcjitter_line_break(&all);
	if (all.points < all.pieces + 2 || !(all.sum_xx > 0))
		return false;
	*slope = all.sum_xy / all.sum_xx;
	rest = all.sum_yy - *slope * all.sum_xy;
	*error = sqrt(
		(rest > 0 ? rest : 0) / (double)(all.points - all.pieces - 1) / all.sum_xx);
	return true;
}

/* splitmix64: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014. */
uint64_t
zcjitter_random_next(struct zcjitter_random *r)
{
	uint64_t z = r->state += 0x9e3779b97f4a7c15u;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return z ^ z >> 31;
}

size_t
zcjitter_random_below(struct zcjitter_random *r, size_t n)
{
	return (size_t)((double)(zcjitter_random_next(r) >> 11) * 0x1p-53 * (double)n);
}

/* In the open interval from 0 to 1. */
static double
uniform(struct zcjitter_random *r)
{
	return ((double)(zcjitter_random_next(r) >> 12) + 0.5) * 0x1p-52;
}

static double
normal(struct zcjitter_random *r)
{
	return sqrt(-2 * log(uniform(r))) * cos(6.283185307179586 * uniform(r));
}

/* For shapes of 1 and more: Marsaglia, Tsang, "A simple method for generating gamma variables",
 * 2000. */
static double
gamma_variate(struct zcjitter_random *r, double shape)
{
	double d = shape - 1.0 / 3, c = 1 / sqrt(9 * d), x, v;

	do {
		x = normal(r);
		v = 1 + c * x;
		v = v * v * v;
	} while (v <= 0 || log(uniform(r)) >= 0.5 * x * x + d - d * v + d * log(v));
	return d * v;
}

/* Draws the quantile of a resample. The rank-th smallest of n draws from n values is the value
 * at the rank-th smallest of n uniform numbers between 0 and 1, which is distributed as
 * Beta(rank, n - rank + 1): so one random number stands for the whole resample. */
static double
resampled_quantile(const struct zcjitter_series *s, double share, struct zcjitter_random *r)
{
	double n = (double)s->count, rank = ceil(share * n - 1e-9);
	double a, b;
	size_t i;

	if (rank < 1)
		rank = 1;
	a = gamma_variate(r, rank);
	b = gamma_variate(r, n - rank + 1);
	i = (size_t)(a / (a + b) * n);
	return (double)s->sorted[i < s->count ? i : s->count - 1];
}

static int
by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static struct zcjitter_interval
middle(const double *sorted, size_t n, double level)
{
	double tail = (1 - level) / 2 * (double)n;
	size_t low = (size_t)tail;

	return (struct zcjitter_interval){ sorted[low], sorted[n - 1 - low] };
}

static bool
has_enough(const struct zcjitter_series *s, double share)
{
	double n = (double)s->count;

	return n * share >= BEYOND_MIN && n * (1 - share) >= BEYOND_MIN;
}

bool
zcjitter_boot_ratio(const struct zcjitter_series *a, const struct zcjitter_series *b,
	double share, double level, double strict, struct zcjitter_random *r,
	struct zcjitter_interval *out, struct zcjitter_interval *out_strict)
{
	static double ratios[ZCJITTER_RESAMPLES];

	if (!has_enough(a, share) || !has_enough(b, share) || !zcjitter_quantile(a, share))
		return false;
	for (size_t i = 0; i < ZCJITTER_RESAMPLES; i++) {
		double from = resampled_quantile(a, share, r);
		double to = resampled_quantile(b, share, r);

		if (!(from > 0))
			return false;
		ratios[i] = to / from;
	}
	qsort(ratios, ZCJITTER_RESAMPLES, sizeof(ratios[0]), by_size);
	*out = middle(ratios, ZCJITTER_RESAMPLES, level);
	*out_strict = middle(ratios, ZCJITTER_RESAMPLES, strict);
	return true;
}

/* Mean and standard error of the mean. */
static void
mean_of(const double *v, size_t n, double *mean, double *error)
{
	double sum = 0, squares = 0;

	for (size_t i = 0; i < n; i++)
		sum += v[i];
	*mean = sum / (double)n;
	for (size_t i = 0; i < n; i++)
		squares += (v[i] - *mean) * (v[i] - *mean);
	*error = sqrt(squares / (double)(n - 1) / (double)n);
}

/* The share of Student's distribution between -t and t: for whole degrees of freedom a finite
 * sum in powers of the cosine of atan(t / sqrt(freedom)). */
static double
student_within(double t, size_t freedom)
{
	double angle = atan(t / sqrt((double)freedom)), cosine = cos(angle);
	bool odd = freedom % 2;
	double term = odd ? cosine : 1, sum = 0;

	for (size_t j = 1; j <= freedom / 2; j++) {
		double k = (double)(2 * j);

		sum += term;
		term *= cosine * cosine * (odd ? k / (k + 1) : (k - 1) / k);
	}
	return odd ? (angle + sin(angle) * sum) * M_2_PI : sin(angle) * sum;
}

static double
student_quantile(double level, size_t freedom)
{
	double low = 0, high = 1;

	while (student_within(high, freedom) < level && high < T_MAX)
		high *= 2;
	for (int i = 0; i < BISECTIONS; i++) {
		double middle = (low + high) / 2;

		*(student_within(middle, freedom) < level ? &low : &high) = middle;
	}
	return high;
}

bool
zcjitter_mean_interval(const double *differences, size_t n, double level, double *mean,
	struct zcjitter_interval *out)
{
	double error, t;

	if (n < 3)
		return false;
	mean_of(differences, n, mean, &error);
	t = student_quantile(level, n - 1);
	*out = (struct zcjitter_interval){ *mean - t * error, *mean + t * error };
	return true;
}
