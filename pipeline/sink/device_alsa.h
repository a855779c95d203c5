/* ALSA playback devices by name: finding, describing and opening them. Set-up threads only.
 *
 * Only hardware devices are opened, without alsa-lib's configuration: no plugin, resampler or
 * .asoundrc comes in between. */
#ifndef ZC_DEVICE_ALSA_H
#define ZC_DEVICE_ALSA_H

#include "pipeline/device.h"

struct _snd_pcm;

struct zc_alsa_addr {
	int card;
	int device;
	int subdevice; /* -1: any */
};

/* Parses hw:CARD=ID,DEV=N[,SUBDEV=N] and its short forms (hw:N, hw:ID,N, hw:N,N,N), and finds
 * the card. 0 or -errno with text: -EINVAL (not a hardware name), -ENODEV (lists the
 * cards). */
int zc_alsa_resolve(const char *name, struct zc_alsa_addr *addr, struct zc_err *err);

/* Writes the full name, "hw:CARD=PCH,DEV=0", into buf of len bytes. */
void zc_alsa_name(const struct zc_alsa_addr *addr, char *buf, size_t len);

/* Opens for playback, without waiting. 0 or -errno with text: -EBUSY (names the process that holds it),
 * -EACCES, -ENODEV and others. */
int zc_alsa_open(const struct zc_alsa_addr *addr, struct _snd_pcm **pcm, struct zc_err *err);

/* Reads which formats an open device, not set up yet, accepts by mmap. */
void zc_alsa_caps(struct _snd_pcm *pcm, struct zc_caps *caps);

/* Writes "S16_LE S32_LE at 44100 48000 Hz, 2 channels" into buf of len bytes; returns buf. */
char *zc_alsa_caps_str(const struct zc_caps *caps, char *buf, size_t len);

/* enum zc_sample as alsa-lib's snd_pcm_format_t; -1 if there is none. */
int zc_alsa_format(enum zc_sample s);

/* As zc_device_list and zc_device_find, for hardware only. */
int zc_alsa_list(struct zc_device_info *list, int max);
int zc_alsa_find(const char *name, struct zc_device_info *out, struct zc_err *err);

#endif
