/* The WAV file that a simulated DAC writes. Used on the DAC's thread, except open and close. */
#ifndef ZC_SINK_SIM_WAV_H
#define ZC_SINK_SIM_WAV_H

#include <stdint.h>

#include "pipeline/err.h"
#include "pipeline/fmt.h"

struct zc_sim_wav;

/* Creates path, or path with a number before its extension if this process wrote that one already.
 * RF64 once it is too long for WAV. NULL and *err on failure. */
struct zc_sim_wav *zc_sim_wav_open(
	const char *path, const struct zc_fmt *fmt, struct zc_err *err);
/* Appends bytes of whole frames. A failed write leaves the file short. */
void zc_sim_wav_write(struct zc_sim_wav *w, const void *frames, uint64_t bytes);
/* Updates the header, so that the file can be read while the DAC stands. */
void zc_sim_wav_flush(struct zc_sim_wav *w);
void zc_sim_wav_close(struct zc_sim_wav *w);

#endif
