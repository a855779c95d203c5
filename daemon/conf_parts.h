/* What each part of the daemon is set to by the configuration. Pure; strings stay the
 * configuration's. */
#ifndef ZC_CONF_PARTS_H
#define ZC_CONF_PARTS_H

#include "conf.h"
#include "engine.h"
#include "incident.h"
#include "player.h"

void zc_conf_engine(const struct zc_conf *c, struct zc_engine_conf *out);
/* Without the callbacks. */
void zc_conf_player(const struct zc_conf *c, struct zc_player_conf *out);
void zc_conf_incidents(const struct zc_conf *c, struct zc_incidents_conf *out);

#endif
