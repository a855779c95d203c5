/* Makes threads realtime: priority, CPU, locked and touched memory. Whatever the system does not
 * grant is one line in *w that says how to grant it. Set-up code; not realtime itself. */
#ifndef ZC_RT_SETUP_H
#define ZC_RT_SETUP_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "pipeline/err.h"

/* Locks all memory as soon as it is touched, mapped now or later, and touches the code that realtime
 * threads run. Returns the bytes locked, or -errno. */
int64_t zc_rt_lock_memory(struct zc_warnings *w);

/* The rtprio limit to recommend for this SCHED_FIFO priority: that of the unit and of limits.d,
 * or the priority itself where it is higher. */
int zc_rt_limit(int priority);

/* Makes the calling thread SCHED_FIFO of that priority (0: not), with a timer slack of 1 ns. 0 or
 * -errno. */
int zc_rt_priority(int priority, const char *thread_name, struct zc_warnings *w);

/* Pins the calling thread. 0 or -errno. */
int zc_rt_pin_cpu(int cpu, struct zc_warnings *w);

/* Touches the part of the calling thread's stack that it will use. */
void zc_rt_touch_stack(void);

/* Starts a thread with all signals blocked and a stack small enough to be locked whole. 0 or
 * -errno. */
int zc_rt_thread(pthread_t *out, void *(*run)(void *), void *arg);

/* Opens /dev/cpu_dma_latency; -1 if it is not granted. */
int zc_rt_open_dma_latency(struct zc_warnings *w);

/* Warns if RLIMIT_RTTIME is so short that a job of the filler could exceed it. */
void zc_rt_check_budget(struct zc_warnings *w);

#endif
