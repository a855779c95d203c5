/* Histograms against exact sorting, on distributions that are unkind to them. */
#include "unit.h"

#include <stdlib.h>
#include <string.h>

#include "hist.h"

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

static void
quantiles_are_close(void)
{
	static uint64_t v[N];
	uint64_t seed = 3;

	for (int i = 0; i < N; i++)
		v[i] = noise(&seed) % 1000000;
	check(v, N);
	for (int i = 0; i < N; i++)
		v[i] = 1ull << noise(&seed) % 40;
	check(v, N);
	for (int i = 0; i < N; i++)
		v[i] = i == 777 ? 5000000000ull : 50000;
	check(v, N);
	for (int i = 0; i < N; i++)
		v[i] = (uint64_t)i % 33;
	check(v, N);
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

ZC_UNIT_MAIN("hist", { "quantiles are close to exact sorting", quantiles_are_close },
	{ "no outlier vanishes", nothing_vanishes })
