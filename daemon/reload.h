/* Tells people what reading the configuration again has changed. Control thread. */
#ifndef ZC_RELOAD_H
#define ZC_RELOAD_H

#include "daemon/conf/conf.h"

/* Logs which keys differ: those in force now, and those that need a restart. path is the name
 * of the file. */
void zc_reload_log(const struct zc_conf *old, const struct zc_conf *fresh, const char *path);

#endif
