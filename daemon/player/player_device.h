/* The player's device: found before the first track is opened (its capabilities decide how),
 * opened with the first track, closed when playing ends, and looked for again after it was
 * lost. At most one sink exists at a time: the next is opened once the one before is closed.
 * Control thread. */
#ifndef ZC_PLAYER_DEVICE_H
#define ZC_PLAYER_DEVICE_H

#include "daemon/player/player_state.h"

/* Has the loader read its capabilities, unless it does so already or a sink is open. */
void zc_player_find_device(struct zc_player *p);
/* The loader has read them, or failed. */
void zc_player_device_found(struct zc_player *p);
/* Finds the device again if the configuration changed, once nothing is open or being found. */
void zc_player_reprobe(struct zc_player *p);

/* Has the loader open a sink for first, the READY head of the line. */
void zc_player_open_sink(struct zc_player *p, struct zc_item *first);
/* The loader has opened or closed the sink, or failed to open it. */
void zc_player_sink_loaded(struct zc_player *p);

/* A track came back because the engine lost the device: nothing more is queued on it. SINK_LOST
 * follows. */
void zc_player_sink_leaving(struct zc_player *p);
/* SINK_LOST: pauses, and resumes when the device is back. */
void zc_player_sink_lost(struct zc_player *p, int result);
/* SINK_BACK: the sink is ours again. */
void zc_player_sink_back(struct zc_player *p, struct zc_sink *sink);

/* Timer, ctx is the player: looks for a device that was lost. */
void zc_player_retry_device(void *ctx);

#endif
