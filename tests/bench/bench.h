/* Helpers of the benchmarks of parts: CPU time of threads, and quantiles of many runs. */
#ifndef ZC_TESTS_BENCH_H
#define ZC_TESTS_BENCH_H

/* Returns the CPU time in ns of this process's thread of that name; -1: there is none. */
double zc_bench_thread_ns(const char *name);
/* Sorts the values and returns the one at this share of them. */
double zc_bench_quantile(double *values, int count, double share);

#endif
