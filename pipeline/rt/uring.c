#include "pipeline/rt/uring.h"

#include <errno.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/uio.h>
#include <unistd.h>

#define ENTRIES 64u
/* The engine tries again every few milliseconds, so this is well below a ring's length. */
#define REFUSALS_MAX 40u

int
zc_uring_open(struct zc_uring *u)
{
	/* Best first. Kernels before 6.1 and before 5.19 do not know the first and second. */
	static const unsigned int flags[] = { IORING_SETUP_SINGLE_ISSUER |
						      IORING_SETUP_DEFER_TASKRUN,
		IORING_SETUP_COOP_TASKRUN, 0 };
	int ret = -EINVAL;

	memset(u, 0, sizeof(*u));
	for (unsigned int i = 0; i < sizeof(flags) / sizeof(flags[0]) && ret == -EINVAL; i++) {
		ret = io_uring_queue_init(ENTRIES, &u->ring, flags[i]);
		u->deferred = flags[i] & IORING_SETUP_DEFER_TASKRUN;
	}
	u->down_errno = ret < 0 ? -ret : 0;
	if (ret < 0)
		return ret;
	u->open = u->up = true;
	/* The ring's own descriptor does not wake a poller while completions are deferred. */
	u->event_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	ret = u->event_fd < 0 ? -errno : io_uring_register_eventfd(&u->ring, u->event_fd);
	if (ret < 0) {
		u->down_errno = -ret;
		zc_uring_close(u);
		return ret;
	}
	/* Saves a descriptor look-up at each call; optional. */
	io_uring_register_ring_fd(&u->ring);
	return 0;
}

void
zc_uring_close(struct zc_uring *u)
{
	if (!u->open)
		return;
	io_uring_queue_exit(&u->ring);
	if (u->event_fd >= 0)
		close(u->event_fd);
	u->open = u->up = false;
}

int
zc_uring_register(struct zc_uring *u, void *base, uint64_t bytes)
{
	struct iovec iov = { .iov_base = base, .iov_len = 1 };
	int ret;

	if (!u->up)
		return -u->down_errno;
	/* Kernels that refuse a card's memory do so after pinning all of it, which takes longer
	 * than the rest of a start. So try one page first. */
	ret = io_uring_register_buffers(&u->ring, &iov, 1);
	if (!ret)
		ret = io_uring_unregister_buffers(&u->ring);
	iov.iov_len = bytes;
	if (!ret)
		ret = io_uring_register_buffers(&u->ring, &iov, 1);
	u->registered = u->fixed = ret == 0;
	return ret;
}

void
zc_uring_unregister(struct zc_uring *u)
{
	if (u->registered)
		io_uring_unregister_buffers(&u->ring);
	u->registered = u->fixed = false;
}

bool
zc_uring_read(struct zc_uring *u, int fd, void *dst, uint32_t len_bytes, uint64_t offset,
	bool fixed, uint32_t tag)
{
	struct io_uring_sqe *sqe = u->up ? io_uring_get_sqe(&u->ring) : NULL;

	if (!sqe)
		return false;
	if (fixed)
		io_uring_prep_read_fixed(sqe, fd, dst, len_bytes, offset, 0);
	else
		io_uring_prep_read(sqe, fd, dst, len_bytes, offset);
	io_uring_sqe_set_data64(sqe, tag);
	u->queued++;
	u->in_flight++;
	return true;
}

static bool
is_temporary(int ret)
{
	return ret == -EAGAIN || ret == -EBUSY || ret == -EINTR || ret == -ENOMEM;
}

int
zc_uring_enter(struct zc_uring *u)
{
	int ret;

	if (!u->up) {
		/* Reads that the kernel accepted earlier are still to come back. */
		io_uring_get_events(&u->ring);
		return 0;
	}
	if (u->deferred)
		ret = io_uring_submit_and_get_events(&u->ring);
	else
		ret = io_uring_submit(&u->ring);
	if (ret == 0 && u->queued)
		ret = -EAGAIN;
	if (is_temporary(ret))
		return ++u->refusals < REFUSALS_MAX ? 0 : ret;
	if (ret < 0)
		return ret;
	u->refusals = 0;
	/* It may have accepted fewer than were queued. */
	u->queued -= (uint32_t)ret;
	return 0;
}

void
zc_uring_down(struct zc_uring *u, int err)
{
	u->up = false;
	u->down_errno = err;
	u->refusals = 0;
}

int
zc_uring_withdraw(struct zc_uring *u, uint32_t *tag)
{
	const struct io_uring_sq *sq = &u->ring.sq;

	if (!u->queued)
		return 0;
	/* The kernel accepts them in order, so those that it never saw are the last ones. */
	*tag = (uint32_t)sq->sqes[(sq->sqe_tail - u->queued) & sq->ring_mask].user_data;
	u->queued--;
	u->in_flight--;
	return 1;
}

int
zc_uring_reap(struct zc_uring *u, uint32_t *tag, int *res)
{
	struct io_uring_cqe *cqe;

	if (!u->open || !io_uring_cq_ready(&u->ring) || io_uring_peek_cqe(&u->ring, &cqe))
		return 0;
	*tag = (uint32_t)cqe->user_data;
	*res = cqe->res;
	io_uring_cqe_seen(&u->ring, cqe);
	u->in_flight--;
	return 1;
}
