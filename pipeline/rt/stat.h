/* What the engine measures: histograms, wake records, and the snapshot that others look at.
 *
 * Written by the engine thread at constant cost. A histogram is log-linear, 32 steps an octave:
 * each value is kept to within 1/32, and the largest exactly. Readers copy the counters
 * relaxed; the snapshot is guarded by a sequence lock, so a reader gets all of one moment. */
#ifndef ZC_RT_STAT_H
#define ZC_RT_STAT_H

#include <stdatomic.h>
#include <stdint.h>

#include "msg.h"

#define ZC_HIST_STEPS 32u
#define ZC_HIST_OCTAVES 36u /* from 32 ns, exact below, to some 36 minutes */
#define ZC_HIST_BINS (ZC_HIST_STEPS * (ZC_HIST_OCTAVES + 1))

struct zc_hist {
	_Atomic uint64_t count;
	_Atomic uint64_t sum_ns;
	_Atomic uint64_t max_ns;
	_Atomic int64_t max_at_ns; /* when it happened */
	_Atomic uint32_t bin[ZC_HIST_BINS];
};

/* ns < 0 counts as 0. Engine thread; realtime. */
void zc_hist_add(struct zc_hist *h, int64_t ns, int64_t at_ns);
/* The value that a share of 0..1 of the entries is at or below (the upper edge of its step, the
 * true maximum for 1); 0 if there are none. Any thread. */
uint64_t zc_hist_quantile(const struct zc_hist *h, double share);

struct zc_snap_lock {
	_Atomic uint32_t seq; /* odd while it is written */
	struct zc_snapshot snap;
};

/* Engine thread; realtime. */
void zc_snap_put(struct zc_snap_lock *l, const struct zc_snapshot *s);
/* Any thread; tries again while it is being written, which takes the engine some nanoseconds.
 */
void zc_snap_get(struct zc_snap_lock *l, struct zc_snapshot *s);

#endif
