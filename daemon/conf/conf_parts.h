/* What each part of the daemon is set to by the configuration, whose strings stay its own.
 * Control thread. */
#ifndef ZC_CONF_PARTS_H
#define ZC_CONF_PARTS_H

#include "daemon/conf/conf.h"
#include "pipeline/engine.h"
#include "daemon/incident/incident.h"
#include "daemon/player/player.h"

void zc_conf_engine(const struct zc_conf *c, struct zc_engine_conf *out);
/* Without the callbacks. */
void zc_conf_player(const struct zc_conf *c, struct zc_player_conf *out);
void zc_conf_incidents(const struct zc_conf *c, struct zc_incidents_conf *out);

/* Warns of what the configuration names and cannot be read now. It may come later, as a disk
 * does that is mounted then, so this is no reason to end. */
void zc_conf_look(const struct zc_conf *c, struct zc_warnings *warn);

#endif
