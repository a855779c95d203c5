/* The cost of a process, as the kernel counts it. One thread. */
#ifndef ZC_LAB_COST_H
#define ZC_LAB_COST_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* Sums over the threads of a process. Each only grows, except the last two. */
struct zc_lab_cost {
	int64_t at_ns; /* CLOCK_MONOTONIC */
	uint64_t cpu_ns;
	uint64_t switches; /* voluntary and involuntary */
	uint64_t faults_minor;
	uint64_t faults_major;
	uint64_t iowait_ms; /* shown as I/O wait; 0 unless the kernel counts it */
	uint64_t rss_kib;
	uint64_t locked_kib;
};

/* The simulated DAC's thread, which is no part of the player. */
#define ZC_LAB_SIM_THREAD "zc-sim-dac"

/* Reads the counters of a process from /proc. Threads called `without` (NULL: none) are left
 * out. 0 or -errno. */
int zc_lab_cost_read(pid_t pid, const char *without, struct zc_lab_cost *out);

/* CPU time of the threads of that name. */
uint64_t zc_lab_cost_thread_cpu_ns(pid_t pid, const char *name);

/* Switches the kernel's count of each thread's I/O wait on or off (kernel.task_delayacct; needs
 * root). Returns whether it was on before. */
bool zc_lab_cost_count_iowait(bool on);

#endif
