/* A view of a daemon's measurement area: the mapping, and its latest wake records in order. It
 * asks the daemon nothing. One thread. */
#ifndef ZC_MONITOR_H
#define ZC_MONITOR_H

#include "pipeline/area.h"

struct zc_monitor {
	struct zc_area_map map;
	struct zc_area_cursor cursor;
	struct zc_snapshot snap; /* the latest complete one */
	struct zc_wake wakes[ZC_AREA_WAKES]; /* the latest, oldest first */
	size_t count;
};

/* Maps the file and reads what is there. 0, or the error of zc_area_map; call zc_monitor_close
 * in both cases. */
int zc_monitor_open(struct zc_monitor *l, const char *path, struct zc_err *err);

/* Reads what is new. False: the daemon has ended; what was read stays. */
bool zc_monitor_update(struct zc_monitor *l);

void zc_monitor_close(struct zc_monitor *l);

#endif
