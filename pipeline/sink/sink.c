/* Helpers for every kind of sink. */
#include "pipeline/sink.h"

#define RING_BYTES (1u << 20)
#define RING_LEAST_S 2
#define RING_MOST_S 12

uint64_t
zc_sink_ring_frames(const struct zc_fmt *fmt, uint32_t ring_ms)
{
	uint64_t rate = fmt->rate_hz;
	uint64_t frames = RING_BYTES / zc_fmt_frame_bytes(fmt);

	if (ring_ms)
		return rate * ring_ms / 1000;
	if (frames < RING_LEAST_S * rate)
		return RING_LEAST_S * rate;
	return frames < RING_MOST_S * rate ? frames : RING_MOST_S * rate;
}
