/* The hardware volume of a card. Control thread; each call is short (a few control ioctls). */
#ifndef ZC_MIXER_ALSA_H
#define ZC_MIXER_ALSA_H

#include "pipeline/err.h"

struct zc_mixer_alsa;

/* The playback volume of the card that a device name ("hw:...") stands for: the control of that
 * name, or with NULL or "auto" the likeliest. NULL and *err: -ENOENT (there is none; the
 * simulated device never has one), or what opening gave. */
struct zc_mixer_alsa *zc_mixer_alsa_open(
	const char *device, const char *control, struct zc_err *err);
void zc_mixer_alsa_free(struct zc_mixer_alsa *m);

/* The control's name, "PCM"; lent until zc_mixer_alsa_free. */
const char *zc_mixer_alsa_name(const struct zc_mixer_alsa *m);

/* 0 to 100, or -errno. 100 is the card's loudest. Where the card tells decibels the scale is
 * that of alsamixer, 50 being about 18 dB down; else it is linear in the card's steps. Muted is
 * 0. */
int zc_mixer_alsa_get(struct zc_mixer_alsa *m);
/* volume is 0 to 100; 0 mutes and anything else unmutes where the card can. 0 or -errno
 * (-ENODEV: unplugged). */
int zc_mixer_alsa_set(struct zc_mixer_alsa *m, int volume);

/* Readable when something about the card's controls changed; then call zc_mixer_alsa_handle: 1
 * if the volume is another now, 0 if not, -errno (-ENODEV: unplugged, take the descriptor off
 * the loop). */
int zc_mixer_alsa_fd(const struct zc_mixer_alsa *m);
int zc_mixer_alsa_handle(struct zc_mixer_alsa *m);

#endif
