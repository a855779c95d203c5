/* One row of the benchmark's table. */
#ifndef ZC_ZCBENCH_ROW_H
#define ZC_ZCBENCH_ROW_H

#include <stdbool.h>

/* NAN: does not apply, or is not known of this player. All "a second" are of wall-clock time,
 * which is also of audio. */
struct zcbench_row {
	char player[24];
	char file[48];
	char path[16];
	char reason[128];
	char note[384]; /* why there are no figures; else "" */
	double cpu_us; /* a second, all threads of the player */
	double switches, wakeups,
		syscalls; /* a second; the latter two of the engine's thread */
	double faults_minor,
		faults_major; /* in all; of the engine's thread, or of a peer's all */
	double xruns;
	double iowait_ms; /* a second, shown as I/O wait for the player's threads */
	double start_ms;
	double rss_kib, locked_kib;
	double decode_ratio; /* CPU against libsndfile alone */
};

void zcbench_row_init(struct zcbench_row *row, const char *player, const char *file);
void zcbench_row_head(const char *device, long seconds);
void zcbench_row_print(const struct zcbench_row *row, bool json);

#endif
