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
	bool up;
	bool deferred; /* completions arrive only when zc_uring_enter asks */
	bool registered; /* the sink's ring, as buffer 0 */
	bool fixed; /* reads use it */
	int setup_errno; /* why it is not up */
	uint32_t queued; /* prepared, not submitted */
	uint32_t in_flight;
};

/* Sets it up on the calling thread; -errno if the kernel refuses (also kept in setup_errno).
 * Not realtime: before the engine's loop. */
int zc_uring_open(struct zc_uring *u);
void zc_uring_close(struct zc_uring *u);

/* Registers [base, base + bytes) so that reads into it need no pinning each. 0 or -errno, then
 * reads are done without. Only while no sink runs. */
int zc_uring_register(struct zc_uring *u, void *base, uint64_t bytes);
void zc_uring_unregister(struct zc_uring *u);

/* Prepares one read, into the registered ring if fixed; false if the submission queue is full.
 * Realtime. */
bool zc_uring_read(struct zc_uring *u, int fd, void *dst, uint32_t len_bytes, uint64_t offset,
	bool fixed, uint32_t tag);
/* Submits what is prepared and lets completions arrive, in one system call; never waits. 0 or
 * -errno. Realtime. */
int zc_uring_enter(struct zc_uring *u);
/* 1: *tag and *res of one completed read; 0: none. No system call. Realtime. */
int zc_uring_reap(struct zc_uring *u, uint32_t *tag, int *res);

#endif
