/* Readings of the clocks and of the kernel's statistics of the engine's thread. Two readings show
 * whether a clock was set, the machine slept or the thread waited for a CPU between them. Control
 * thread. */
#ifndef ZC_INCIDENT_HINTS_H
#define ZC_INCIDENT_HINTS_H

#include <stdint.h>

#include "pipeline/verdict.h"

struct zc_hints_reading {
	int64_t realtime_ns; /* CLOCK_REALTIME less CLOCK_MONOTONIC */
	int64_t boottime_ns; /* CLOCK_BOOTTIME less CLOCK_MONOTONIC: time suspended */
	int64_t run_delay_ns; /* time the thread has waited for a CPU so far; -1: unknown */
};

/* tid: the thread of this process to read about, 0: none. */
void zc_hints_read(int32_t tid, struct zc_hints_reading *out);

/* The differences between two readings. */
void zc_hints_between(const struct zc_hints_reading *from, const struct zc_hints_reading *to,
	struct zc_verdict_hints *out);

#endif
