/* The monotonic clock, for the tools. Any thread. */
#ifndef ZC_NOW_H
#define ZC_NOW_H

#include <stdint.h>

/* CLOCK_MONOTONIC in ns, the clock of wake records and snapshots. */
int64_t zc_now_ns(void);

#endif
