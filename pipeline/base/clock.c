#include "pipeline/base/clock.h"

#include <time.h>

/* Weight of the past at each pair: with a pair each 0.7 s the estimate covers some five minutes. */
#define KEEP 0.998
#define PAIRS_MIN 6
/* No DAC is off by more; beyond that the pairs show a stall or a burst. */
#define PPM_MAX 5000.0

int64_t
zc_clock_now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * ZC_NS_PER_S + ts.tv_nsec;
}

void
zc_rate_reset(struct zc_rate *r, double nominal_hz)
{
	*r = (struct zc_rate){ .nominal_hz = nominal_hz, .hz = nominal_hz };
}

void
zc_rate_restart(struct zc_rate *r)
{
	r->n = r->sx = r->sy = r->sxx = r->sxy = r->syy = 0;
	r->pairs = 0;
}

void
zc_rate_add(struct zc_rate *r, uint64_t frames, int64_t tstamp_ns)
{
	double x, y, det, slope, var;

	if (!r->pairs++) {
		r->origin_ns = tstamp_ns;
		r->origin_frames = frames;
	}
	x = (double)(tstamp_ns - r->origin_ns) / 1e9;
	y = (double)(frames - r->origin_frames) - x * r->nominal_hz;
	r->n = r->n * KEEP + 1;
	r->sx = r->sx * KEEP + x;
	r->sy = r->sy * KEEP + y;
	r->sxx = r->sxx * KEEP + x * x;
	r->sxy = r->sxy * KEEP + x * y;
	r->syy = r->syy * KEEP + y * y;
	det = r->n * r->sxx - r->sx * r->sx;
	if (r->pairs < PAIRS_MIN || det <= 0)
		return;
	slope = (r->n * r->sxy - r->sx * r->sy) / det;
	var = (r->syy - r->sy * r->sy / r->n - slope * slope * det / r->n) / (r->n - 2);
	if (var < 0)
		var = 0;
	if (slope / r->nominal_hz * 1e6 > PPM_MAX || slope / r->nominal_hz * 1e6 < -PPM_MAX)
		return;
	r->hz = r->nominal_hz + slope;
	r->ppm = slope / r->nominal_hz * 1e6;
	/* __builtin_sqrt is one instruction; the library's sqrt would set errno. */
	r->ppm_err = __builtin_sqrt(var * r->n / det) / r->nominal_hz * 1e6;
	if (r->ppm_err == 0)
		r->ppm_err = 1e-6;
}

int64_t
zc_rate_time_of(
	const struct zc_rate *r, uint64_t frames, uint64_t known_frames, int64_t known_ns)
{
	double ahead = (double)(int64_t)(frames - known_frames);

	return known_ns + (int64_t)(ahead / r->hz * 1e9);
}
