/* Single-producer single-consumer ring of fixed-size messages.
 *
 * One thread puts, one thread gets, neither ever waits. The slots are lent by set-up code. A
 * message is copied in and out, so nothing in the ring is shared while it is used. */
#ifndef ZC_RT_MBOX_H
#define ZC_RT_MBOX_H

#include <stdatomic.h>
#include <stdint.h>

struct zc_mbox {
	_Alignas(64) _Atomic uint32_t put; /* written by the producer */
	_Alignas(64) _Atomic uint32_t got; /* written by the consumer */
	_Alignas(64) uint32_t mask;
	uint32_t slot_bytes;
	uint8_t *slots; /* lent until the mailbox is gone */
};

/* slots: slot_bytes * count bytes; count is a power of two. Before either thread starts. */
void zc_mbox_init(struct zc_mbox *m, void *slots, uint32_t slot_bytes, uint32_t count);

/* 0, or -EAGAIN if it is full. Producer thread; realtime. */
int zc_mbox_put(struct zc_mbox *m, const void *msg);

/* How many messages can be put now, at least. Producer thread; realtime. */
uint32_t zc_mbox_room(const struct zc_mbox *m);

/* 1 and *msg, or 0 if it is empty. Consumer thread; realtime. */
int zc_mbox_get(struct zc_mbox *m, void *msg);

/* Wakes whoever polls the eventfd: one system call. */
void zc_bell_ring(int event_fd);
/* Takes the eventfd's count, so that it polls unready again: one system call. */
void zc_bell_clear(int event_fd);

#endif
