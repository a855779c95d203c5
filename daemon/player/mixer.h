/* The card's volume: one ALSA mixer control. Control thread only.
 * It never touches samples: without a control in the card there is no volume. */
#ifndef ZC_MIXER_H
#define ZC_MIXER_H

#include <stdbool.h>

#include "pipeline/err.h"

struct zc_loop;
struct zc_mixer;

/* control: "auto", "none" or a name. The loop is lent until free. changed(ctx) is called when
 * the volume was changed by somebody else. NULL without memory. */
struct zc_mixer *zc_mixer_new(
	struct zc_loop *loop, const char *control, void (*changed)(void *ctx), void *ctx);
void zc_mixer_free(struct zc_mixer *m);

/* The card of this device ("hw:CARD=PCH,DEV=0") is meant from now on; cheap where it is the
 * same. Others than hw: have no mixer. */
void zc_mixer_attach(struct zc_mixer *m, const char *device);

/* The device was opened anew: a control that went with its card, or could not be had, is looked
 * for again. True: there is one now. */
bool zc_mixer_renew(struct zc_mixer *m);

/* 0 to 100, or -ENOENT: there is no control. */
int zc_mixer_get(struct zc_mixer *m);
/* 0, or -errno with text. */
int zc_mixer_set(struct zc_mixer *m, int percent, struct zc_err *err);

#endif
