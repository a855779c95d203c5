/* The cost of measuring: CPU time of the engine's thread per wake-up, with and without records,
 * histograms and getrusage, by turns, on the simulated DAC at full speed. Prints the median of
 * the differences and judges nothing. */
#include <stdio.h>
#include <stdlib.h>

#include "tests/bench/bench.h"
#include "tests/sim/stage.h"

#define PAIRS_DEFAULT 21
#define PAIRS_MAX 1001
#define SECONDS 60
#define WAKE_MS 10

static const struct zc_fmt cd = { ZC_S16_LE, 2, 44100 };

/* Plays once; returns microseconds per wake-up, below 0 if it failed. */
static double
play(const char *file, bool measure, uint64_t *wakeups)
{
	struct zc_engine_conf conf;
	struct zc_snapshot snap;
	struct zc_stage s;
	double ns = -1;

	zc_engine_conf_plain(&conf);
	conf.measure = measure;
	conf.wake_ms = WAKE_MS;
	zc_stage_init(&s, "");
	s.sink_conf.sim_file = NULL;
	if (zc_stage_open(&s, &conf))
		return -1;
	if (zc_stage_queue(&s, file, 0) > 0 && zc_stage_finish(&s) && !s.lost) {
		zc_engine_snapshot(s.engine, &snap);
		ns = zc_bench_thread_ns("zc-engine");
		*wakeups = snap.count.wakeups;
	}
	zc_stage_close(&s);
	return ns < 0 || !*wakeups ? -1 : ns / 1e3 / (double)*wakeups;
}

int
main(int argc, char **argv)
{
	static double with[PAIRS_MAX], without[PAIRS_MAX], cost[PAIRS_MAX];
	const char *file = zc_stage_path("bench.wav");
	int pairs = argc > 1 ? atoi(argv[1]) : PAIRS_DEFAULT;
	uint64_t wakeups = 0;

	if (pairs < 1 || pairs > PAIRS_MAX) {
		fprintf(stderr, "Usage: recording_cost [PAIRS]\n");
		return 2;
	}
	free(zc_stage_noise(file, &cd, SECONDS * (uint64_t)cd.rate_hz, 1));
	/* A first play warms up the memory for the measured ones. */
	play(file, true, &wakeups);
	for (int i = 0; i < pairs; i++) {
		with[i] = play(file, true, &wakeups);
		without[i] = play(file, false, &wakeups);
		if (with[i] < 0 || without[i] < 0) {
			fprintf(stderr, "recording_cost: a play failed\n");
			return 1;
		}
		cost[i] = with[i] - without[i];
	}
	printf("a wake-up takes %.2f us of CPU with measuring, %.2f us without; measuring: "
	       "%.2f us (quartiles %.2f and %.2f; %d pairs of %llu wake-ups)\n",
		zc_bench_quantile(with, pairs, 0.5), zc_bench_quantile(without, pairs, 0.5),
		zc_bench_quantile(cost, pairs, 0.5), zc_bench_quantile(cost, pairs, 0.25),
		zc_bench_quantile(cost, pairs, 0.75), pairs, (unsigned long long)wakeups);
	return 0;
}
