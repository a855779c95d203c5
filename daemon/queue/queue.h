/* The queue: an ordered list of songs with stable ids, versions and play order, as in the MPD
 * protocol. Control thread only. It must stay fast with 100 000 entries: looking up an id or a
 * position is O(1), and nothing copies the list. */
#ifndef ZC_QUEUE_H
#define ZC_QUEUE_H

#include <stdbool.h>
#include <stdint.h>

#include "pipeline/err.h"

struct zc_queue;

struct zc_song {
	uint32_t id; /* never 0, never used twice in a run */
	uint32_t version; /* of the queue when this entry last changed its place or tags */
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
/* NULL if pos is past the end. Lent until the next change. */
const struct zc_song *zc_queue_at(const struct zc_queue *q, uint32_t pos);
/* The position of an id, or -1. */
int64_t zc_queue_pos(const struct zc_queue *q, uint32_t id);

#define ZC_QUEUE_MAX 1048576u

/* Inserts before pos (pos == length: appends, which is O(1)). Returns the new id, or 0 without
 * memory or room (ZC_QUEUE_MAX entries). */
uint32_t zc_queue_add(struct zc_queue *q, const char *uri, uint32_t pos);
/* The same with a given id, for restoring; 0 also if the id is in use. */
uint32_t zc_queue_add_id(struct zc_queue *q, const char *uri, uint32_t pos, uint32_t id);
/* [start, end) as in MPD. 0, or -EINVAL if out of range. `to` is where the range begins
 * afterwards. */
int zc_queue_delete(struct zc_queue *q, uint32_t start, uint32_t end);
int zc_queue_move(struct zc_queue *q, uint32_t start, uint32_t end, uint32_t to);
int zc_queue_swap(struct zc_queue *q, uint32_t a, uint32_t b);
/* If the current song is in the range, it moves to its beginning. */
int zc_queue_shuffle(struct zc_queue *q, uint32_t start, uint32_t end);
void zc_queue_clear(struct zc_queue *q);
/* Also -ENOMEM. In random order songs of higher priority play earlier, but behind the current
 * song; one that was played already plays again if its priority is now above that of the
 * current song. */
int zc_queue_priority(struct zc_queue *q, uint32_t start, uint32_t end, uint8_t priority);
/* The tags of an entry are known now: renews its version. */
void zc_queue_touch(struct zc_queue *q, uint32_t id);

const struct zc_queue_options *zc_queue_options(const struct zc_queue *q);
void zc_queue_set_options(struct zc_queue *q, const struct zc_queue_options *o);

/* The song that plays now, 0: none. Random order puts songs that are added or raised behind
 * it. */
void zc_queue_set_current(struct zc_queue *q, uint32_t id);
/* After the current song was deleted: the song that came behind it, 0: none. Valid until the
 * next zc_queue_set_current. */
uint32_t zc_queue_after_deleted(const struct zc_queue *q);
/* `id` is about to be played out of turn: random order moves it right behind the current song,
 * so that the songs in between keep their turn. */
void zc_queue_jump(struct zc_queue *q, uint32_t id);

/* The id that plays after `id` (0: the first one to play), once that ends (`manual` false:
 * single counts) or on the command next (`manual`). 0: playing ends, or `id` is unknown. Random
 * order is a permutation that stays the same until the queue or `random` changes, or
 * zc_queue_jump. */
uint32_t zc_queue_next(struct zc_queue *q, uint32_t id, bool manual);
/* The id that plays before `id`, for the command previous; 0: none. */
uint32_t zc_queue_prev(struct zc_queue *q, uint32_t id);

#endif
