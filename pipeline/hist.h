/* A histogram of times that one thread writes while others read it.
 *
 * Log-linear with 32 steps an octave: values are kept to within 1/32, the smallest and the
 * largest exactly and with the moment they occurred, so that no outlier is lost. Plain atomics in
 * a fixed layout, so that it can be in memory that other programs map. */
#ifndef ZC_HIST_H
#define ZC_HIST_H

#include <stdatomic.h>
#include <stdint.h>

#define ZC_HIST_STEPS 32u
#define ZC_HIST_OCTAVES 36u /* from 32 ns, exact below, to some 36 minutes */
/* The last bin is for everything longer. */
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

/* Adds one time, which happened at at_ns; ns < 0 counts as 0. Constant cost. The one writing
 * thread; realtime. */
void zc_hist_add(struct zc_hist *h, int64_t ns, int64_t at_ns);

/* The value that a share (0 to 1) of the entries do not exceed: the upper edge of its step, so at
 * most 1/32 too high; the exact maximum for a share of 1; 0 if there are no entries. Any thread.
 */
uint64_t zc_hist_quantile(const struct zc_hist *h, double share);

/* Its usual summary. All 0 if there are no entries. */
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

/* The bin of a value; and the largest value of a bin, UINT64_MAX for the last. Any thread. */
uint32_t zc_hist_bin(uint64_t ns);
uint64_t zc_hist_bin_top_ns(uint32_t bin);

#endif
