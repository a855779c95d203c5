/* What the kernel knows of the engine's thread and of the clocks, read from time to time, so
 * that two readings tell what happened between them. Control thread. */
#ifndef ZC_INCIDENT_HINTS_H
#define ZC_INCIDENT_HINTS_H

#include <stdint.h>

#include "pipeline/verdict.h"

struct zc_hints_reading {
	int64_t realtime_ns; /* CLOCK_REALTIME less CLOCK_MONOTONIC */
	int64_t boottime_ns; /* CLOCK_BOOTTIME less CLOCK_MONOTONIC: time slept */
	int64_t run_delay_ns; /* tid waited for a CPU, since it began; -1: not known */
};

/* tid: a thread of this process, 0: none. */
void zc_hints_read(int32_t tid, struct zc_hints_reading *out);

/* What happened from one reading to the other. */
void zc_hints_between(const struct zc_hints_reading *from, const struct zc_hints_reading *to,
	struct zc_verdict_hints *out);

#endif
