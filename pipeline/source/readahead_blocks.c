/* How a block of the file comes in: the ladder of ways, each refusal one step down for good. A
 * block is BUSY from submission to completion, and only the kernel writes to its buffer then;
 * nothing is unmapped or read into twice before it is READY. One thread at a time. */
#include "pipeline/source/readahead_blocks.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static void
step_down(struct zc_blocks *b, enum zc_rung rung, int why)
{
	b->rung = rung;
	b->why = why;
}

static void
set_up_ring(struct zc_blocks *b, bool no_uring)
{
	int r = no_uring ? -EPERM : io_uring_queue_init(2 * ZC_BLOCKS, &b->ring, 0);

	if (r < 0)
		step_down(b, ZC_RUNG_PREAD, -r);
	else
		b->have_ring = true;
}

int
zc_blocks_init(struct zc_blocks *b, const struct zc_file *file, uint32_t block_bytes,
	bool no_uring, struct zc_err *err)
{
	size_t bytes = (size_t)block_bytes * ZC_BLOCKS;

	*b = (struct zc_blocks){ .file = file, .buffered_fd = -1, .block_bytes = block_bytes };
	b->buf = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (b->buf == MAP_FAILED) {
		b->buf = NULL;
		return zc_fail(err, -ENOMEM,
			"no memory for %zu KiB of read-ahead; lower readahead or raise "
			"LimitMEMLOCK",
			bytes / 1024);
	}
	for (uint32_t i = 0; i < ZC_BLOCKS; i++)
		b->block[i].buf = b->buf + (size_t)i * block_bytes;
	if (file->direct_errno)
		step_down(b, ZC_RUNG_BUFFERED, file->direct_errno);
	else
		set_up_ring(b, no_uring);
	return 0;
}

void
zc_blocks_hold(struct zc_blocks *b)
{
	struct iovec iov = { .iov_base = b->buf,
		.iov_len = (size_t)b->block_bytes * ZC_BLOCKS };
	int r;

	if (b->held)
		return;
	b->held = true;
	/* Where that is not granted the engine's set-up has warned already. */
	mlock(iov.iov_base, iov.iov_len);
	if (b->rung != ZC_RUNG_FIXED)
		return;
	/* Locked memory is limited and counted apart for this; reads work without. */
	r = io_uring_register_buffers(&b->ring, &iov, 1);
	if (r < 0)
		step_down(b, ZC_RUNG_READ, -r);
}

void
zc_blocks_release(struct zc_blocks *b)
{
	while (b->busy && zc_blocks_wait(b) == 0)
		;
	if (b->have_ring)
		io_uring_queue_exit(&b->ring);
	if (b->buf)
		munmap(b->buf, (size_t)b->block_bytes * ZC_BLOCKS);
	if (b->buffered_fd >= 0)
		close(b->buffered_fd);
}

uint32_t
zc_blocks_payload(const struct zc_blocks *b, uint64_t number)
{
	uint64_t off = number * b->block_bytes;
	uint64_t left = off < b->file->bytes ? b->file->bytes - off : 0;

	return left < b->block_bytes ? (uint32_t)left : b->block_bytes;
}

/* Where the bytes end that the file had of what was asked for. */
static uint32_t
wanted_end(const struct zc_blocks *b, const struct zc_block *which)
{
	uint32_t payload = zc_blocks_payload(b, which->number);

	return payload < which->to ? payload : which->to;
}

static uint32_t
unit_bytes(const struct zc_blocks *b)
{
	return b->file->off_align ? b->file->off_align : 1;
}

/* Where a read ends: at whole units of off_align. */
static uint32_t
request_end(const struct zc_blocks *b, const struct zc_block *which)
{
	uint32_t unit = unit_bytes(b);

	return (wanted_end(b, which) + unit - 1) / unit * unit;
}

bool
zc_blocks_whole(const struct zc_blocks *b, const struct zc_block *which)
{
	return request_end(b, which) == wanted_end(b, which);
}

static int
pread_fd(const struct zc_blocks *b)
{
	return b->buffered_fd >= 0 ? b->buffered_fd : b->file->fd;
}

/* Goes over to the page cache because of why; 0, or -errno where that cannot be had. */
static int
go_buffered(struct zc_blocks *b, int why)
{
	int fd = zc_file_reopen_buffered(b->file);

	if (fd < 0)
		return -why;
	posix_fadvise(fd, 0, 0, POSIX_FADV_SEQUENTIAL);
	b->buffered_fd = fd;
	step_down(b, ZC_RUNG_BUFFERED, why);
	return 0;
}

/* Reads on from byte `got` of the block until it is whole or the file ends; bytes or -errno. */
static int64_t
pread_rest(struct zc_blocks *b, const struct zc_block *which, uint32_t got)
{
	uint64_t off = which->number * b->block_bytes;
	uint32_t want = request_end(b, which);
	bool direct;
	ssize_t n;
	int r;

	do {
		direct = b->rung != ZC_RUNG_BUFFERED;
		/* A direct read ends within a unit at the end of the file only. */
		if (direct && got % b->file->off_align)
			break;
		n = pread(pread_fd(b), which->buf + got, want - got, (off_t)(off + got));
		r = n < 0 ? -errno : 0;
		if (n > 0)
			got += (uint32_t)n;
		/* Both may mean that the kernel does not like the request, not the disk. */
		if (direct && (r == -EINVAL || r == -EIO))
			r = go_buffered(b, -r);
		/* A block that the disk cannot read is ENODATA to the kernel; to our callers
		 * that is a file that ended. */
		if (r < 0 && r != -EINTR)
			return r == -ENODATA ? -EIO : r;
	} while (n != 0 && got < want);
	return got;
}

static void
finish(struct zc_blocks *b, struct zc_block *which, uint32_t got)
{
	int64_t end = pread_rest(b, which, got);

	which->got = end < 0 ? which->at : (uint32_t)end;
	which->error = end < 0 ? (int)end : 0;
	which->state = ZC_BLOCK_READY;
	if (b->rung == ZC_RUNG_BUFFERED && which->number > 0)
		posix_fadvise(pread_fd(b), (off_t)((which->number - 1) * b->block_bytes),
			b->block_bytes, POSIX_FADV_DONTNEED);
}

void
zc_blocks_fill(struct zc_blocks *b, struct zc_block *which)
{
	finish(b, which, which->at);
}

static void
complete(struct zc_blocks *b, struct io_uring_cqe *cqe)
{
	struct zc_block *which = &b->block[io_uring_cqe_get_data64(cqe)];
	int res = cqe->res;

	io_uring_cqe_seen(&b->ring, cqe);
	b->busy--;
	which->got = which->at + (res > 0 ? (uint32_t)res : 0);
	which->error = 0;
	which->state = ZC_BLOCK_READY;
	/* Refused, interrupted or short: pread finds out which, and steps down where it must.
	 */
	if (which->got < wanted_end(b, which))
		finish(b, which, which->got);
}

void
zc_blocks_reap(struct zc_blocks *b)
{
	struct io_uring_cqe *cqe;

	while (b->busy && io_uring_peek_cqe(&b->ring, &cqe) == 0)
		complete(b, cqe);
}

int
zc_blocks_wait(struct zc_blocks *b)
{
	struct io_uring_cqe *cqe;
	int r;

	do
		r = io_uring_wait_cqe(&b->ring, &cqe);
	while (r == -EINTR || r == -EAGAIN);
	if (r == 0)
		complete(b, cqe);
	return r;
}

bool
zc_blocks_async(const struct zc_blocks *b)
{
	return b->rung <= ZC_RUNG_READ;
}

/* Up to the file's last whole unit. A read past the end comes back short, and to try the rest
 * io_uring makes a thread of its own, which stays: what is left is read on completion. */
static void
queue_read(struct zc_blocks *b, struct zc_block *which)
{
	/* There are twice as many entries as blocks, and each is submitted at once. */
	struct io_uring_sqe *sqe = io_uring_get_sqe(&b->ring);
	uint64_t off = which->number * b->block_bytes + which->at;
	uint32_t end = wanted_end(b, which) / unit_bytes(b) * unit_bytes(b);
	uint32_t len = end > which->at ? end - which->at : 0;
	uint8_t *dst = which->buf + which->at;

	if (b->rung == ZC_RUNG_FIXED && b->held)
		io_uring_prep_read_fixed(sqe, b->file->fd, dst, len, off, 0);
	else
		io_uring_prep_read(sqe, b->file->fd, dst, len, off);
	io_uring_sqe_set_data64(sqe, (uint64_t)(which - b->block));
	which->state = ZC_BLOCK_BUSY;
	b->busy++;
}

void
zc_blocks_start(struct zc_blocks *b, struct zc_block **which, uint32_t n)
{
	int r = 0;

	for (uint32_t i = 0; i < n; i++)
		queue_read(b, which[i]);
	while (io_uring_sq_ready(&b->ring) && (r >= 0 || r == -EINTR))
		r = io_uring_submit(&b->ring);
	if (!io_uring_sq_ready(&b->ring))
		return;
	/* What the kernel did not take stays in the submission queue: it is never submitted to
	 * again. */
	step_down(b, ZC_RUNG_PREAD, -r);
	for (uint32_t left = io_uring_sq_ready(&b->ring); left > 0 && n > 0; left--) {
		which[--n]->state = ZC_BLOCK_EMPTY;
		b->busy--;
	}
}
