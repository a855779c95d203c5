/* The engine's io_uring: reads into the ring, and nothing else.
 *
 * Completions are deferred (IORING_SETUP_DEFER_TASKRUN) where the kernel can: a read that ends
 * then does not wake the engine, it is found at the wake-up that comes anyway, in the same
 * system call that submits the next one. Made and used on the engine thread only. */
#ifndef ZC_RT_URING_H
#define ZC_RT_URING_H

#include <liburing.h>
#include <stdbool.h>
#include <stdint.h>

struct zc_uring {
	struct io_uring ring;
	int event_fd; /* counts completions; polls readable also for old ones, until it is
			 cleared */
	bool open; /* to be closed */
	bool up; /* takes reads */
	bool deferred; /* completions arrive only when zc_uring_enter asks */
	bool registered; /* the sink's ring, as buffer 0 */
	bool fixed; /* reads use it */
	int down_errno; /* why it is not up */
	uint32_t queued; /* prepared, not submitted */
	uint32_t refusals; /* in a row, for reasons that may pass */
	uint32_t in_flight;
};

/* Sets it up on the calling thread; -errno if the kernel refuses (also kept in down_errno).
 * Not realtime: before the engine's loop. */
int zc_uring_open(struct zc_uring *u);
void zc_uring_close(struct zc_uring *u);

/* Registers [base, base + bytes) so that reads into it need no pinning each. 0 or -errno, then
 * reads are done without. Only while no sink runs. */
int zc_uring_register(struct zc_uring *u, void *base, uint64_t bytes);
void zc_uring_unregister(struct zc_uring *u);

/* Prepares one read, into the registered ring if fixed; false if the submission queue is full,
 * or it is down. Realtime. */
bool zc_uring_read(struct zc_uring *u, int fd, void *dst, uint32_t len_bytes, uint64_t offset,
	bool fixed, uint32_t tag);
/* Submits what is prepared and lets completions arrive, in one system call; never waits. 0,
 * also where the kernel took less for a reason that passes (no memory, interrupted): the rest
 * stays prepared for the next call. -errno: it will not take any, or has not for many calls.
 * Realtime. */
int zc_uring_enter(struct zc_uring *u);
/* No read goes by it any more, for that positive errno; those in flight still come back.
 * Realtime. */
void zc_uring_down(struct zc_uring *u, int why);
/* 1: *tag of a read that was prepared and that the kernel never saw, once it is down; 0: no
 * more. Realtime. */
int zc_uring_withdraw(struct zc_uring *u, uint32_t *tag);
/* 1: *tag and *res of one completed read; 0: none. No system call. Realtime. */
int zc_uring_reap(struct zc_uring *u, uint32_t *tag, int *res);

#endif
