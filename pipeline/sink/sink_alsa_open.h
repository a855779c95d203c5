/* Opens a sound card as a sink. Set-up threads only. */
#ifndef ZC_SINK_ALSA_OPEN_H
#define ZC_SINK_ALSA_OPEN_H

#include "pipeline/err.h"
#include "pipeline/sink.h"

/* Opens a device of device_alsa.h in exactly this format. The ring is as long as conf asks for or as
 * the card grants, mapped and silent; `about` says what was asked and granted. NULL and *err as with
 * zc_device_open. */
struct zc_sink *zc_sink_alsa_open(const char *name, const struct zc_fmt *fmt,
	const struct zc_sink_conf *conf, struct zc_err *err);

#endif
