/* The engine's io_uring: reads into the ring, and nothing else.
 *
 * Completions are deferred (IORING_SETUP_DEFER_TASKRUN) where the kernel can: a finished read then
 * does not wake the engine. It is reaped at the next planned wake-up, by the system call that
 * submits the next read. Created and used on the engine thread only. */
#ifndef ZC_RT_URING_H
#define ZC_RT_URING_H

#include <liburing.h>
#include <stdbool.h>
#include <stdint.h>

struct zc_uring {
	struct io_uring ring;
	int event_fd; /* counts completions; stays readable until it is cleared; owned while
			 open */
	bool open; /* set up, and not closed yet */
	bool up; /* accepts reads */
	bool deferred; /* completions arrive only when zc_uring_enter asks */
	bool registered; /* the sink's ring is fixed buffer 0 */
	bool fixed; /* reads use that buffer */
	int down_errno; /* why it is not up, positive */
	uint32_t queued; /* prepared, not submitted */
	uint32_t refusals; /* submissions in a row that failed for a temporary reason */
	uint32_t in_flight; /* queued or submitted, not reaped */
};

/* Sets it up on the calling thread; -errno if the kernel refuses (also kept in down_errno).
 * Not realtime: before the engine's loop. */
int zc_uring_open(struct zc_uring *u);
void zc_uring_close(struct zc_uring *u);

/* Registers [base, base + bytes), so that reads need not pin it each time. On -errno reads work
 * without. Only while no sink runs. */
int zc_uring_register(struct zc_uring *u, void *base, uint64_t bytes);
void zc_uring_unregister(struct zc_uring *u);

/* Prepares one read, into the registered ring if fixed; false if the submission queue is full,
 * or it is down. Realtime. */
bool zc_uring_read(struct zc_uring *u, int fd, void *dst, uint32_t len_bytes, uint64_t offset,
	bool fixed, uint32_t tag);
/* Submits what is prepared and collects completions, in one system call; never waits. 0, also where
 * the kernel accepted less for a temporary reason (no memory, interrupted): the rest stays prepared
 * for the next call. -errno: it accepts no reads, or did not for many calls. Realtime. */
int zc_uring_enter(struct zc_uring *u);
/* Accepts no more reads, because of the positive errno err. Those in flight still come back.
 * Realtime. */
void zc_uring_down(struct zc_uring *u, int err);
/* Once it is down: 1 and the *tag of a read that the kernel never accepted; 0: no more. Realtime.
 */
int zc_uring_withdraw(struct zc_uring *u, uint32_t *tag);
/* 1: *tag and *res of one completed read; 0: none. No system call. Realtime. */
int zc_uring_reap(struct zc_uring *u, uint32_t *tag, int *res);

#endif
