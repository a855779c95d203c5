/* The monotonic clock, and the DAC's rate measured against it.
 *
 * The rate is a least-squares fit to pairs of timestamp and hardware position in which old pairs
 * slowly lose weight, so that deadlines follow the crystal and not the jitter of single pairs.
 * Engine thread; realtime. */
#ifndef ZC_RT_CLOCK_H
#define ZC_RT_CLOCK_H

#include <stdint.h>

#define ZC_NS_PER_S 1000000000ll

int64_t zc_clock_now_ns(void);

struct zc_rate {
	double nominal_hz;
	double hz; /* nominal_hz until there are enough pairs */
	double ppm; /* of hz against nominal_hz */
	double ppm_err; /* standard error of ppm; 0: not measured */
	/* Sums over x = seconds and y = frames beyond nominal, since the first pair. */
	int64_t origin_ns;
	uint64_t origin_frames;
	double n, sx, sy, sxx, sxy, syy;
	uint32_t pairs;
};

void zc_rate_reset(struct zc_rate *r, double nominal_hz);
/* Drops all pairs, but keeps the estimate until new pairs replace it. At each restart of the DAC,
 * since pairs of different runs do not fit together. */
void zc_rate_restart(struct zc_rate *r);
/* Adds a pair read from the hardware. */
void zc_rate_add(struct zc_rate *r, uint64_t frames, int64_t tstamp_ns);
/* The time at which the hardware reaches `frames`, given one pair. */
int64_t zc_rate_time_of(
	const struct zc_rate *r, uint64_t frames, uint64_t known_frames, int64_t known_ns);

#endif
