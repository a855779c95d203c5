/* What the benchmarks of parts share: what a thread ran, and figures from many runs. */
#ifndef ZC_TESTS_BENCH_H
#define ZC_TESTS_BENCH_H

/* Nanoseconds that the thread of that name of this process ran; -1: there is none. */
double zc_bench_thread_ns(const char *name);
/* The value at this share of them in order; puts them in order. */
double zc_bench_quantile(double *values, int count, double share);

#endif
