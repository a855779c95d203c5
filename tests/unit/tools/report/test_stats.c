#include "tests/unit/unit.h"

#include <math.h>
#include <stdlib.h>

#include "tools/report/stats.h"

static int
by_size(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

/* Distributions that are hard on quantiles: all equal, two values, few far outliers, ascending,
 * descending, numbers of every length. */
static uint64_t
value(int kind, size_t i, struct zcjitter_random *r)
{
	switch (kind) {
	case 0:
		return 7;
	case 1:
		return i % 10 ? 50 : 5000000000000;
	case 2:
		return i == 77 ? UINT64_MAX : 1 + zcjitter_random_below(r, 100);
	case 3:
		return i;
	case 4:
		return 100000 - i;
	}
	return zcjitter_random_next(r) >> zcjitter_random_below(r, 64);
}

static void
quantiles_are_those_of_sorting(void)
{
	static const size_t counts[] = { 1, 2, 3, 10, 999, 1000, 1001, 20000 };
	struct zcjitter_random r = { 5 };

	for (int kind = 0; kind < 6; kind++)
		for (size_t c = 0; c < sizeof(counts) / sizeof(counts[0]); c++) {
			struct zcjitter_series s = { 0 };
			uint64_t *v = malloc(counts[c] * sizeof(*v));

			for (size_t i = 0; i < counts[c]; i++) {
				v[i] = value(kind, i, &r);
				CU_ASSERT_EQUAL(zcjitter_series_add(&s, v[i], (int64_t)i), 0);
			}
			CU_ASSERT_EQUAL_FATAL(zcjitter_series_sort(&s), 0);
			qsort(v, counts[c], sizeof(*v), by_size);
			for (int share = 0; share <= 1000; share++) {
				size_t rank = (counts[c] * (size_t)share + 999) / 1000;

				CU_ASSERT_EQUAL(zcjitter_quantile(&s, share / 1000.0),
					v[rank ? rank - 1 : 0]);
			}
			CU_ASSERT_EQUAL(s.ns[s.max], v[counts[c] - 1]);
			CU_ASSERT_EQUAL(s.ns[s.min], v[0]);
			free(v);
			zcjitter_series_free(&s);
		}
}

static void
nothing_measured(void)
{
	struct zcjitter_series s = { 0 };

	CU_ASSERT_EQUAL(zcjitter_series_sort(&s), 0);
	CU_ASSERT_EQUAL(zcjitter_quantile(&s, 0.5), 0);
	zcjitter_series_free(&s);
}

static void
line_over_pieces(void)
{
	struct zcjitter_random r = { 9 };
	struct zcjitter_line l = { 0 };
	double slope, error, sum = 0;

	CU_ASSERT_FALSE(zcjitter_line_fit(&l, &slope, &error));
	for (int i = 0; i < 3000; i++) {
		if (i % 1000 == 0)
			zcjitter_line_break(&l);
		zcjitter_line_add(&l, i, 3 * i + 1e6 * (i / 1000));
	}
	CU_ASSERT_TRUE(zcjitter_line_fit(&l, &slope, &error));
	CU_ASSERT_DOUBLE_EQUAL(slope, 3, 1e-9);
	CU_ASSERT_DOUBLE_EQUAL(error, 0, 1e-6);
	/* Two standard errors contain the true value 95 times of 100. */
	for (int k = 0; k < 400; k++) {
		l = (struct zcjitter_line){ 0 };
		for (int i = 0; i < 50; i++)
			zcjitter_line_add(
				&l, i, 2 * i + (double)zcjitter_random_below(&r, 1000));
		CU_ASSERT_TRUE(zcjitter_line_fit(&l, &slope, &error));
		sum += fabs(slope - 2) < 1.96 * error;
	}
	CU_ASSERT(sum > 365 && sum < 393);
}

static void
fill(struct zcjitter_series *s, size_t n, uint64_t least, struct zcjitter_random *r)
{
	*s = (struct zcjitter_series){ 0 };
	for (size_t i = 0; i < n; i++)
		zcjitter_series_add(s, least + zcjitter_random_below(r, 1000), 0);
	zcjitter_series_sort(s);
}

/* How often the interval contains the true ratio of the medians, which is 1. */
static void
ratio_intervals_keep_their_promise(void)
{
	struct zcjitter_random r = { 3 };
	struct zcjitter_interval out, strict;
	struct zcjitter_series a, b;
	int held = 0, held_strict = 0;

	for (int k = 0; k < 100; k++) {
		fill(&a, 300, 1000, &r);
		fill(&b, 200, 1000, &r);
		CU_ASSERT_TRUE(
			zcjitter_boot_ratio(&a, &b, 0.5, 0.95, 0.999, &r, &out, &strict));
		held += out.low <= 1 && out.high >= 1;
		held_strict += strict.low <= 1 && strict.high >= 1;
		zcjitter_series_free(&a);
		zcjitter_series_free(&b);
	}
	CU_ASSERT(held >= 88 && held <= 100);
	CU_ASSERT(held_strict >= 98);
	fill(&a, 300, 1000, &r);
	fill(&b, 300, 2000, &r);
	CU_ASSERT_TRUE(zcjitter_boot_ratio(&a, &b, 0.5, 0.95, 0.999, &r, &out, &strict));
	CU_ASSERT(strict.low > 1);
	CU_ASSERT_FALSE(zcjitter_boot_ratio(&a, &b, 0.99, 0.95, 0.999, &r, &out, &strict));
	zcjitter_series_free(&a);
	zcjitter_series_free(&b);
}

static void
paired_differences(void)
{
	struct zcjitter_random r = { 11 };
	double d[8] = { 0 }, mean;
	struct zcjitter_interval out;
	int held = 0;

	CU_ASSERT_FALSE(zcjitter_mean_interval(d, 2, 0.95, &mean, &out));
	for (size_t i = 0; i < 8; i++)
		d[i] = -2;
	CU_ASSERT_TRUE(zcjitter_mean_interval(d, 8, 0.95, &mean, &out));
	CU_ASSERT_EQUAL(mean, -2);
	CU_ASSERT(out.low == -2 && out.high == -2);
	for (int k = 0; k < 100; k++) {
		for (size_t i = 0; i < 8; i++)
			d[i] = (double)zcjitter_random_below(&r, 1000) - 499.5;
		CU_ASSERT_TRUE(zcjitter_mean_interval(d, 8, 0.95, &mean, &out));
		CU_ASSERT(out.low < mean && mean < out.high);
		held += out.low <= 0 && out.high >= 0;
	}
	CU_ASSERT(held >= 88);
}

/* Values from printed tables. */
static void
student_is_as_in_the_books(void)
{
	static const struct {
		size_t n;
		double level, t;
	} book[] = { { 3, 0.95, 4.3027 }, { 4, 0.95, 3.1824 }, { 8, 0.95, 2.3646 },
		{ 16, 0.95, 2.1314 }, { 3, 0.999, 31.599 }, { 8, 0.999, 5.4079 },
		{ 9, 0.999, 5.0413 }, { 16, 0.999, 4.0728 } };

	for (size_t k = 0; k < sizeof(book) / sizeof(book[0]); k++) {
		double d[16], mean, error = 0;
		struct zcjitter_interval out;
		size_t n = book[k].n;

		for (size_t i = 0; i < n; i++) {
			d[i] = (double)i - (double)(n - 1) / 2;
			error += d[i] * d[i] / (double)(n - 1) / (double)n;
		}
		CU_ASSERT_TRUE(zcjitter_mean_interval(d, n, book[k].level, &mean, &out));
		CU_ASSERT_DOUBLE_EQUAL(mean, 0, 1e-12);
		CU_ASSERT_DOUBLE_EQUAL(out.high / sqrt(error), book[k].t, book[k].t * 5e-5);
		CU_ASSERT_DOUBLE_EQUAL(out.low, -out.high, 1e-9);
	}
}

static void
the_same_seed_gives_the_same(void)
{
	struct zcjitter_random one = { 1 }, two = { 1 };

	for (int i = 0; i < 1000; i++) {
		size_t value = zcjitter_random_below(&one, 3);

		CU_ASSERT(value < 3);
		CU_ASSERT_EQUAL(value, zcjitter_random_below(&two, 3));
	}
}

ZC_UNIT_MAIN("stats", { "quantiles are those of sorting", quantiles_are_those_of_sorting },
	{ "nothing measured", nothing_measured },
	{ "a line over pieces, and its error", line_over_pieces },
	{ "intervals of ratios keep their promise", ratio_intervals_keep_their_promise },
	{ "paired differences", paired_differences },
	{ "Student's distribution is as in the books", student_is_as_in_the_books },
	{ "the same seed gives the same", the_same_seed_gives_the_same })
