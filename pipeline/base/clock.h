/* Time: the monotonic clock, and the DAC's rate measured against it.
 *
 * The estimator is a least-squares line through (timestamp, hardware position) pairs with slow
 * forgetting, so that a deadline computed from it follows the crystal and not the jitter of
 * single pairs. Engine thread; realtime. */
#ifndef ZC_RT_CLOCK_H
#define ZC_RT_CLOCK_H

#include <stdint.h>

#define ZC_NS_PER_S 1000000000ll

int64_t zc_clock_now_ns(void);

struct zc_rate {
	double nominal_hz;
	double hz; /* nominal_hz until there is enough to go by */
	double ppm; /* of hz against nominal_hz */
	double ppm_err; /* its standard error; 0: not measured */
	/* Sums over x = seconds and y = frames beyond nominal, since the first pair. */
	int64_t origin_ns;
	uint64_t origin_frames;
	double n, sx, sy, sxx, sxy, syy;
	uint32_t pairs;
};

void zc_rate_reset(struct zc_rate *r, double nominal_hz);
/* A pair read from the hardware. Pairs of one run only: reset at each restart of the DAC, which
 * keeps the last estimate for deadlines until the new one is better. */
void zc_rate_restart(struct zc_rate *r);
void zc_rate_add(struct zc_rate *r, uint64_t frames, int64_t tstamp_ns);
/* When the hardware reaches `frames`, from a known pair. */
int64_t zc_rate_time_of(
	const struct zc_rate *r, uint64_t frames, uint64_t known_frames, int64_t known_ns);

#endif
