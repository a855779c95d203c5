/* One row of the benchmark's table, printed as text or JSON. One thread. */
#ifndef ZC_ZCJITTER_BENCH_ROW_H
#define ZC_ZCJITTER_BENCH_ROW_H

#include <stdbool.h>

/* NAN: does not apply, or unknown for this player. "A second" is of wall-clock time, which is
 * also a second of audio. */
struct zcjitter_bench_row {
	char player[24];
	char file[48];
	char path[16];
	char reason[128];
	char note[384]; /* why there are no figures; else "" */
	double cpu_us; /* a second, all threads of the player */
	double switches; /* a second, all threads */
	double wakeups, syscalls; /* a second, of the engine's thread */
	/* In all; of the engine's thread, or of all threads of another player. */
	double faults_minor, faults_major;
	double xruns;
	double iowait_ms; /* a second, shown as I/O wait for the player's threads */
	double start_ms;
	double rss_kib, locked_kib;
	double decode_ratio; /* CPU against libsndfile alone */
};

void zcjitter_bench_row_init(
	struct zcjitter_bench_row *row, const char *player, const char *file);
/* Prints the heading of the table. */
void zcjitter_bench_row_head(const char *device, long seconds);
void zcjitter_bench_row_print(const struct zcjitter_bench_row *row, bool json);

#endif
