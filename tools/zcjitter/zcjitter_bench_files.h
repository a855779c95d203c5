/* Files for the benchmark to play, and what decoding one costs without the engine. The only
 * tool that uses libsndfile itself: the decoded path is compared with it. One thread. */
#ifndef ZC_ZCJITTER_BENCH_FILES_H
#define ZC_ZCJITTER_BENCH_FILES_H

#include "pipeline/err.h"

struct zcjitter_bench_file {
	char path[4096];
	char label[48];
};

/* Writes one file of each kind, `seconds` long, into the folder; `max` at most. How many, or
 * -errno with text. */
int zcjitter_bench_files_make(struct zcjitter_bench_file *files, int max, const char *folder,
	int seconds, struct zc_err *err);
void zcjitter_bench_files_remove(const struct zcjitter_bench_file *files, int count);

/* CPU time of libsndfile alone for the whole file, in ns per second of audio, decoding to the
 * type that the engine would ask it for; NAN where it cannot. */
double zcjitter_bench_files_decode_ns(const char *path);

#endif
