/* The WAV file that a simulated DAC leaves behind. The DAC's thread, but for open. */
#ifndef ZC_SINK_SIM_WAV_H
#define ZC_SINK_SIM_WAV_H

#include <stdint.h>

#include "pipeline/err.h"
#include "pipeline/fmt.h"

struct zc_sim_wav;

/* Creates path, or path with a number before its ending where this process wrote that one
 * already. RF64 once it is longer than WAV can say. NULL and *err on failure. */
struct zc_sim_wav *zc_sim_wav_open(
	const char *path, const struct zc_fmt *fmt, struct zc_err *err);
/* Appends bytes of whole frames. 0 or -EIO; a failure is told once by close. */
int zc_sim_wav_write(struct zc_sim_wav *w, const void *frames, uint64_t bytes);
/* Brings the header up to date, so that the file can be read while the DAC rests. */
void zc_sim_wav_flush(struct zc_sim_wav *w);
void zc_sim_wav_close(struct zc_sim_wav *w);
/* The name in force; lent until close. */
const char *zc_sim_wav_path(const struct zc_sim_wav *w);

#endif
