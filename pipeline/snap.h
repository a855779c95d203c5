/* The snapshot under its sequence lock: one thread writes, others get all of one moment. */
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

/* Engine thread; realtime. */
void zc_snap_put(struct zc_snap_lock *l, const struct zc_snapshot *s);

/* One try: false if it was being written just then. Any thread. */
bool zc_snap_try(const struct zc_snap_lock *l, struct zc_snapshot *s);

/* Tries again while it is being written, which takes the engine some nanoseconds: for those
 * whose writer cannot have died in the middle. Any thread. */
void zc_snap_get(const struct zc_snap_lock *l, struct zc_snapshot *s);

#endif
