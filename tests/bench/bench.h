/* Helpers of the benchmarks of parts: CPU time of threads, and quantiles of many runs. */
#ifndef ZC_TESTS_BENCH_H
#define ZC_TESTS_BENCH_H

/* CPU time in ns of the thread of that name in this process; -1: there is none. */
double zc_bench_thread_ns(const char *name);
/* The value at this share of the sorted values; sorts them. */
double zc_bench_quantile(double *values, int count, double share);

#endif
