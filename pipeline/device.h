/* Playback devices by name: "sim", "hw:..." or "auto". Set-up threads only. */
#ifndef ZC_DEVICE_H
#define ZC_DEVICE_H

#include "pipeline/err.h"
#include "pipeline/fmt.h"
#include "pipeline/sink.h"

struct zc_device_info {
	char name[64]; /* as in the configuration: "hw:CARD=PCH,DEV=0", "sim" */
	char card[96]; /* "HDA Intel PCH" */
	char pcm[96]; /* "ALC257 Analog" */
	char driver[32]; /* kernel driver, such as "snd_hda_intel" */
	int busy; /* 0, or the -errno of opening it */
	struct zc_caps caps; /* all zero where busy */
};

/* device.c */

/* Lists all hardware playback devices in the order of their cards, then the simulated one. Writes at
 * most max, returns how many there are. Opens each briefly. */
int zc_device_list(struct zc_device_info *list, int max);

/* Resolves "auto" to the first device that opens, or to the simulated one if none does; or checks a
 * name. Reads the capabilities. 0 or -errno with text. */
int zc_device_find(const char *name, struct zc_device_info *out, struct zc_err *err);

/* Opens the device in the format. NULL and *err on failure: -EBUSY, -ENODEV, -EINVAL (format; the
 * text names those that it accepts) and others. The ring is mapped and silent; only mlockall locks
 * it. */
struct zc_sink *zc_device_open(const char *name, const struct zc_fmt *fmt,
	const struct zc_sink_conf *conf, struct zc_err *err);

/* Stops and closes the device, after the verifier has left its ring. s may be NULL. */
void zc_sink_free(struct zc_sink *s);

/* pin_probe.c */

/* Tries to read one block from the O_DIRECT descriptor straight into the ring, and sets s->pin_errno
 * and s->pin_probed; the ring is silent again afterwards. Only before the engine has the sink.
 * off_align is a power of two; the file must be that long. */
void zc_sink_probe_pin(struct zc_sink *s, int direct_fd, uint32_t off_align);

#endif
