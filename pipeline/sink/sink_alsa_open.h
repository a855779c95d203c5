/* Opens a sound card as a sink. Set-up threads only. */
#ifndef ZC_SINK_ALSA_OPEN_H
#define ZC_SINK_ALSA_OPEN_H

#include "pipeline/err.h"
#include "pipeline/sink.h"

/* A device of device_alsa.h in exactly this format, its ring as long as conf asks for or as the
 * card grants, mapped and silent. Its `about` tells what was asked and what was granted. NULL
 * and *err as zc_device_open says. */
struct zc_sink *zc_sink_alsa_open(const char *name, const struct zc_fmt *fmt,
	const struct zc_sink_conf *conf, struct zc_err *err);

#endif
