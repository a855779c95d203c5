/* The simulated DAC: a sink for machines without a sound card, and for tests. It is as strict as
 * ALSA: commits, starts, rewinds and pauses fail in the same cases.
 *
 * Its ring is a memfd, mapped twice back to back like a card's. A thread of its own acts as the DMA:
 * it takes frames out of the ring at rate * (1 + ppm), or on the virtual clock as fast as the engine
 * lets it, and writes them to a WAV file, from the first payload frame to the last, without the
 * silence around them. */
#ifndef ZC_SINK_SIM_OPEN_H
#define ZC_SINK_SIM_OPEN_H

#include "pipeline/err.h"
#include "pipeline/sink.h"

/* Its capabilities: every format that a card could have. */
void zc_sink_sim_caps(struct zc_caps *caps);

/* conf->sim_script: faults at frames played since the sink was opened, separated by commas:
 *   xrun@FRAME          stops by itself and keeps its position, as a card after a suspend
 *   stall@FRAME:FRAMES  the position stands still for the time of FRAMES; 0: for ever
 *   unplug@FRAME        gone from there on
 *   late@FRAME:FRAMES   reported positions lag by FRAMES for one second
 * The second and later files of a name get a number before the extension: out.wav, out-2.wav.
 * NULL and *err: -EINVAL (format or script, named), -ENOMEM, or what creating the file gave. */
struct zc_sink *zc_sink_sim_open(
	const struct zc_fmt *fmt, const struct zc_sink_conf *conf, struct zc_err *err);

#endif
