#include "sink_alsa_open.h"

#include <errno.h>

#include "device_alsa.h"

struct zc_sink *
zc_sink_alsa_open(const char *name, const struct zc_fmt *fmt, const struct zc_sink_conf *conf,
	struct zc_err *err)
{
	(void)fmt, (void)conf;
	zc_fail(err, -ENOSYS, "%s: playing on hardware is not built in yet", name);
	return NULL;
}
