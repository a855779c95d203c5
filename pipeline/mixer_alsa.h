/* The hardware volume of a card. Control thread; each call is short (a few control ioctls). */
#ifndef ZC_MIXER_ALSA_H
#define ZC_MIXER_ALSA_H

#include "pipeline/err.h"

struct zc_mixer_alsa;

/* Opens the playback volume of a device's card ("hw:..."): the control of that name, or for NULL or
 * "auto" the most likely one. NULL and *err: -ENOENT (there is none; the simulated device never has
 * one), or the error of opening. */
struct zc_mixer_alsa *zc_mixer_alsa_open(
	const char *device, const char *control, struct zc_err *err);
void zc_mixer_alsa_free(struct zc_mixer_alsa *m);

/* The control's name, "PCM"; lent until zc_mixer_alsa_free. */
const char *zc_mixer_alsa_name(const struct zc_mixer_alsa *m);

/* 0 to 100, or -errno. 100 is the card's loudest, muted is 0. Where the card reports decibels the
 * scale is that of alsamixer, with 50 about 18 dB down; else it is linear in the card's steps. */
int zc_mixer_alsa_get(struct zc_mixer_alsa *m);
/* Sets the volume, 0 to 100. 0 mutes and anything else unmutes, where the card can. 0 or -errno
 * (-ENODEV: unplugged). */
int zc_mixer_alsa_set(struct zc_mixer_alsa *m, int volume);

/* Readable when one of the card's controls changed; then call zc_mixer_alsa_handle. Lent until free.
 * zc_mixer_alsa_handle: 1 if the volume changed, 0 if not, -errno (-ENODEV: unplugged; stop polling
 * the descriptor). */
int zc_mixer_alsa_fd(const struct zc_mixer_alsa *m);
int zc_mixer_alsa_handle(struct zc_mixer_alsa *m);

#endif
