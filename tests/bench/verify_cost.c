/* The cost of verifying: CPU time per second of audio of the engine's thread, with and without
 * receipts by turns, and of the verifier's, on the simulated DAC at full speed. The ring is
 * longer than the file, so the verifier can still read all of it afterwards. Prints times and
 * judges nothing. */
#include <stdio.h>
#include <stdlib.h>

#include "tests/bench/bench.h"
#include "tests/sim/stage.h"

#define PAIRS_DEFAULT 11
#define PAIRS_MAX 101
#define SECONDS 20
#define WAKE_MS 400

struct cost {
	double engine_us, verifier_us; /* per second of audio; below 0: failed */
};

/* One play. */
static struct cost
play(const char *file, bool verify)
{
	struct zc_engine_conf conf;
	struct zc_stage s;
	struct cost c = { -1, 0 };

	zc_engine_conf_plain(&conf);
	conf.wake_ms = WAKE_MS;
	zc_stage_init(&s, "");
	s.sink_conf.sim_file = NULL;
	s.sink_conf.ring_ms = (SECONDS + 1) * 1000;
	s.verify = verify;
	if (zc_stage_open(&s, &conf))
		return c;
	if (zc_stage_queue(&s, file, 0) == 1 && zc_stage_finish(&s) && !s.lost &&
		(!verify || (zc_stage_receipt(&s, 1) &&
				    s.track[0].receipt.state == ZC_VERIFY_VERIFIED))) {
		c.engine_us = zc_bench_thread_ns("zc-engine") / 1e3 / SECONDS;
		c.verifier_us = verify ? zc_bench_thread_ns("zc-verify") / 1e3 / SECONDS : 0;
	}
	zc_stage_close(&s);
	return c;
}

static int
measure(const struct zc_fmt *fmt, int pairs)
{
	static double with[PAIRS_MAX], without[PAIRS_MAX], verifier[PAIRS_MAX];
	const char *file = zc_stage_path("bench.wav");
	char text[ZC_FMT_STR_MAX];

	free(zc_stage_noise(file, fmt, SECONDS * (uint64_t)fmt->rate_hz, 1));
	for (int i = -1; i < pairs; i++) {
		/* First plays warm up the memory for the measured ones. */
		int at = i < 0 ? 0 : i;
		struct cost on = play(file, true), off = play(file, false);

		if (on.engine_us < 0 || off.engine_us < 0) {
			fprintf(stderr, "verify_cost: a play failed\n");
			return 1;
		}
		with[at] = on.engine_us;
		without[at] = off.engine_us;
		verifier[at] = on.verifier_us;
	}
	printf("%-26s engine %.1f us/s with, %.1f without; verifier %.0f us/s (medians of %d "
	       "pairs)\n",
		zc_fmt_str(fmt, text), zc_bench_quantile(with, pairs, 0.5),
		zc_bench_quantile(without, pairs, 0.5), zc_bench_quantile(verifier, pairs, 0.5),
		pairs);
	return 0;
}

int
main(int argc, char **argv)
{
	static const struct zc_fmt formats[] = { { ZC_S16_LE, 2, 44100 },
		{ ZC_S24_3LE, 2, 96000 }, { ZC_S32_LE, 2, 192000 } };
	int pairs = argc > 1 ? atoi(argv[1]) : PAIRS_DEFAULT, r = 0;

	if (pairs < 1 || pairs > PAIRS_MAX) {
		fprintf(stderr, "Usage: verify_cost [PAIRS]\n");
		return 2;
	}
	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]) && !r; i++)
		r = measure(&formats[i], pairs);
	return r;
}
