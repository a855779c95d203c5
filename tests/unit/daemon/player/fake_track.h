/* Fake tracks and devices, as the fake engine uses them. */
#ifndef ZC_FAKE_TRACK_H
#define ZC_FAKE_TRACK_H

#include "pipeline/device.h"
#include "pipeline/track.h"

void fake_engine_reset(void);
void fake_loop_reset(void);

/* The frame that it was queued from. */
void fake_track_set_start(struct zc_track *t, uint64_t frame);
uint64_t fake_track_start(const struct zc_track *t);
/* The file's name without its folder. */
const char *fake_track_name(const struct zc_track *t);

#endif
