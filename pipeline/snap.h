/* The snapshot under a sequence lock: one thread writes, others read consistent copies. In
 * measure/snap.c. */
#ifndef ZC_SNAP_H
#define ZC_SNAP_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "pipeline/msg.h"

struct zc_snap_lock {
	_Atomic uint32_t seq; /* odd while it is written */
	struct zc_snapshot snap;
};

/* Publishes a snapshot. Engine thread; realtime. */
void zc_snap_put(struct zc_snap_lock *l, const struct zc_snapshot *s);

/* One try; false if it is being written. Any thread. */
bool zc_snap_try(const struct zc_snap_lock *l, struct zc_snapshot *s);

/* Retries until it succeeds, usually within nanoseconds. It never returns if the writer died
 * while writing, so use it only within the writer's process. Any thread. */
void zc_snap_get(const struct zc_snap_lock *l, struct zc_snapshot *s);

#endif
