/* A player without an engine, for tests of the protocol: it pretends to play. */
#ifndef FAKE_PLAYER_H
#define FAKE_PLAYER_H

#include "daemon/player/player.h"

/* Sets the error that zc_player_status reports; lent until the next one. */
void fake_player_set_error(struct zc_player *p, const char *error);
/* Adds a track to what zc_player_played returns. */
void fake_player_add_played(struct zc_player *p, const struct zc_played *line);

#endif
