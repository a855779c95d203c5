/* The queue: an ordered list of songs with stable ids, versions and play order, as the MPD
 * protocol knows it. Control thread only. 100 000 entries must stay quick: id and position
 * look-ups are O(1) or O(log n), and nothing copies the list. */
#ifndef ZC_QUEUE_H
#define ZC_QUEUE_H

#include <stdbool.h>
#include <stdint.h>

#include "pipeline/err.h"

struct zc_queue;

struct zc_song {
	uint32_t id; /* never 0, never used twice in a run */
	uint32_t version; /* of the queue, when this entry last changed its place or tags */
	uint8_t priority;
	const char *uri; /* owned by the queue: below music_directory, or an absolute path */
};

struct zc_queue_options {
	bool repeat, random;
	int single; /* 0, 1, 2 for oneshot */
	int consume; /* 0, 1, 2 for oneshot */
};

struct zc_queue *zc_queue_new(void);
void zc_queue_free(struct zc_queue *q);

uint32_t zc_queue_length(const struct zc_queue *q);
/* Grows by one with each change; never 0. */
uint32_t zc_queue_version(const struct zc_queue *q);
/* NULL if there is none. Lent until the next change. */
const struct zc_song *zc_queue_at(const struct zc_queue *q, uint32_t pos);
/* The position of an id, or -1. */
int64_t zc_queue_pos(const struct zc_queue *q, uint32_t id);

#define ZC_QUEUE_MAX 1048576u

/* Inserts before pos (pos == length: append). The new id, or 0 without memory or room
 * (ZC_QUEUE_MAX entries). Appending is O(1). */
uint32_t zc_queue_add(struct zc_queue *q, const char *uri, uint32_t pos);
/* Same with a given id, for restoring; 0 if it is taken. */
uint32_t zc_queue_add_id(struct zc_queue *q, const char *uri, uint32_t pos, uint32_t id);
/* [start, end) as MPD ranges. 0 or -EINVAL if out of range. `to` is where the range begins
 * afterwards. */
int zc_queue_delete(struct zc_queue *q, uint32_t start, uint32_t end);
int zc_queue_move(struct zc_queue *q, uint32_t start, uint32_t end, uint32_t to);
int zc_queue_swap(struct zc_queue *q, uint32_t a, uint32_t b);
/* The current song, where it is in the range, comes to its beginning. */
int zc_queue_shuffle(struct zc_queue *q, uint32_t start, uint32_t end);
void zc_queue_clear(struct zc_queue *q);
/* Also -ENOMEM. In random order a higher priority plays earlier, but behind the current song;
 * one that was played before plays again if its priority is now above that of the current song.
 */
int zc_queue_priority(struct zc_queue *q, uint32_t start, uint32_t end, uint8_t priority);
/* The tags of an entry became known: its version is renewed. */
void zc_queue_touch(struct zc_queue *q, uint32_t id);

const struct zc_queue_options *zc_queue_options(const struct zc_queue *q);
void zc_queue_set_options(struct zc_queue *q, const struct zc_queue_options *o);

/* The song that is heard now, 0: none; random order puts what is added or raised behind it. */
void zc_queue_set_current(struct zc_queue *q, uint32_t id);
/* Once the current song was deleted: the one that came behind it, 0: none. Until the next
 * zc_queue_set_current. */
uint32_t zc_queue_after_deleted(const struct zc_queue *q);
/* `id` is about to be played out of turn: random order takes it right behind the current song,
 * so that the songs between the two keep their turn. */
void zc_queue_jump(struct zc_queue *q, uint32_t id);

/* The id played after `id` (0: the first to play) when it ends by itself (`manual` false, which
 * honours single and repeat) or by next (`manual`). 0: playing ends. Random order is a
 * permutation that stays the same until the queue or `random` changes or zc_queue_jump. 0 for
 * an unknown id. */
uint32_t zc_queue_next(struct zc_queue *q, uint32_t id, bool manual);
/* The one before, for `previous`; 0: none. */
uint32_t zc_queue_prev(struct zc_queue *q, uint32_t id);

#endif
