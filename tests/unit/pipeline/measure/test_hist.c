/* Histograms against exact sorting, on distributions that are unkind to them. */
#include "tests/unit/unit.h"

#include <stdlib.h>
#include <string.h>

#include "pipeline/hist.h"

#define N 20000

static int
by_value(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

/* Every quantile is at most 1/32 above the exact one and never below it; the maximum is exact.
 */
static void
check(uint64_t *values, int n)
{
	static const double shares[] = { 0.001, 0.5, 0.9, 0.99, 0.999, 0.9999 };
	struct zc_hist *h = calloc(1, sizeof(*h));

	CU_ASSERT_FATAL(h != NULL);
	for (int i = 0; i < n; i++)
		zc_hist_add(h, (int64_t)values[i], i);
	qsort(values, (size_t)n, sizeof(values[0]), by_value);
	for (unsigned int i = 0; i < sizeof(shares) / sizeof(shares[0]); i++) {
		int rank = (int)(shares[i] * n + 0.999999);
		uint64_t exact = values[rank ? rank - 1 : 0];
		uint64_t got = zc_hist_quantile(h, shares[i]);

		CU_ASSERT(got >= exact);
		CU_ASSERT(got <= exact + exact / 32 + 1);
	}
	CU_ASSERT_EQUAL(zc_hist_quantile(h, 1.0), values[n - 1]);
	CU_ASSERT_EQUAL(h->max_ns, values[n - 1]);
	CU_ASSERT_EQUAL(h->count, (uint64_t)n);
	free(h);
}

static uint64_t
noise(uint64_t *state)
{
	*state = *state * 6364136223846793005ull + 1442695040888963407ull;
	return *state >> 20;
}

static uint64_t v[N];

static void
one_value(void)
{
	static const uint64_t values[] = { 0, 1, 31, 32, 33, 1000, 1023, 1024, 123456789,
		(1ull << 41) - 1 };

	for (size_t k = 0; k < sizeof(values) / sizeof(values[0]); k++) {
		for (int i = 0; i < N; i++)
			v[i] = values[k];
		check(v, N);
		check(v, 1);
	}
}

/* Half of them six decades away from the others, or but one, or all but one. */
static void
two_peaks(void)
{
	static const int shares[] = { 1, N / 1000, N / 2, N - 1 };

	for (size_t k = 0; k < sizeof(shares) / sizeof(shares[0]); k++) {
		for (int i = 0; i < N; i++)
			v[i] = i < shares[k] ? 5000000000 + (uint64_t)i
					     : 5000 - (uint64_t)(i % 7);
		check(v, N);
	}
}

static void
heavy_tail(void)
{
	uint64_t seed = 3;

	/* Each octave half as full as the one before. */
	for (int i = 0; i < N; i++) {
		uint64_t r = noise(&seed);

		v[i] = 1000 + (noise(&seed) % 1000 << __builtin_ctzll(r | 1ull << 30));
	}
	check(v, N);
	for (int i = 0; i < N; i++)
		v[i] = noise(&seed) % 1000000;
	check(v, N);
}

static void
powers_and_neighbours(void)
{
	uint64_t seed = 7;

	for (int i = 0; i < N; i++)
		v[i] = (1ull << (1 + noise(&seed) % 40)) + noise(&seed) % 3 - 1;
	check(v, N);
	/* Each edge of each step. */
	for (uint32_t bin = 0; bin < ZC_HIST_BINS - 1; bin++) {
		uint64_t top = zc_hist_bin_top_ns(bin);

		CU_ASSERT_EQUAL(zc_hist_bin(top), bin);
		CU_ASSERT_EQUAL(zc_hist_bin(top + 1), bin + 1);
	}
	CU_ASSERT_EQUAL(zc_hist_bin(UINT64_MAX), ZC_HIST_BINS - 1);
	for (int i = 0; i < N; i++)
		v[i] = (uint64_t)i % 33;
	check(v, N);
}

/* Values beyond the last step are counted, and the longest is kept with its time; the quantiles
 * below are as exact as before. */
static void
overflow(void)
{
	struct zc_hist *h = calloc(1, sizeof(*h));

	CU_ASSERT_FATAL(h != NULL);
	for (int i = 0; i < 1000; i++)
		zc_hist_add(h, i < 990 ? (1ll << 41) - 1 - i : (1ll << 41) << (i - 990), i);
	CU_ASSERT_EQUAL(h->bin[ZC_HIST_BINS - 1], 10);
	CU_ASSERT(zc_hist_quantile(h, 0.99) < 1ull << 41);
	CU_ASSERT(zc_hist_quantile(h, 0.99) >= (1ull << 41) - 1);
	CU_ASSERT_EQUAL(zc_hist_quantile(h, 0.9999), 1ull << 50);
	CU_ASSERT_EQUAL(h->max_ns, 1ull << 50);
	CU_ASSERT_EQUAL(h->max_at_ns, 999);
	CU_ASSERT_EQUAL(h->min_at_ns, 989);
	free(h);
}

static void
extremes_have_their_moment(void)
{
	struct zc_hist *h = calloc(1, sizeof(*h));
	struct zc_hist_figures f;

	CU_ASSERT_FATAL(h != NULL);
	zc_hist_figures(h, &f);
	CU_ASSERT(!f.count && !f.mean_ns && !f.min_ns && !f.p9999_ns && !f.max_ns);
	zc_hist_add(h, 500, 10);
	zc_hist_add(h, 100, 20);
	zc_hist_add(h, 900, 30);
	/* The first of equals. */
	zc_hist_add(h, 900, 40);
	zc_hist_add(h, 100, 50);
	zc_hist_figures(h, &f);
	CU_ASSERT_EQUAL(f.count, 5);
	CU_ASSERT_EQUAL(f.mean_ns, 500);
	CU_ASSERT(f.min_ns == 100 && f.min_at_ns == 20);
	CU_ASSERT(f.max_ns == 900 && f.max_at_ns == 30);
	CU_ASSERT(f.p50_ns >= 500 && f.p50_ns <= 500 + 500 / 32);
	free(h);
}

static void
nothing_vanishes(void)
{
	struct zc_hist *h = calloc(1, sizeof(*h));

	CU_ASSERT_FATAL(h != NULL);
	CU_ASSERT_EQUAL(zc_hist_quantile(h, 0.5), 0);
	zc_hist_add(h, -5, 1);
	CU_ASSERT_EQUAL(zc_hist_quantile(h, 1.0), 0);
	zc_hist_add(h, 1ll << 60, 42);
	CU_ASSERT_EQUAL(h->count, 2);
	CU_ASSERT_EQUAL(zc_hist_quantile(h, 1.0), 1ull << 60);
	CU_ASSERT_EQUAL(h->max_at_ns, 42);
	free(h);
}

ZC_UNIT_MAIN("hist", { "one value", one_value }, { "two peaks", two_peaks },
	{ "a heavy tail", heavy_tail },
	{ "powers of two and their neighbours", powers_and_neighbours },
	{ "what is too long", overflow },
	{ "extremes have their moment", extremes_have_their_moment },
	{ "no outlier vanishes", nothing_vanishes })
