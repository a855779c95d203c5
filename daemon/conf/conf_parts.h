/* Turns the configuration into the settings of each part of the daemon. Control thread. The strings
 * in *out are borrowed from *c. */
#ifndef ZC_CONF_PARTS_H
#define ZC_CONF_PARTS_H

#include "daemon/conf/conf.h"
#include "pipeline/engine.h"
#include "daemon/incident/incident.h"
#include "daemon/player/player.h"

void zc_conf_engine(const struct zc_conf *c, struct zc_engine_conf *out);
/* Sets everything but the callbacks, which become NULL. */
void zc_conf_player(const struct zc_conf *c, struct zc_player_conf *out);
void zc_conf_incidents(const struct zc_conf *c, struct zc_incidents_conf *out);

/* Warns if music_directory cannot be read. Only a warning, since a disk may be mounted later. */
void zc_conf_check_music(const struct zc_conf *c, struct zc_warnings *warn);

#endif
