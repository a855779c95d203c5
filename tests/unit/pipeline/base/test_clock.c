/* The estimate of the DAC's rate from pairs of position and time. */
#include "tests/unit/unit.h"

#include <math.h>
#include <stdlib.h>

#include "pipeline/base/clock.h"

/* Feeds pairs from a DAC that is off by ppm, with jitter_ns of noise, about 0.7 s apart. */
static struct zc_rate
measured(double nominal, double ppm, int64_t jitter_ns, int pairs)
{
	struct zc_rate r;
	uint32_t seed = 5;

	zc_rate_reset(&r, nominal);
	for (int i = 0; i < pairs; i++) {
		uint64_t frames = (uint64_t)i * (uint64_t)(nominal * 0.7);
		int64_t t = 1000000000000ll +
			    (int64_t)((double)frames / (nominal * (1 + ppm / 1e6)) * 1e9);

		seed = seed * 1664525u + 1013904223u;
		if (jitter_ns)
			t += (int64_t)(seed >> 8) % jitter_ns;
		zc_rate_add(&r, frames, t);
	}
	return r;
}

static void
nominal_until_there_is_enough(void)
{
	struct zc_rate r = measured(44100, 80, 0, 3);

	CU_ASSERT_EQUAL(r.hz, 44100);
	CU_ASSERT_EQUAL(r.ppm_err, 0);
}

static void
finds_the_true_rate(void)
{
	static const double ppms[] = { -300, -50, 0, 12.5, 100, 900 };

	for (int i = 0; i < 6; i++) {
		struct zc_rate r = measured(96000, ppms[i], 0, 200);

		CU_ASSERT(fabs(r.ppm - ppms[i]) < 0.1);
	}
}

static void
error_covers_the_truth(void)
{
	int covered = 0;

	for (int i = 0; i < 20; i++) {
		struct zc_rate r = measured(48000, 40 + i, 200000 + i * 1000, 300);

		covered += fabs(r.ppm - 40 - i) < 3 * r.ppm_err;
		CU_ASSERT(r.ppm_err > 0 && r.ppm_err < 1);
	}
	CU_ASSERT(covered >= 19);
}

static void
a_burst_is_not_a_rate(void)
{
	struct zc_rate r;

	zc_rate_reset(&r, 44100);
	for (int i = 0; i < 10; i++)
		zc_rate_add(&r, (uint64_t)i * 44100, 1000 + i * 500000000ll);
	CU_ASSERT_EQUAL(r.hz, 44100);
}

static void
deadline_from_the_measured_rate(void)
{
	struct zc_rate r = measured(44100, 1000, 0, 100);

	CU_ASSERT(llabs(zc_rate_time_of(&r, 441000 + 5, 5, 7) - 7 - 9990009990ll) < 1000);
	/* A frame before the given position has a time in the past. */
	CU_ASSERT(zc_rate_time_of(&r, 5, 441005, 7) < 7);
}

ZC_UNIT_MAIN("clock", { "nominal until there is enough", nominal_until_there_is_enough },
	{ "finds the true rate", finds_the_true_rate },
	{ "its error covers the truth", error_covers_the_truth },
	{ "a burst is not a rate", a_burst_is_not_a_rate },
	{ "deadlines follow the measured rate", deadline_from_the_measured_rate })
