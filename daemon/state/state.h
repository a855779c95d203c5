/* Saves the state file: shortly after each change, at intervals while playing, and at the end.
 * Control thread; a thread of its own waits for the disk. */
#ifndef ZC_STATE_H
#define ZC_STATE_H

#include "pipeline/err.h"
#include "daemon/queue/queue.h"

struct zc_loop;
struct zc_player;
struct zc_state;

/* Pointers are lent until zc_state_free; path is copied. NULL and *err without memory or
 * threads. */
struct zc_state *zc_state_new(struct zc_loop *loop, const char *path,
	const struct zc_queue *queue, struct zc_player *player, struct zc_err *err);
/* Saves once more, and waits until that is on disk. s may be NULL. */
void zc_state_free(struct zc_state *s);

/* Part of the state changed: saves it within two seconds, however often this is called
 * meanwhile. s may be NULL. */
void zc_state_changed(struct zc_state *s);

#endif
