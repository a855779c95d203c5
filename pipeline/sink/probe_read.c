/* One read, to find out whether it works. */
#include "pipeline/sink/probe_read.h"

#include <errno.h>
#include <liburing.h>

int
zc_probe_read(struct io_uring *ring, int fd, void *dst, uint32_t len, bool fixed)
{
	struct io_uring_sqe *sqe = io_uring_get_sqe(ring);
	struct io_uring_cqe *cqe;
	int ret;

	if (fixed)
		io_uring_prep_read_fixed(sqe, fd, dst, len, 0, 0);
	else
		io_uring_prep_read(sqe, fd, dst, len, 0);
	do {
		ret = io_uring_submit_and_wait(ring, 1);
	} while (ret == -EINTR);
	if (ret < 0)
		return ret;
	/* A signal must not end the wait: the read may still write to dst. */
	do {
		ret = io_uring_wait_cqe(ring, &cqe);
	} while (ret == -EINTR);
	if (ret < 0)
		return ret;
	ret = cqe->res;
	io_uring_cqe_seen(ring, cqe);
	return ret;
}
