/* Sums and quantiles of wake records for a report: how late the engine woke, what it did, how
 * much was left in the ring. One thread. */
#ifndef ZC_WAKE_STAT_H
#define ZC_WAKE_STAT_H

#include <stdint.h>

#include "pipeline/msg.h"

struct zc_wake_stat;

struct zc_wake_figures {
	uint64_t wakeups;
	uint64_t syscalls;
	uint64_t faults_minor;
	uint64_t faults_major;
	uint64_t switches_involuntary;
	/* Wake-up latency, see ZC_KIND_LATE; `timed` wake-ups had one. All 0 if none had. */
	uint64_t timed;
	uint64_t late_p50_ns, late_p99_ns, late_max_ns;
	/* From waking to waiting again. */
	uint64_t service_p99_ns, service_max_ns;
	/* The fewest frames committed ahead of the running DAC at a wake-up. */
	uint64_t margin_min_frames;
};

/* Empty, and the caller's. NULL without memory. */
struct zc_wake_stat *zc_wake_stat_new(void);
void zc_wake_stat_free(struct zc_wake_stat *s);
/* Forgets everything. */
void zc_wake_stat_reset(struct zc_wake_stat *s);
void zc_wake_stat_add(struct zc_wake_stat *s, const struct zc_wake *w);
/* Quantiles are at most 1/32 too high, maxima are exact. */
void zc_wake_stat_get(const struct zc_wake_stat *s, struct zc_wake_figures *out);

#endif
