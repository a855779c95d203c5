/* Keeps the state file up to date: a little after each change, from time to time while playing,
 * and at the end. Control thread; a thread of its own waits for the disk. */
#ifndef ZC_STATE_H
#define ZC_STATE_H

#include "pipeline/err.h"
#include "daemon/queue/queue.h"

struct zc_loop;
struct zc_player;
struct zc_state;

/* All pointers are lent until zc_state_free, path is copied. NULL and *err without memory or
 * threads. */
struct zc_state *zc_state_new(struct zc_loop *loop, const char *path,
	const struct zc_queue *queue, struct zc_player *player, struct zc_err *err);
/* Saves a last time and waits for it. s may be NULL. */
void zc_state_free(struct zc_state *s);

/* Something that is kept changed: it is saved within two seconds, however often this is called
 * meanwhile. s may be NULL. */
void zc_state_changed(struct zc_state *s);

#endif
