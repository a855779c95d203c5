/* Read-ahead: a window of a few blocks over the file, the next ones in flight while the reader
 * consumes the first.
 *
 * A slot holds one block of the file. It is BUSY from submission to completion, and only the
 * kernel writes to its buffer then; nothing is unmapped or reused before it is READY again.
 * Which way the block comes in (the rung) is decided when it is asked for, and a refusal steps
 * down for good. One thread at a time. */
#include "readahead.h"

#include <errno.h>
#include <fcntl.h>
#include <liburing.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define SLOTS 4u
#define DEFAULT_BYTES (1u << 20)
/* Also a multiple of every alignment that zc_file_open lets through. */
#define BLOCK_UNIT 65536u
#define BLOCK_MAX (64u << 20)
/* This much in sequence is taken for a reader that goes on. */
#define STREAK_BYTES 65536u

enum slot_state { SLOT_EMPTY, SLOT_BUSY, SLOT_READY };

struct slot {
	enum slot_state state;
	uint64_t block;
	int64_t got; /* READY: bytes of the file in buf, or -errno */
	uint8_t *buf; /* lent by readahead.buf */
};

struct zc_readahead {
	const struct zc_file *file; /* lent until free */
	int buffered_fd; /* owned; -1, or what reads where file->fd no longer does */
	enum zc_rung rung;
	int why;
	bool have_ring;
	struct io_uring ring;
	uint8_t *buf; /* owned mapping of SLOTS blocks, locked */
	uint32_t block_bytes;
	uint32_t busy; /* slots in flight */
	struct slot slot[SLOTS];
	uint64_t current; /* block read last */
	uint64_t next_off; /* where the last read ended */
	uint64_t streak_bytes; /* read in sequence up to there */
};

static void
step_down(struct zc_readahead *ra, enum zc_rung rung, int why)
{
	ra->rung = rung;
	ra->why = why;
}

static void
set_up_ring(struct zc_readahead *ra, bool no_uring)
{
	struct iovec iov = { .iov_base = ra->buf, .iov_len = (size_t)ra->block_bytes * SLOTS };
	int r = no_uring ? -EPERM : io_uring_queue_init(2 * SLOTS, &ra->ring, 0);

	if (r < 0) {
		step_down(ra, ZC_RUNG_PREAD, -r);
		return;
	}
	ra->have_ring = true;
	/* Locked memory is limited and counted apart for this; reads work without. */
	r = io_uring_register_buffers(&ra->ring, &iov, 1);
	if (r < 0)
		step_down(ra, ZC_RUNG_READ, -r);
}

static int
map_buffers(struct zc_readahead *ra, struct zc_err *err)
{
	size_t bytes = (size_t)ra->block_bytes * SLOTS;

	ra->buf = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
	if (ra->buf == MAP_FAILED) {
		ra->buf = NULL;
		return zc_fail(err, -ENOMEM,
			"no memory for %zu KiB of read-ahead; lower readahead or raise "
			"LimitMEMLOCK",
			bytes / 1024);
	}
	/* Where that is not granted the engine's set-up has warned already. */
	mlock(ra->buf, bytes);
	for (uint32_t i = 0; i < SLOTS; i++)
		ra->slot[i].buf = ra->buf + (size_t)i * ra->block_bytes;
	return 0;
}

/* The asked-for total split over the slots, in whole units. */
static uint32_t
block_bytes_for(uint32_t total)
{
	uint32_t units = total / (SLOTS * BLOCK_UNIT);

	if (total % (SLOTS * BLOCK_UNIT))
		units++;
	return units < BLOCK_MAX / BLOCK_UNIT ? units * BLOCK_UNIT : BLOCK_MAX;
}

struct zc_readahead *
zc_readahead_new(
	const struct zc_file *file, const struct zc_readahead_conf *conf, struct zc_err *err)
{
	struct zc_readahead *ra = calloc(1, sizeof(*ra));

	if (!ra) {
		zc_fail(err, -ENOMEM, "no memory for read-ahead");
		return NULL;
	}
	ra->file = file;
	ra->buffered_fd = -1;
	ra->block_bytes = block_bytes_for(conf->bytes ? conf->bytes : DEFAULT_BYTES);
	if (map_buffers(ra, err) < 0) {
		zc_readahead_free(ra);
		return NULL;
	}
	if (file->direct_errno)
		step_down(ra, ZC_RUNG_BUFFERED, file->direct_errno);
	else
		set_up_ring(ra, conf->no_uring);
	return ra;
}

/* How many bytes of the block the file has, as it was opened. */
static uint32_t
block_payload(const struct zc_readahead *ra, uint64_t block)
{
	uint64_t off = block * ra->block_bytes;
	uint64_t left = off < ra->file->bytes ? ra->file->bytes - off : 0;

	return left < ra->block_bytes ? (uint32_t)left : ra->block_bytes;
}

/* How many to ask for: whole units of off_align. */
static uint32_t
block_request(const struct zc_readahead *ra, uint64_t block)
{
	uint32_t unit = ra->file->off_align ? ra->file->off_align : 1;

	return (block_payload(ra, block) + unit - 1) / unit * unit;
}

/* Goes over to the page cache after why; 0 or -why where that cannot be had. */
static int
go_buffered(struct zc_readahead *ra, int why)
{
	int fd = zc_file_reopen_buffered(ra->file);

	if (fd < 0)
		return -why;
	posix_fadvise(fd, 0, 0, POSIX_FADV_SEQUENTIAL);
	ra->buffered_fd = fd;
	step_down(ra, ZC_RUNG_BUFFERED, why);
	return 0;
}

static int
pread_fd(const struct zc_readahead *ra)
{
	return ra->buffered_fd >= 0 ? ra->buffered_fd : ra->file->fd;
}

/* Reads the slot's block from byte `got` on and waits for it. */
static void
fill_now(struct zc_readahead *ra, struct slot *s, uint32_t got)
{
	uint64_t off = s->block * ra->block_bytes;
	uint32_t want = block_request(ra, s->block);
	bool direct;
	ssize_t n;

	for (;;) {
		direct = ra->rung != ZC_RUNG_BUFFERED;
		/* A direct read ends within a block at the end of the file only. */
		if (got >= want || (direct && got % ra->file->off_align))
			break;
		n = pread(pread_fd(ra), s->buf + got, want - got, (off_t)(off + got));
		if (n == 0)
			break;
		if (n > 0) {
			got += (uint32_t)n;
			continue;
		}
		if (errno == EINTR)
			continue;
		/* Both may mean that the kernel does not like the request, not the disk. */
		if (direct && (errno == EINVAL || errno == EIO) && go_buffered(ra, errno) == 0)
			continue;
		s->got = -errno;
		s->state = SLOT_READY;
		return;
	}
	s->got = got;
	s->state = SLOT_READY;
	if (ra->rung == ZC_RUNG_BUFFERED && s->block > 0)
		posix_fadvise(pread_fd(ra), (off_t)(off - ra->block_bytes), ra->block_bytes,
			POSIX_FADV_DONTNEED);
}

static void
complete(struct zc_readahead *ra, struct slot *s, int res)
{
	ra->busy--;
	s->got = res;
	s->state = SLOT_READY;
	/* Refused, interrupted or short: pread finds out which, and steps down where it must.
	 */
	if (res < 0 || (uint32_t)res < block_payload(ra, s->block))
		fill_now(ra, s, res > 0 ? (uint32_t)res : 0);
}

static void
reap(struct zc_readahead *ra, struct io_uring_cqe *cqe)
{
	struct slot *s = &ra->slot[io_uring_cqe_get_data64(cqe)];
	int res = cqe->res;

	io_uring_cqe_seen(&ra->ring, cqe);
	complete(ra, s, res);
}

static int
wait_for_one(struct zc_readahead *ra)
{
	struct io_uring_cqe *cqe;
	int r;

	do
		r = io_uring_wait_cqe(&ra->ring, &cqe);
	while (r == -EINTR || r == -EAGAIN);
	if (r < 0)
		return r;
	reap(ra, cqe);
	return 0;
}

static void
reap_all(struct zc_readahead *ra)
{
	struct io_uring_cqe *cqe;

	while (ra->busy && io_uring_peek_cqe(&ra->ring, &cqe) == 0)
		reap(ra, cqe);
}

void
zc_readahead_free(struct zc_readahead *ra)
{
	if (!ra)
		return;
	while (ra->busy && wait_for_one(ra) == 0)
		;
	if (ra->have_ring)
		io_uring_queue_exit(&ra->ring);
	if (ra->buf)
		munmap(ra->buf, (size_t)ra->block_bytes * SLOTS);
	if (ra->buffered_fd >= 0)
		close(ra->buffered_fd);
	free(ra);
}

static void
queue_read(struct zc_readahead *ra, struct slot *s, uint64_t block)
{
	/* Twice as many entries as slots, and each is submitted at once. */
	struct io_uring_sqe *sqe = io_uring_get_sqe(&ra->ring);
	uint64_t off = block * ra->block_bytes;
	uint32_t len = block_request(ra, block);

	if (ra->rung == ZC_RUNG_FIXED)
		io_uring_prep_read_fixed(sqe, ra->file->fd, s->buf, len, off, 0);
	else
		io_uring_prep_read(sqe, ra->file->fd, s->buf, len, off);
	io_uring_sqe_set_data64(sqe, (uint64_t)(s - ra->slot));
	s->block = block;
	s->state = SLOT_BUSY;
	ra->busy++;
}

static struct slot *
find_slot(struct zc_readahead *ra, uint64_t block)
{
	for (uint32_t i = 0; i < SLOTS; i++)
		if (ra->slot[i].state != SLOT_EMPTY && ra->slot[i].block == block)
			return &ra->slot[i];
	return NULL;
}

static bool
in_window(const struct zc_readahead *ra, uint64_t block)
{
	return block >= ra->current && block < ra->current + SLOTS;
}

/* A slot whose content is not wanted for the window; NULL where all are or are in flight. */
static struct slot *
spare_slot(struct zc_readahead *ra)
{
	for (uint32_t i = 0; i < SLOTS; i++) {
		struct slot *s = &ra->slot[i];

		if (s->state == SLOT_EMPTY ||
			(s->state == SLOT_READY && !in_window(ra, s->block)))
			return s;
	}
	return NULL;
}

static bool
by_uring(const struct zc_readahead *ra)
{
	return ra->rung <= ZC_RUNG_READ;
}

/* Hands the n reads just queued to the kernel. What it does not take stays in the submission
 * queue for good: from then on nothing is submitted any more. */
static void
submit(struct zc_readahead *ra, struct slot **queued, uint32_t n)
{
	int r = 0;

	while (io_uring_sq_ready(&ra->ring) && (r >= 0 || r == -EINTR))
		r = io_uring_submit(&ra->ring);
	if (!io_uring_sq_ready(&ra->ring))
		return;
	step_down(ra, ZC_RUNG_PREAD, -r);
	for (uint32_t left = io_uring_sq_ready(&ra->ring); left > 0 && n > 0; left--) {
		queued[--n]->state = SLOT_EMPTY;
		ra->busy--;
	}
}

void
zc_readahead_kick(struct zc_readahead *ra, bool always)
{
	struct slot *queued[SLOTS];
	struct slot *s;
	uint32_t n = 0;

	if (!by_uring(ra) || (!always && ra->streak_bytes < STREAK_BYTES))
		return;
	reap_all(ra);
	for (uint64_t block = ra->current; in_window(ra, block) && by_uring(ra); block++) {
		if (!block_payload(ra, block) || find_slot(ra, block))
			continue;
		s = spare_slot(ra);
		if (!s)
			break;
		queue_read(ra, s, block);
		queued[n++] = s;
	}
	if (n > 0)
		submit(ra, queued, n);
}

static void
start_read(struct zc_readahead *ra, struct slot *s, uint64_t block)
{
	s->block = block;
	if (by_uring(ra)) {
		queue_read(ra, s, block);
		submit(ra, &s, 1);
	}
	if (s->state != SLOT_BUSY)
		fill_now(ra, s, 0);
}

/* The slot with the block in it, READY. NULL and *r where waiting failed. */
static struct slot *
fetch(struct zc_readahead *ra, uint64_t block, int *r)
{
	bool onward = block == ra->current + 1;
	struct slot *s;

	ra->current = block;
	if (onward)
		zc_readahead_kick(ra, false);
	while (!(s = find_slot(ra, block)) && !(s = spare_slot(ra)))
		if ((*r = wait_for_one(ra)) < 0)
			return NULL;
	if (s->state == SLOT_EMPTY || s->block != block)
		start_read(ra, s, block);
	while (s->state == SLOT_BUSY)
		if ((*r = wait_for_one(ra)) < 0)
			return NULL;
	return s;
}

int64_t
zc_readahead_read(struct zc_readahead *ra, uint64_t off, void *dst, size_t len)
{
	uint8_t *out = dst;
	struct slot *s;
	uint64_t in, n;
	int r = 0;

	if (off != ra->next_off)
		ra->streak_bytes = 0;
	while (len > 0 && off < ra->file->bytes) {
		s = fetch(ra, off / ra->block_bytes, &r);
		if (!s)
			break;
		if (s->got < 0) {
			r = (int)s->got;
			/* Asked for again, it is tried again. */
			s->state = SLOT_EMPTY;
			break;
		}
		in = off % ra->block_bytes;
		n = (uint64_t)s->got < block_payload(ra, s->block)
			    ? (uint64_t)s->got
			    : block_payload(ra, s->block);
		if (in >= n)
			break;
		n = n - in < len ? n - in : len;
		memcpy(out, s->buf + in, n);
		out += n;
		off += n;
		len -= n;
		ra->streak_bytes += n;
	}
	ra->next_off = off;
	if (out == (uint8_t *)dst && r < 0)
		return r;
	return out - (uint8_t *)dst;
}

enum zc_rung
zc_readahead_rung(const struct zc_readahead *ra, int *why)
{
	*why = ra->why;
	return ra->rung;
}
