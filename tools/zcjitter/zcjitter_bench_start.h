/* How long a start takes, through zcctl and zcaudiod as a person has it. When the engine
 * committed its first frame is read from the measurement area afterwards, so that the daemon is
 * asked nothing meanwhile. One thread. */
#ifndef ZC_ZCJITTER_BENCH_START_H
#define ZC_ZCJITTER_BENCH_START_H

#include <stdbool.h>

#include "tools/lab/play.h"

#define ZCJITTER_STARTS_MAX 1000

/* Starts a daemon that keeps its files in `folder`, plays the file once, then `count` times from
 * a stop: ms[i] is from the start of the program zcctl to the end of the wake-up in which the
 * engine committed its first frame. 0 or -errno with text. */
int zcjitter_bench_starts(const struct zc_lab_play *play, const char *folder, int count,
	double *ms, struct zc_err *err);

/* Prints a line, or a JSON object, with median and longest. Sorts ms. */
void zcjitter_bench_starts_print(const char *label, double *ms, int count, bool json);

#endif
