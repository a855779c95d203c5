/* Random order, and the queue's structures. Private to queue.c and queue_order.c. Control
 * thread only. */
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
	struct zc_entry **at; /* owned with the entries; by position */
	struct zc_entry **order; /* owned; in the order they are played while random is on */
	struct zc_entry **table; /* owned; by id, open addressing */
	uint32_t len, cap, table_mask;
	uint32_t version;
	uint32_t next_id;
	uint32_t current; /* id, 0: none */
	uint32_t successor; /* id that followed current when that was deleted, 0: none */
	uint32_t played; /* order[0 .. played) was played or is playing */
	uint64_t random_state;
	struct zc_queue_options options;
};

/* Seeds the generator. */
void zc_order_seed(struct zc_queue *q);
/* Evenly distributed in [0, n), n > 0. */
uint32_t zc_order_random(struct zc_queue *q, uint32_t n);

/* Random was turned on: makes a new order. current (may be NULL) becomes the first. */
void zc_order_start(struct zc_queue *q, struct zc_entry *current);
/* e was put into at[], and len counts it. */
void zc_order_added(struct zc_queue *q, struct zc_entry *e);
/* The entries at positions [start, end) are about to be removed; at[] and len still have
 * them. */
void zc_order_removing(struct zc_queue *q, uint32_t start, uint32_t end);
/* Sets the priorities of [start, end). 0 or -ENOMEM with nothing changed. */
int zc_order_priority(struct zc_queue *q, uint32_t start, uint32_t end, uint8_t priority);
/* current (may be NULL) plays now; what stands before it counts as played. */
void zc_order_set_current(struct zc_queue *q, const struct zc_entry *current);
/* e plays next, behind the current song. */
void zc_order_jump(struct zc_queue *q, struct zc_entry *e);

#endif
