/* What reading the configuration again changes, for people. Control thread. */
#ifndef ZC_RELOAD_H
#define ZC_RELOAD_H

#include "daemon/conf/conf.h"

/* Logs the keys that differ: those that are in force now, and those that need a restart. path
 * is the file's name. */
void zc_reload_tell(const struct zc_conf *old, const struct zc_conf *fresh, const char *path);

#endif
