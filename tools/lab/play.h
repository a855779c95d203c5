/* What a player is to play, on which device. */
#ifndef ZC_LAB_PLAY_H
#define ZC_LAB_PLAY_H

#include "pipeline/engine.h"
#include "pipeline/sink.h"

struct zc_lab_play {
	const char *device; /* borrows */
	const char *file; /* borrows; absolute */
	const struct zc_sink_conf *sink; /* borrows */
	const struct zc_engine_conf *engine; /* borrows; NULL: not for engine.c and peer.c */
};

#endif
