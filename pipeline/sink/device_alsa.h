/* ALSA playback devices by name: finding, describing and opening them. Set-up threads only.
 *
 * Devices are opened as hardware and nothing else, past alsa-lib's configuration: no plugin, no
 * resampler and no user's .asoundrc can stand between. */
#ifndef ZC_DEVICE_ALSA_H
#define ZC_DEVICE_ALSA_H

#include "pipeline/device.h"

struct _snd_pcm;

struct zc_alsa_addr {
	int card;
	int device;
	int subdevice; /* -1: any */
};

/* Takes hw:CARD=ID,DEV=N[,SUBDEV=N] and its short forms (hw:N, hw:ID,N, hw:N,N,N) apart and
 * finds the card. 0 or -errno with text: -EINVAL (not a hardware name), -ENODEV (lists the
 * cards). */
int zc_alsa_resolve(const char *name, struct zc_alsa_addr *addr, struct zc_err *err);

/* The name in full, "hw:CARD=PCH,DEV=0", into buf of len bytes. */
void zc_alsa_name(const struct zc_alsa_addr *addr, char *buf, size_t len);

/* Opens for playback, without waiting. 0 or -errno with text: -EBUSY (names the holder),
 * -EACCES, -ENODEV and others. */
int zc_alsa_open(const struct zc_alsa_addr *addr, struct _snd_pcm **pcm, struct zc_err *err);

/* Asks a device that is open and not set up yet what it takes by mmap, as fmt.h states it. */
void zc_alsa_caps(struct _snd_pcm *pcm, struct zc_caps *caps);

/* "S16_LE S32_LE at 44100 48000 Hz, 2 channels" into buf of len bytes; returns buf. */
char *zc_alsa_caps_str(const struct zc_caps *caps, char *buf, size_t len);

/* enum zc_sample as alsa-lib's snd_pcm_format_t; -1 if it knows none. */
int zc_alsa_format(enum zc_sample s);

/* As zc_device_list and zc_device_find, for hardware only. */
int zc_alsa_list(struct zc_device_info *list, int max);
int zc_alsa_find(const char *name, struct zc_device_info *out, struct zc_err *err);

#endif
