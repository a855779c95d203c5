/* Histograms. zc_hist_add runs on the engine's thread. */
#include "pipeline/hist.h"

/* Each counter has only one writer, so no locked instruction is needed. */
#define GET(a) atomic_load_explicit(&(a), memory_order_relaxed)
#define SET(a, v) atomic_store_explicit(&(a), (v), memory_order_relaxed)

uint32_t
zc_hist_bin(uint64_t ns)
{
	uint32_t octave;

	if (ns < ZC_HIST_STEPS)
		return (uint32_t)ns;
	octave = 63 - (uint32_t)__builtin_clzll(ns) - 4; /* 32..63 is octave 1 */
	if (octave > ZC_HIST_OCTAVES)
		return ZC_HIST_BINS - 1;
	return octave * ZC_HIST_STEPS + (uint32_t)((ns >> (octave - 1)) & (ZC_HIST_STEPS - 1));
}

uint64_t
zc_hist_bin_top_ns(uint32_t bin)
{
	uint32_t octave = bin / ZC_HIST_STEPS;

	if (bin >= ZC_HIST_BINS - 1)
		return UINT64_MAX;
	if (octave == 0)
		return bin;
	return ((uint64_t)(ZC_HIST_STEPS + bin % ZC_HIST_STEPS + 1) << (octave - 1)) - 1;
}

void
zc_hist_add(struct zc_hist *h, int64_t ns, int64_t at_ns)
{
	uint64_t v = ns < 0 ? 0 : (uint64_t)ns;
	uint64_t count = GET(h->count);
	uint32_t bin = zc_hist_bin(v);

	if (!count || v < GET(h->min_ns)) {
		SET(h->min_ns, v);
		SET(h->min_at_ns, at_ns);
	}
	if (!count || v > GET(h->max_ns)) {
		SET(h->max_ns, v);
		SET(h->max_at_ns, at_ns);
	}
	SET(h->bin[bin], GET(h->bin[bin]) + 1);
	SET(h->sum_ns, GET(h->sum_ns) + v);
	SET(h->count, count + 1);
}

uint64_t
zc_hist_quantile(const struct zc_hist *h, double share)
{
	uint64_t max = GET(h->max_ns);
	uint64_t count = 0, below = 0, rank;

	/* Not h->count: entries are added meanwhile, and this must fit the bins. */
	for (uint32_t i = 0; i < ZC_HIST_BINS; i++)
		count += GET(h->bin[i]);
	rank = (uint64_t)(share * (double)count + 0.999999);
	for (uint32_t i = 0; i < ZC_HIST_BINS && rank; i++) {
		below += GET(h->bin[i]);
		if (below >= rank)
			return zc_hist_bin_top_ns(i) < max ? zc_hist_bin_top_ns(i) : max;
	}
	return rank ? max : GET(h->min_ns);
}

void
zc_hist_figures(const struct zc_hist *h, struct zc_hist_figures *out)
{
	uint64_t count = GET(h->count);

	*out = (struct zc_hist_figures){ .count = count,
		.mean_ns = count ? GET(h->sum_ns) / count : 0,
		.min_ns = GET(h->min_ns),
		.min_at_ns = GET(h->min_at_ns),
		.p50_ns = zc_hist_quantile(h, 0.5),
		.p90_ns = zc_hist_quantile(h, 0.9),
		.p99_ns = zc_hist_quantile(h, 0.99),
		.p999_ns = zc_hist_quantile(h, 0.999),
		.p9999_ns = zc_hist_quantile(h, 0.9999),
		.max_ns = GET(h->max_ns),
		.max_at_ns = GET(h->max_at_ns) };
}
