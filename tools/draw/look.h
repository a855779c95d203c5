/* Looking at a daemon's measurement area: the mapping, and the last wake records of it kept in
 * order. Asks the daemon nothing. One thread. */
#ifndef ZC_LOOK_H
#define ZC_LOOK_H

#include "pipeline/area.h"

struct zc_look {
	struct zc_area_map map;
	struct zc_area_cursor cursor;
	struct zc_snapshot snap; /* the last whole one */
	struct zc_wake wakes[ZC_AREA_WAKES]; /* the last ones, oldest first */
	size_t count;
};

/* Maps the file and takes what is there. 0, or what zc_area_map gives; zc_look_close in both
 * cases. */
int zc_look_open(struct zc_look *l, const char *path, struct zc_err *err);

/* Takes what came since. False: the daemon has ended, what is there stays. */
bool zc_look_take(struct zc_look *l);

void zc_look_close(struct zc_look *l);

#endif
