/* The card's volume: one ALSA mixer control. Samples are never touched, so a card without such
 * a control has no volume. Control thread only. */
#ifndef ZC_MIXER_H
#define ZC_MIXER_H

#include <stdbool.h>

#include "pipeline/err.h"

struct zc_loop;
struct zc_mixer;

/* control: "auto", "none" or a name. loop and ctx are lent until zc_mixer_free. changed(ctx) is
 * called after another program changed the volume. NULL without memory. */
struct zc_mixer *zc_mixer_new(
	struct zc_loop *loop, const char *control, void (*changed)(void *ctx), void *ctx);
void zc_mixer_free(struct zc_mixer *m);

/* Uses the card of this device ("hw:CARD=PCH,DEV=0") from now on; cheap if it is the same.
 * Devices other than hw: have no mixer. */
void zc_mixer_attach(struct zc_mixer *m, const char *device);

/* The device was opened again: if there is no control, because its card was gone or had none,
 * looks for one. True: there is one now. */
bool zc_mixer_renew(struct zc_mixer *m);

/* 0 to 100, or -ENOENT without a control. */
int zc_mixer_get(struct zc_mixer *m);
/* 0, or -errno with text. */
int zc_mixer_set(struct zc_mixer *m, int percent, struct zc_err *err);

#endif
