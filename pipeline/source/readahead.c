/* Read-ahead: a window of a few blocks over the file. The reader consumes the first while the
 * next ones are in flight. After a jump only a piece of a block is read, which doubles as the
 * reader goes on, so that looking at a header or at the end of a file does not cost a whole
 * block.
 *
 * How a block is read is a ladder of methods (enum zc_rung); each refusal steps down for good. A
 * block is BUSY from submission to completion. While it is, only the kernel writes to its buffer;
 * nothing is unmapped or read into again before it is READY. */
#include "pipeline/source/readahead.h"

#include <errno.h>
#include <fcntl.h>
#include <liburing.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define BLOCKS 4u
/* Blocks are multiples of this, which is a multiple of every alignment that zc_file_open accepts.
 */
#define BLOCK_UNIT 65536u
#define BLOCK_MAX (64u << 20)
#define DEFAULT_BYTES (1u << 20)
/* After this much in sequence the reader is taken to go on. */
#define STREAK_BYTES 65536u
/* The least that is read after a jump: most headers are shorter. */
#define PIECE_BYTES 16384u

enum block_state { BLOCK_EMPTY, BLOCK_BUSY, BLOCK_READY };

/* Bytes [from, to) of the file's block `number` are, or are being read, at the same offsets in
 * buf. At first a piece, which may grow to the end of the block. */
struct block {
	enum block_state state;
	uint64_t number; /* BUSY, READY */
	uint32_t from, to; /* whole units of the file's alignment */
	uint32_t at; /* BUSY: where the read in flight begins; bytes before it stay valid */
	uint32_t got; /* READY: where the valid bytes end */
	int error; /* READY: -errno if they end because of an error, else 0 */
	uint8_t *buf; /* lent by zc_readahead.buf */
};

struct zc_readahead {
	const struct zc_file *file; /* lent until free */
	int buffered_fd; /* owned; reads through the page cache in place of file->fd; or -1 */
	enum zc_rung rung;
	int rung_errno; /* why not the rung above; positive */
	bool have_ring;
	struct io_uring ring;
	uint8_t *buf; /* owned mapping of BLOCKS blocks */
	bool held; /* buf is locked, and registered if the rung says so */
	uint32_t block_bytes;
	uint32_t busy; /* blocks in flight */
	struct block block[BLOCKS];
	uint64_t current; /* number of the block read last, where the window begins */
	uint64_t next_off; /* where the last read ended */
	uint64_t streak_bytes; /* read in sequence up to there */
};

static void
step_down(struct zc_readahead *ra, enum zc_rung rung, int error)
{
	ra->rung = rung;
	ra->rung_errno = error;
}

/* How many bytes of the block the file had when it was opened. */
static uint32_t
payload_bytes(const struct zc_readahead *ra, uint64_t number)
{
	uint64_t off = number * ra->block_bytes;
	uint64_t left = off < ra->file->bytes ? ra->file->bytes - off : 0;

	return left < ra->block_bytes ? (uint32_t)left : ra->block_bytes;
}

/* Where in the block the wanted bytes end that the file had when it was opened. */
static uint32_t
wanted_end(const struct zc_readahead *ra, const struct block *b)
{
	uint32_t payload = payload_bytes(ra, b->number);

	return payload < b->to ? payload : b->to;
}

static uint32_t
unit_bytes(const struct zc_readahead *ra)
{
	return ra->file->off_align ? ra->file->off_align : 1;
}

/* The same rounded up to a whole unit of off_align: where a direct read has to end. */
static uint32_t
request_end(const struct zc_readahead *ra, const struct block *b)
{
	uint32_t unit = unit_bytes(ra);

	return (wanted_end(ra, b) + unit - 1) / unit * unit;
}

/* Whether [at, to) of the block ends at a whole unit, not at an end of the file within one. */
static bool
ends_at_unit(const struct zc_readahead *ra, const struct block *b)
{
	return request_end(ra, b) == wanted_end(ra, b);
}

static int
pread_fd(const struct zc_readahead *ra)
{
	return ra->buffered_fd >= 0 ? ra->buffered_fd : ra->file->fd;
}

/* Steps down to the page cache because of a positive errno. 0; or -errno, the same, if the file
 * cannot be opened again. */
static int
go_buffered(struct zc_readahead *ra, int error)
{
	int fd = zc_file_reopen_buffered(ra->file);

	if (fd < 0)
		return -error;
	posix_fadvise(fd, 0, 0, POSIX_FADV_SEQUENTIAL);
	ra->buffered_fd = fd;
	step_down(ra, ZC_RUNG_BUFFERED, error);
	return 0;
}

/* Reads on from byte `got` of the block to its wanted end or the end of the file. Returns where
 * the valid bytes end, or -errno. */
static int64_t
pread_rest(struct zc_readahead *ra, const struct block *b, uint32_t got)
{
	uint64_t off = b->number * ra->block_bytes;
	uint32_t want = request_end(ra, b);
	bool direct;
	ssize_t n;
	int r;

	do {
		direct = ra->rung != ZC_RUNG_BUFFERED;
		/* A direct read ends within a unit only at the end of the file. */
		if (direct && got % ra->file->off_align)
			break;
		n = pread(pread_fd(ra), b->buf + got, want - got, (off_t)(off + got));
		r = n < 0 ? -errno : 0;
		if (n > 0)
			got += (uint32_t)n;
		/* Both may mean that the kernel refuses the request, not that the disk failed. */
		if (direct && (r == -EINVAL || r == -EIO))
			r = go_buffered(ra, -r);
		/* The kernel says ENODATA for a bad block of the disk, which callers would take
		 * for the end of the file. */
		if (r < 0 && r != -EINTR)
			return r == -ENODATA ? -EIO : r;
	} while (n != 0 && got < want);
	return got;
}

static void
finish(struct zc_readahead *ra, struct block *b, uint32_t got)
{
	int64_t end = pread_rest(ra, b, got);

	b->got = end < 0 ? b->at : (uint32_t)end;
	b->error = end < 0 ? (int)end : 0;
	b->state = BLOCK_READY;
	if (ra->rung == ZC_RUNG_BUFFERED && b->number > 0)
		posix_fadvise(pread_fd(ra), (off_t)((b->number - 1) * ra->block_bytes),
			ra->block_bytes, POSIX_FADV_DONTNEED);
}

/* Reads bytes [at, to) of the block and waits for them: READY afterwards. */
static void
read_block_now(struct zc_readahead *ra, struct block *b)
{
	finish(ra, b, b->at);
}

static void
complete(struct zc_readahead *ra, struct io_uring_cqe *cqe)
{
	struct block *b = &ra->block[io_uring_cqe_get_data64(cqe)];
	int res = cqe->res;

	io_uring_cqe_seen(&ra->ring, cqe);
	ra->busy--;
	b->got = b->at + (res > 0 ? (uint32_t)res : 0);
	b->error = 0;
	b->state = BLOCK_READY;
	/* Refused, interrupted or short: pread finds out which, and steps down if it must. */
	if (b->got < wanted_end(ra, b))
		finish(ra, b, b->got);
}

/* Handles the completions that are there. */
static void
reap(struct zc_readahead *ra)
{
	struct io_uring_cqe *cqe;

	while (ra->busy && io_uring_peek_cqe(&ra->ring, &cqe) == 0)
		complete(ra, cqe);
}

/* Waits for one completion; 0, or -errno if that is impossible. */
static int
wait_one(struct zc_readahead *ra)
{
	struct io_uring_cqe *cqe;
	int r;

	do
		r = io_uring_wait_cqe(&ra->ring, &cqe);
	while (r == -EINTR || r == -EAGAIN);
	if (r == 0)
		complete(ra, cqe);
	return r;
}

/* Whether reads can be submitted without waiting for them. */
static bool
is_async(const struct zc_readahead *ra)
{
	return ra->rung <= ZC_RUNG_READ;
}

/* Only up to the file's last whole unit: io_uring would hand the rest of a read that comes back
 * short to a worker thread, which stays. What is left is read on completion. */
static void
queue_read(struct zc_readahead *ra, struct block *b)
{
	/* There are twice as many entries as blocks, and each is submitted at once. */
	struct io_uring_sqe *sqe = io_uring_get_sqe(&ra->ring);
	uint64_t off = b->number * ra->block_bytes + b->at;
	uint32_t end = wanted_end(ra, b) / unit_bytes(ra) * unit_bytes(ra);
	uint32_t len = end > b->at ? end - b->at : 0;
	uint8_t *dst = b->buf + b->at;

	if (ra->rung == ZC_RUNG_FIXED && ra->held)
		io_uring_prep_read_fixed(sqe, ra->file->fd, dst, len, off, 0);
	else
		io_uring_prep_read(sqe, ra->file->fd, dst, len, off);
	io_uring_sqe_set_data64(sqe, (uint64_t)(b - ra->block));
	b->state = BLOCK_BUSY;
	ra->busy++;
}

/* Submits reads of [at, to) of n blocks; those that were not accepted are EMPTY afterwards. */
static void
start_reads(struct zc_readahead *ra, struct block **b, uint32_t n)
{
	int r = 0;

	for (uint32_t i = 0; i < n; i++)
		queue_read(ra, b[i]);
	while (io_uring_sq_ready(&ra->ring) && (r >= 0 || r == -EINTR))
		r = io_uring_submit(&ra->ring);
	if (!io_uring_sq_ready(&ra->ring))
		return;
	/* What the kernel did not take stays in the submission queue, which is never submitted
	 * again. */
	step_down(ra, ZC_RUNG_PREAD, -r);
	for (uint32_t left = io_uring_sq_ready(&ra->ring); left > 0 && n > 0; left--) {
		b[--n]->state = BLOCK_EMPTY;
		ra->busy--;
	}
}

static struct block *
find(struct zc_readahead *ra, uint64_t number)
{
	for (uint32_t i = 0; i < BLOCKS; i++) {
		struct block *b = &ra->block[i];

		if (b->state != BLOCK_EMPTY && b->number == number)
			return b;
	}
	return NULL;
}

static bool
in_window(const struct zc_readahead *ra, uint64_t number)
{
	return number >= ra->current && number < ra->current + BLOCKS;
}

/* An empty block, or one outside of the window; NULL: all are wanted or in flight. Empty ones
 * first: after a look at its end, the head of a file is often read again. */
static struct block *
spare(struct zc_readahead *ra)
{
	struct block *unwanted = NULL;

	for (uint32_t i = 0; i < BLOCKS; i++) {
		struct block *b = &ra->block[i];

		if (b->state == BLOCK_EMPTY)
			return b;
		if (!unwanted && b->state == BLOCK_READY && !in_window(ra, b->number))
			unwanted = b;
	}
	return unwanted;
}

static uint32_t
min_u32(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

/* Where the valid bytes in buf end. */
static uint32_t
end_of(const struct block *b)
{
	return b->state == BLOCK_BUSY ? b->at : b->got;
}

/* Whether all wanted bytes are there, and the block has more. */
static bool
can_grow(const struct zc_readahead *ra, const struct block *b)
{
	return b->state == BLOCK_READY && b->got >= b->to &&
	       b->to < payload_bytes(ra, b->number);
}

/* Plans the read of a piece for a reader that wants bytes [in, end) of a block. */
static void
set_piece(const struct zc_readahead *ra, struct block *b, uint32_t in, uint32_t end)
{
	uint32_t unit = ra->file->off_align;

	if (unit < PIECE_BYTES)
		unit = PIECE_BYTES;
	b->from = b->at = in / unit * unit;
	b->to = ra->block_bytes;
	if (ra->streak_bytes < STREAK_BYTES)
		b->to = min_u32((end + unit - 1) / unit * unit, b->to);
}

/* Plans the read of more of a block: as much again as it has, or all if the reader goes on. */
static void
set_growth(const struct zc_readahead *ra, struct block *b, uint32_t end)
{
	uint32_t length = b->to - b->from;

	b->at = b->to;
	b->to = ra->block_bytes;
	if (ra->streak_bytes < STREAK_BYTES && b->at + length > end)
		b->to = min_u32(b->to, b->at + length);
}

void
zc_readahead_hold(struct zc_readahead *ra)
{
	struct iovec iov = { .iov_base = ra->buf, .iov_len = (size_t)ra->block_bytes * BLOCKS };
	int r;

	if (ra->held)
		return;
	ra->held = true;
	/* If this is refused, the engine's set-up has already warned about it. */
	mlock(iov.iov_base, iov.iov_len);
	if (ra->rung != ZC_RUNG_FIXED)
		return;
	/* Subject to a separate limit of locked memory; reads work without it. */
	r = io_uring_register_buffers(&ra->ring, &iov, 1);
	if (r < 0)
		step_down(ra, ZC_RUNG_READ, -r);
}

void
zc_readahead_kick(struct zc_readahead *ra, bool always)
{
	struct block *reads[BLOCKS];
	struct block *b;
	uint32_t n = 0;

	if (!is_async(ra) || (!always && ra->streak_bytes < STREAK_BYTES))
		return;
	zc_readahead_hold(ra);
	reap(ra);
	/* Reaping may have stepped down. */
	if (!is_async(ra))
		return;
	for (uint64_t number = ra->current; in_window(ra, number); number++) {
		if (!payload_bytes(ra, number))
			continue;
		b = find(ra, number);
		if (b && !can_grow(ra, b))
			continue;
		if (b)
			b->at = b->to;
		else if ((b = spare(ra)))
			b->from = b->at = 0;
		else
			break;
		b->to = ra->block_bytes;
		b->number = number;
		b->state = BLOCK_BUSY;
		reads[n++] = b;
	}
	if (n > 0)
		start_reads(ra, reads, n);
}

static void
read_block(struct zc_readahead *ra, struct block *b, uint64_t number)
{
	b->state = BLOCK_EMPTY;
	b->number = number;
	if (is_async(ra) && ends_at_unit(ra, b))
		start_reads(ra, &b, 1);
	if (b->state == BLOCK_EMPTY)
		read_block_now(ra, b);
}

/* Returns the block once byte `in` of it is valid, or once it shows why that byte cannot be read:
 * an error, or the end of the file. NULL and *r if waiting failed. */
static struct block *
fetch(struct zc_readahead *ra, uint64_t number, uint32_t in, uint32_t end, int *r)
{
	bool onward = number == ra->current + 1;
	struct block *b;

	ra->current = number;
	if (onward)
		zc_readahead_kick(ra, false);
	for (;;) {
		b = find(ra, number);
		if (b && b->from <= in && in < end_of(b))
			return b;
		if (b && b->state == BLOCK_READY) {
			/* An error, or the file was truncated. */
			if (b->from <= in && in < b->to)
				return b;
			if (b->from <= in && in == b->to && can_grow(ra, b))
				set_growth(ra, b, end);
			else
				set_piece(ra, b, in, end);
			read_block(ra, b, number);
		} else if (!b && (b = spare(ra))) {
			set_piece(ra, b, in, end);
			read_block(ra, b, number);
		} else if ((*r = wait_one(ra)) < 0) {
			return NULL;
		}
	}
}

int64_t
zc_readahead_read(struct zc_readahead *ra, uint64_t off, void *dst, size_t len)
{
	uint32_t block_bytes = ra->block_bytes;
	uint8_t *out = dst;
	uint64_t in, valid_end, n;
	struct block *b;
	int r = 0;

	if (off != ra->next_off)
		ra->streak_bytes = 0;
	while (len > 0 && off < ra->file->bytes) {
		in = off % block_bytes;
		b = fetch(ra, off / block_bytes, (uint32_t)in,
			(uint32_t)(len < block_bytes - in ? in + len : block_bytes), &r);
		if (!b)
			break;
		if (in >= end_of(b) && b->error) {
			r = b->error;
			/* The next call tries again. */
			b->state = BLOCK_EMPTY;
			break;
		}
		/* Not more than there was at open: the last unit may hold more. */
		valid_end = payload_bytes(ra, b->number);
		if (end_of(b) < valid_end)
			valid_end = end_of(b);
		if (in >= valid_end)
			break;
		n = valid_end - in < len ? valid_end - in : len;
		memcpy(out, b->buf + in, n);
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
zc_readahead_rung(const struct zc_readahead *ra, int *error)
{
	*error = ra->rung_errno;
	return ra->rung;
}

static void
set_up_ring(struct zc_readahead *ra, bool no_uring)
{
	int r = no_uring ? -EPERM : io_uring_queue_init(2 * BLOCKS, &ra->ring, 0);

	if (r < 0)
		step_down(ra, ZC_RUNG_PREAD, -r);
	else
		ra->have_ring = true;
}

static int
init_blocks(struct zc_readahead *ra, const struct zc_file *file, uint32_t block_bytes,
	bool no_uring, struct zc_err *err)
{
	size_t bytes = (size_t)block_bytes * BLOCKS;

	*ra = (struct zc_readahead){
		.file = file, .buffered_fd = -1, .block_bytes = block_bytes
	};
	ra->buf = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (ra->buf == MAP_FAILED) {
		ra->buf = NULL;
		return zc_fail(err, -ENOMEM,
			"no memory for %zu KiB of read-ahead; lower readahead or raise "
			"LimitMEMLOCK",
			bytes / 1024);
	}
	for (uint32_t i = 0; i < BLOCKS; i++)
		ra->block[i].buf = ra->buf + (size_t)i * block_bytes;
	if (file->direct_errno)
		step_down(ra, ZC_RUNG_BUFFERED, file->direct_errno);
	else
		set_up_ring(ra, no_uring);
	return 0;
}

/* The total split over the blocks, in whole units. */
static uint32_t
block_bytes_for(uint32_t total)
{
	uint32_t units = total / (BLOCKS * BLOCK_UNIT);

	if (total % (BLOCKS * BLOCK_UNIT))
		units++;
	return units < BLOCK_MAX / BLOCK_UNIT ? units * BLOCK_UNIT : BLOCK_MAX;
}

struct zc_readahead *
zc_readahead_new(
	const struct zc_file *file, const struct zc_readahead_conf *conf, struct zc_err *err)
{
	struct zc_readahead *ra = calloc(1, sizeof(*ra));
	uint32_t bytes = block_bytes_for(conf->bytes ? conf->bytes : DEFAULT_BYTES);

	if (!ra) {
		zc_fail(err, -ENOMEM, "no memory for read-ahead");
		return NULL;
	}
	if (init_blocks(ra, file, bytes, conf->no_uring, err) < 0) {
		zc_readahead_free(ra);
		return NULL;
	}
	return ra;
}

void
zc_readahead_free(struct zc_readahead *ra)
{
	if (!ra)
		return;
	while (ra->busy && wait_one(ra) == 0)
		;
	if (ra->have_ring)
		io_uring_queue_exit(&ra->ring);
	if (ra->buf)
		munmap(ra->buf, (size_t)ra->block_bytes * BLOCKS);
	if (ra->buffered_fd >= 0)
		close(ra->buffered_fd);
	free(ra);
}
