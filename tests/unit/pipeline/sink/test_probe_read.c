/* The read that probes a ring, with signals that interrupt its waits. */
#include "tests/unit/unit.h"

#include <errno.h>
#include <liburing.h>
#include <string.h>
#include <unistd.h>

#include "pipeline/sink/probe_read.h"

static int fds[2];
static int waits_to_interrupt;

/* Submits the read, then is interrupted by a signal. */
int __wrap_io_uring_submit_and_wait(struct io_uring *ring, unsigned int wait);
int
__wrap_io_uring_submit_and_wait(struct io_uring *ring, unsigned int wait)
{
	(void)wait;
	return io_uring_submit(ring);
}

int __real___io_uring_get_cqe(struct io_uring *ring, struct io_uring_cqe **cqe,
	unsigned int submit, unsigned int wait, sigset_t *mask);
int __wrap___io_uring_get_cqe(struct io_uring *ring, struct io_uring_cqe **cqe,
	unsigned int submit, unsigned int wait, sigset_t *mask);
int
__wrap___io_uring_get_cqe(struct io_uring *ring, struct io_uring_cqe **cqe, unsigned int submit,
	unsigned int wait, sigset_t *mask)
{
	if (waits_to_interrupt) {
		waits_to_interrupt--;
		return -EINTR;
	}
	CU_ASSERT(write(fds[1], "samples", 7) == 7);
	return __real___io_uring_get_cqe(ring, cqe, submit, wait, mask);
}

/* The probe returns only after the read has completed, which may write to the memory until
 * then. */
static void
waits_for_the_read(void)
{
	struct io_uring ring;
	char block[7] = "";

	if (io_uring_queue_init(1, &ring, 0))
		return;
	CU_ASSERT_FATAL(pipe(fds) == 0);
	waits_to_interrupt = 2;
	CU_ASSERT_EQUAL(zc_probe_read(&ring, fds[0], block, sizeof(block), false), 7);
	CU_ASSERT_EQUAL(waits_to_interrupt, 0);
	CU_ASSERT(!memcmp(block, "samples", 7));
	io_uring_queue_exit(&ring);
	close(fds[0]);
	close(fds[1]);
}

ZC_UNIT_MAIN("probe read", { "waits for the read", waits_for_the_read })
