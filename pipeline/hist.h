/* A histogram of times that one thread writes while others read it.
 *
 * Log-linear, 32 steps an octave: each value is kept to within 1/32, the smallest and the
 * largest exactly and with the moment they were met, so that no outlier vanishes. Plain atomics
 * of a fixed layout, so that it can lie in memory that other programs map. */
#ifndef ZC_HIST_H
#define ZC_HIST_H

#include <stdatomic.h>
#include <stdint.h>

#define ZC_HIST_STEPS 32u
#define ZC_HIST_OCTAVES 36u /* from 32 ns, exact below, to some 36 minutes */
/* The last one is for what is longer. */
#define ZC_HIST_BINS (ZC_HIST_STEPS * (ZC_HIST_OCTAVES + 1) + 1)

struct zc_hist {
	_Atomic uint64_t count;
	_Atomic uint64_t sum_ns;
	_Atomic uint64_t min_ns; /* 0 while count is 0 */
	_Atomic int64_t min_at_ns;
	_Atomic uint64_t max_ns;
	_Atomic int64_t max_at_ns;
	_Atomic uint32_t bin[ZC_HIST_BINS];
};

_Static_assert(sizeof(struct zc_hist) == 4792, "the layout is a format");

/* ns < 0 counts as 0; at_ns is when it happened. At constant cost; the one writing thread;
 * realtime. */
void zc_hist_add(struct zc_hist *h, int64_t ns, int64_t at_ns);

/* The value that a share of 0..1 of the entries is at or below: the upper edge of its step, at
 * most 1/32 above the exact one, and the true maximum for 1; 0 if there are none. Any thread.
 */
uint64_t zc_hist_quantile(const struct zc_hist *h, double share);

/* What people are told of one. All 0 if there are no entries. */
struct zc_hist_figures {
	uint64_t count;
	uint64_t mean_ns;
	uint64_t min_ns;
	int64_t min_at_ns;
	uint64_t p50_ns, p90_ns, p99_ns, p999_ns, p9999_ns;
	uint64_t max_ns;
	int64_t max_at_ns;
};

/* Any thread. */
void zc_hist_figures(const struct zc_hist *h, struct zc_hist_figures *out);

/* The bin that a value falls into, and the largest value of a bin; UINT64_MAX for the last. Any
 * thread. */
uint32_t zc_hist_bin(uint64_t ns);
uint64_t zc_hist_bin_top_ns(uint32_t bin);

#endif
