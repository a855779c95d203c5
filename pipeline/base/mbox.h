/* Single-producer single-consumer ring of fixed-size messages.
 *
 * One thread puts, another gets, and neither ever waits. Messages are copied in and out, so neither
 * thread uses memory that the other may write. */
#ifndef ZC_RT_MBOX_H
#define ZC_RT_MBOX_H

#include <stdatomic.h>
#include <stdint.h>

struct zc_mbox {
	_Alignas(64) _Atomic uint32_t put; /* written by the producer */
	_Alignas(64) _Atomic uint32_t got; /* written by the consumer */
	_Alignas(64) uint32_t mask;
	uint32_t slot_bytes;
	uint8_t *slots; /* lent for the life of the mailbox */
};

/* slots: slot_bytes * count bytes, lent; count is a power of two. Before either thread starts. */
void zc_mbox_init(struct zc_mbox *m, void *slots, uint32_t slot_bytes, uint32_t count);

/* 0, or -EAGAIN if it is full. Producer thread; realtime. */
int zc_mbox_put(struct zc_mbox *m, const void *msg);

/* At least so many messages can be put now. Producer thread; realtime. */
uint32_t zc_mbox_room(const struct zc_mbox *m);

/* 1 and *msg, or 0 if it is empty. Consumer thread; realtime. */
int zc_mbox_get(struct zc_mbox *m, void *msg);

/* Wakes whoever polls the eventfd: one system call. */
void zc_bell_ring(int event_fd);
/* Clears the eventfd, so that it is not readable any more: one system call. Waits if it was clear
 * and the eventfd is blocking. */
void zc_bell_clear(int event_fd);

#endif
