/* Random order: the inside of the queue that queue.c, queue_next.c and
 * queue_order.c share. */
#ifndef ZC_QUEUE_ORDER_H
#define ZC_QUEUE_ORDER_H

#include "daemon/queue/queue.h"

struct zc_entry {
	struct zc_song song;
	uint32_t pos; /* index in at[] */
	uint32_t rank; /* index in order[], while random is on */
	char uri[];
};

struct zc_queue {
	struct zc_entry **at; /* owns array and entries; by position */
	struct zc_entry **order; /* owns the array; as random plays them, while random is on */
	struct zc_entry **table; /* owns the array; by id, open addressing */
	uint32_t len, cap, table_mask;
	uint32_t version;
	uint32_t next_id;
	uint32_t current; /* id, 0: none */
	uint32_t after; /* id that followed current when that was deleted, 0: none */
	uint32_t heard; /* order[0 .. heard) was played or is playing */
	uint64_t random_state;
	struct zc_queue_options options;
};

/* queue.c: by id, or NULL. */
struct zc_entry *zc_entry_find(const struct zc_queue *q, uint32_t id);
/* queue_next.c: [start, end) is about to be deleted: which song is left behind the current one?
 */
void zc_order_note_after(struct zc_queue *q, uint32_t start, uint32_t end);

void zc_order_seed(struct zc_queue *q);
/* Evenly distributed in [0, n), n > 0. */
uint32_t zc_order_random(struct zc_queue *q, uint32_t n);

/* Random was turned on; current, which may be NULL, becomes the first. */
void zc_order_start(struct zc_queue *q, struct zc_entry *current);
/* e was put into at[] and len counts it. */
void zc_order_added(struct zc_queue *q, struct zc_entry *e);
/* The entries at positions [start, end) are about to go; at[] and len are as before. */
void zc_order_removing(struct zc_queue *q, uint32_t start, uint32_t end);
/* Sets the priorities of [start, end). 0 or -ENOMEM with nothing changed. */
int zc_order_priority(struct zc_queue *q, uint32_t start, uint32_t end, uint8_t priority);
void zc_order_heard(struct zc_queue *q, const struct zc_entry *current);
void zc_order_jump(struct zc_queue *q, struct zc_entry *e);

#endif
