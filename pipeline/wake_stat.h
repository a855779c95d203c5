/* Wake records summed up to the figures of a report: how late the engine woke, what it did, how
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
	/* Wake-up latency: actual against planned, or against the period interrupt's timestamp;
	 * of those wake-ups that had one. 0 where there were none. */
	uint64_t timed;
	uint64_t late_p50_ns, late_p99_ns, late_max_ns;
	/* From waking to waiting again. */
	uint64_t service_p99_ns, service_max_ns;
	/* The least that was committed ahead of the DAC at a wake-up while it ran. */
	uint64_t margin_min_frames;
};

/* NULL without memory. */
struct zc_wake_stat *zc_wake_stat_new(void);
void zc_wake_stat_free(struct zc_wake_stat *s);
/* Forgets everything. */
void zc_wake_stat_reset(struct zc_wake_stat *s);
void zc_wake_stat_add(struct zc_wake_stat *s, const struct zc_wake *w);
/* Quantiles are within 1/32 above the exact ones, maxima are exact. */
void zc_wake_stat_get(const struct zc_wake_stat *s, struct zc_wake_figures *out);

#endif
