/* What the engine and the loader report, taken into the player's state. Nothing is sent from
 * here: advance() in player.c acts on the result. An event names its track by id, and each
 * opening of a song has its own, so a late event finds its item retired. Control thread. */
#ifndef ZC_PLAYER_EVENTS_H
#define ZC_PLAYER_EVENTS_H

#include "daemon/player/player_state.h"

/* Takes all events that the engine has posted. */
void zc_player_handle_events(struct zc_player *p);
/* Takes all jobs that the loader has finished. */
void zc_player_handle_loaded(struct zc_player *p);

#endif
