/* Looking at a daemon's measurement area: the mapping, and the last wake records of it kept in
 * order. Asks the daemon nothing. One thread. */
#ifndef ZC_MONITOR_H
#define ZC_MONITOR_H

#include "pipeline/area.h"

struct zc_monitor {
	struct zc_area_map map;
	struct zc_area_cursor cursor;
	struct zc_snapshot snap; /* the last whole one */
	struct zc_wake wakes[ZC_AREA_WAKES]; /* the last ones, oldest first */
	size_t count;
};

/* Maps the file and takes what is there. 0, or what zc_area_map gives; zc_monitor_close in both
 * cases. */
int zc_monitor_open(struct zc_monitor *l, const char *path, struct zc_err *err);

/* Takes what came since. False: the daemon has ended, what is there stays. */
bool zc_monitor_update(struct zc_monitor *l);

void zc_monitor_close(struct zc_monitor *l);

#endif
