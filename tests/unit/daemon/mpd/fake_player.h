/* A player without an engine, for tests of the protocol: it plays nothing, but answers as if.
 */
#ifndef FAKE_PLAYER_H
#define FAKE_PLAYER_H

#include "daemon/player/player.h"

/* What the next zc_player_status reports beside its own state; lent. */
void fake_player_set_error(struct zc_player *p, const char *error);
/* Adds a line to what zc_player_played gives. */
void fake_player_add_played(struct zc_player *p, const struct zc_played *line);

#endif
