/* The record of a track: when it played, how much of it, on which device, and what the engine
 * did meanwhile. Control thread. */
#ifndef ZC_PLAYER_RECORD_H
#define ZC_PLAYER_RECORD_H

#include "daemon/player/player_state.h"

/* Its first frame is played now. */
void zc_player_item_started(struct zc_item *item);
/* Counts the frames from segment_frame up to frame as played; the next segment begins there. */
void zc_player_item_played_to(struct zc_item *item, uint64_t frame);
/* Adds up the wake records that wait at the engine, which keeps only the last ones. */
void zc_player_collect_wakes(struct zc_player *p);
/* Completes, keeps and logs the record of an item that was played or failed; text (may be NULL)
 * says why it failed. */
void zc_player_record(struct zc_player *p, struct zc_item *item, int result, const char *text);

#endif
