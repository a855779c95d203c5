/* The hardware volume of a card. Control thread; each call is short (a few control ioctls). */
#ifndef ZC_MIXER_H
#define ZC_MIXER_H

#include "err.h"

struct zc_mixer;

/* The playback volume of the card that a device name ("hw:...") stands for. NULL and *err:
 * -ENOENT (the device has none; the simulated one never has), or what opening gave. */
struct zc_mixer *zc_mixer_open(const char *device, struct zc_err *err);
void zc_mixer_free(struct zc_mixer *m);

/* The control's name, "PCM"; lent until zc_mixer_free. */
const char *zc_mixer_name(const struct zc_mixer *m);

/* 0 to 100, or -errno (-ENODEV: unplugged). Where the card tells decibels, 100 is its loudest
 * and the scale is the cubic one of alsamixer: half of it is about 18 dB down; else it is
 * linear. */
int zc_mixer_get(struct zc_mixer *m);
/* volume is 0 to 100. 0 or -errno. */
int zc_mixer_set(struct zc_mixer *m, int volume);

/* Readable when something about the card's controls changed; then call zc_mixer_handle: 1 if
 * the volume is another now, 0 if not, -errno (-ENODEV: unplugged, take the descriptor off the
 * loop). */
int zc_mixer_fd(const struct zc_mixer *m);
int zc_mixer_handle(struct zc_mixer *m);

#endif
