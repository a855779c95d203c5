/* track.c, for the engine's set-up: converts between a track and the source inside it. Any thread;
 * pure. */
#ifndef ZC_TRACK_SOURCE_H
#define ZC_TRACK_SOURCE_H

#include "pipeline/source/source.h"
#include "pipeline/track.h"

/* Lent; both live as long as the track. */
struct zc_source *zc_track_source(struct zc_track *t);
struct zc_track *zc_source_track(struct zc_source *s);

#endif
