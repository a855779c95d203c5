/* The read-ahead against the file's bytes, on every rung of its ladder. The rungs are forced by
 * wrapping the calls that refuse on other machines. */
#include "tests/unit/unit.h"

#include <errno.h>
#include <fcntl.h>
#include <liburing.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "pipeline/source/readahead.h"
#include "tests/tmpdir.h"

#define FILE_BYTES (3 * 1024 * 1024 + 777)

/* What fails: 0 nothing. */
static struct {
	int queue_init, register_buffers, submit, completion, direct_pread, bad_errno;
	int64_t bad_from; /* preads that reach this offset give bad_errno or EIO; -1: none */
} fail;

int __real_io_uring_queue_init(unsigned int entries, struct io_uring *ring, unsigned int flags);
int __wrap_io_uring_queue_init(unsigned int entries, struct io_uring *ring, unsigned int flags);
int
__wrap_io_uring_queue_init(unsigned int entries, struct io_uring *ring, unsigned int flags)
{
	return fail.queue_init ? fail.queue_init
			       : __real_io_uring_queue_init(entries, ring, flags);
}

static int registrations;

int __real_io_uring_register_buffers(
	struct io_uring *ring, const struct iovec *v, unsigned int n);
int __wrap_io_uring_register_buffers(
	struct io_uring *ring, const struct iovec *v, unsigned int n);
int
__wrap_io_uring_register_buffers(struct io_uring *ring, const struct iovec *v, unsigned int n)
{
	registrations++;
	return fail.register_buffers ? fail.register_buffers
				     : __real_io_uring_register_buffers(ring, v, n);
}

static uint64_t furthest; /* that io_uring was asked for */

int __real_io_uring_submit(struct io_uring *ring);
int __wrap_io_uring_submit(struct io_uring *ring);
int
__wrap_io_uring_submit(struct io_uring *ring)
{
	for (unsigned int i = ring->sq.sqe_head; i != ring->sq.sqe_tail; i++) {
		const struct io_uring_sqe *sqe = &ring->sq.sqes[i & ring->sq.ring_mask];

		if (sqe->off + sqe->len > furthest)
			furthest = sqe->off + sqe->len;
	}
	return fail.submit ? fail.submit : __real_io_uring_submit(ring);
}

int __real___io_uring_get_cqe(struct io_uring *ring, struct io_uring_cqe **cqe,
	unsigned int submit, unsigned int wait, sigset_t *mask);
int __wrap___io_uring_get_cqe(struct io_uring *ring, struct io_uring_cqe **cqe,
	unsigned int submit, unsigned int wait, sigset_t *mask);
int
__wrap___io_uring_get_cqe(struct io_uring *ring, struct io_uring_cqe **cqe, unsigned int submit,
	unsigned int wait, sigset_t *mask)
{
	int r = __real___io_uring_get_cqe(ring, cqe, submit, wait, mask);

	if (r == 0 && fail.completion)
		(*cqe)->res = fail.completion;
	return r;
}

static uint64_t pread_bytes;

ssize_t __real_pread64(int fd, void *buf, size_t len, off_t off);
ssize_t __wrap_pread64(int fd, void *buf, size_t len, off_t off);
ssize_t
__wrap_pread64(int fd, void *buf, size_t len, off_t off)
{
	if (fail.direct_pread && (fcntl(fd, F_GETFL) & O_DIRECT)) {
		errno = fail.direct_pread;
		return -1;
	}
	if (fail.bad_from >= 0 && off + (off_t)len > fail.bad_from) {
		errno = fail.bad_errno ? fail.bad_errno : EIO;
		return -1;
	}
	pread_bytes += len;
	return __real_pread64(fd, buf, len, off);
}

ssize_t __wrap_pread(int fd, void *buf, size_t len, off_t off);
ssize_t
__wrap_pread(int fd, void *buf, size_t len, off_t off)
{
	return __wrap_pread64(fd, buf, len, off);
}

static char dir[ZC_TMPDIR_MAX];
static uint8_t *content;

static void
path_in(const char *where, char *path, size_t max)
{
	snprintf(path, max, "%s/zc-test-readahead-%d", where, (int)getpid());
}

static void
make_file(const char *path, size_t bytes)
{
	FILE *f = fopen(path, "wb");

	CU_ASSERT_FATAL(f != NULL && fwrite(content, 1, bytes, f) == bytes && fclose(f) == 0);
}

struct fixture {
	char path[2 * ZC_TMPDIR_MAX];
	struct zc_file file;
	struct zc_readahead *ra;
};

static void
set_up(struct fixture *f, const char *where, const struct zc_readahead_conf *conf)
{
	struct zc_err err;

	path_in(where, f->path, sizeof(f->path));
	make_file(f->path, FILE_BYTES);
	CU_ASSERT_FATAL(zc_file_open(&f->file, f->path, &err) == 0);
	f->ra = zc_readahead_new(&f->file, conf, &err);
	CU_ASSERT_PTR_NOT_NULL_FATAL(f->ra);
}

static void
tear_down(struct fixture *f)
{
	zc_readahead_free(f->ra);
	zc_file_close(&f->file);
	unlink(f->path);
	memset(&fail, 0, sizeof(fail));
	fail.bad_from = -1;
}

static void
begin(void)
{
	fail.bad_from = -1;
	CU_ASSERT_FATAL(zc_tmpdir_make(dir) == 0);
	content = malloc(FILE_BYTES);
	CU_ASSERT_PTR_NOT_NULL_FATAL(content);
	for (size_t i = 0; i < FILE_BYTES; i++)
		content[i] = (uint8_t)((i * 2654435761u) >> 13);
}

static void
check_read(struct zc_readahead *ra, uint64_t off, size_t len)
{
	static uint8_t got[700000];
	size_t there = off >= FILE_BYTES ? 0 : FILE_BYTES - off;
	size_t want = len < there ? len : there;

	CU_ASSERT_EQUAL(zc_readahead_read(ra, off, got, len), (int64_t)want);
	CU_ASSERT(memcmp(got, content + (want ? off : 0), want) == 0);
}

/* From start to end in odd pieces with kicks between, then here and there. */
static void
check_all(struct zc_readahead *ra)
{
	unsigned int state = 3;
	uint64_t off = 0;

	while (off < FILE_BYTES) {
		size_t len = (size_t)rand_r(&state) % 100000;

		check_read(ra, off, len);
		off += len;
		zc_readahead_kick(ra, rand_r(&state) % 2);
	}
	for (int i = 0; i < 150; i++) {
		check_read(ra, (uint64_t)rand_r(&state) % (FILE_BYTES + 1000),
			(size_t)rand_r(&state) % (i % 3 ? 5000 : 700000));
		if (i % 4 == 0)
			zc_readahead_kick(ra, true);
	}
	check_read(ra, FILE_BYTES - 1, 10);
	check_read(ra, FILE_BYTES, 10);
	check_read(ra, UINT64_MAX / 2, 10);
}

static void
check_rung(const char *where, struct zc_readahead_conf conf, enum zc_rung rung, int error)
{
	struct fixture f;
	int have;

	set_up(&f, where, &conf);
	if (rung != ZC_RUNG_BUFFERED && f.file.direct_errno) {
		printf("# no O_DIRECT here: rung %d not tried\n", rung);
	} else {
		check_all(f.ra);
		CU_ASSERT_EQUAL(zc_readahead_rung(f.ra, &have), rung);
		CU_ASSERT_EQUAL(have, error);
	}
	tear_down(&f);
}

static void
fixed_buffers(void)
{
	static const uint32_t sizes[] = { 0, 1, 300000, 600000, 16u << 20 };

	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++)
		check_rung(
			dir, (struct zc_readahead_conf){ .bytes = sizes[i] }, ZC_RUNG_FIXED, 0);
}

static void
without_registered_buffers(void)
{
	fail.register_buffers = -ENOMEM;
	check_rung(dir, (struct zc_readahead_conf){ 0 }, ZC_RUNG_READ, ENOMEM);
}

static void
without_io_uring(void)
{
	check_rung(dir, (struct zc_readahead_conf){ .no_uring = true }, ZC_RUNG_PREAD, EPERM);
	fail.queue_init = -ENOSYS;
	check_rung(dir, (struct zc_readahead_conf){ 0 }, ZC_RUNG_PREAD, ENOSYS);
}

static void
where_the_file_system_refuses(void)
{
	check_rung("/dev/shm", (struct zc_readahead_conf){ 0 }, ZC_RUNG_BUFFERED, EINVAL);
}

static void
submission_is_refused_on_the_way(void)
{
	struct fixture f;
	int error;

	set_up(&f, dir, &(struct zc_readahead_conf){ .bytes = 1 });
	if (f.file.direct_errno == 0) {
		check_read(f.ra, 0, 200000);
		zc_readahead_kick(f.ra, true);
		fail.submit = -ENOMEM;
		check_all(f.ra);
		CU_ASSERT_EQUAL(zc_readahead_rung(f.ra, &error), ZC_RUNG_PREAD);
		CU_ASSERT_EQUAL(error, ENOMEM);
	}
	tear_down(&f);
}

static void
direct_reads_are_refused_on_the_way(void)
{
	static const int codes[] = { EINVAL, EIO };
	struct fixture f;
	int error;

	for (int i = 0; i < 2; i++) {
		set_up(&f, dir, &(struct zc_readahead_conf){ .bytes = 1 });
		if (f.file.direct_errno == 0) {
			check_read(f.ra, 0, 200000);
			zc_readahead_kick(f.ra, true);
			fail.completion = -codes[i];
			fail.direct_pread = codes[i];
			check_all(f.ra);
			CU_ASSERT_EQUAL(zc_readahead_rung(f.ra, &error), ZC_RUNG_BUFFERED);
			CU_ASSERT_EQUAL(error, codes[i]);
		}
		tear_down(&f);
	}
}

/* What was good before the bad place is given, then the error, and once the disk has recovered
 * the bytes. */
static void
disk_errors_are_returned(void)
{
	struct fixture f;
	uint8_t got[4096];

	set_up(&f, dir, &(struct zc_readahead_conf){ .bytes = 1, .no_uring = true });
	fail.bad_from = 1 << 20;
	check_read(f.ra, 0, 500000);
	CU_ASSERT_EQUAL(zc_readahead_read(f.ra, (1 << 20) - 1000, got, 4096), 1000);
	CU_ASSERT(memcmp(got, content + (1 << 20) - 1000, 1000) == 0);
	CU_ASSERT_EQUAL(zc_readahead_read(f.ra, 1 << 20, got, 4096), -EIO);
	fail.bad_errno = ENODATA; /* what the kernel returns for a bad block */
	CU_ASSERT_EQUAL(zc_readahead_read(f.ra, 2 << 20, got, 1), -EIO);
	fail.bad_from = -1;
	check_read(f.ra, 1 << 20, 4096);
	tear_down(&f);
}

static void
a_file_that_shrinks_ends_early(void)
{
	static const bool no_uring[] = { false, true };
	uint8_t got[1000];
	struct fixture f;

	for (int i = 0; i < 2; i++) {
		set_up(&f, dir, &(struct zc_readahead_conf){ .no_uring = no_uring[i] });
		check_read(f.ra, 0, 1000);
		CU_ASSERT_FATAL(truncate(f.path, 2000300) == 0);
		CU_ASSERT_EQUAL(zc_readahead_read(f.ra, 2000000, got, sizeof(got)), 300);
		CU_ASSERT(memcmp(got, content + 2000000, 300) == 0);
		CU_ASSERT_EQUAL(zc_readahead_read(f.ra, 2000300, got, sizeof(got)), 0);
		CU_ASSERT_EQUAL(zc_readahead_read(f.ra, 3000000, got, sizeof(got)), 0);
		tear_down(&f);
	}
}

static void
a_file_that_grows_ends_where_it_did(void)
{
	static const uint8_t more[5000];
	struct fixture f;
	FILE *file;

	set_up(&f, dir, &(struct zc_readahead_conf){ 0 });
	file = fopen(f.path, "ab");
	CU_ASSERT_FATAL(file != NULL && fwrite(more, 1, sizeof(more), file) == sizeof(more));
	fclose(file);
	check_read(f.ra, FILE_BYTES - 500, 5000);
	check_read(f.ra, FILE_BYTES, 1);
	tear_down(&f);
}

/* As a file is opened: its header, its first frames, its last ones; then it is played. */
static void
reading_a_little_costs_little(void)
{
	struct fixture f;

	set_up(&f, dir, &(struct zc_readahead_conf){ .no_uring = true });
	pread_bytes = 0;
	check_read(f.ra, 0, 44);
	check_read(f.ra, 44, 2048);
	check_read(f.ra, FILE_BYTES - 2048, 2048);
	check_read(f.ra, 44, 2048);
	CU_ASSERT(pread_bytes <= 3 * 16384);
	pread_bytes = 0;
	for (uint64_t off = 44; off < FILE_BYTES; off += 3000)
		check_read(f.ra, off, 3000);
	CU_ASSERT(pread_bytes <= FILE_BYTES + 65536);
	tear_down(&f);
}

/* Reading a little is not worth pinning all the buffers. */
static void
held_once_somebody_reads_on(void)
{
	struct fixture f;

	set_up(&f, dir, &(struct zc_readahead_conf){ 0 });
	registrations = 0;
	check_read(f.ra, 0, 2048);
	check_read(f.ra, FILE_BYTES - 2048, 2048);
	zc_readahead_kick(f.ra, false);
	CU_ASSERT_EQUAL(registrations, 0);
	for (uint64_t off = 0; off < 200000; off += 20000) {
		check_read(f.ra, off, 20000);
		zc_readahead_kick(f.ra, false);
	}
	CU_ASSERT_EQUAL(registrations, f.file.direct_errno ? 0 : 1);
	zc_readahead_hold(f.ra);
	CU_ASSERT_EQUAL(registrations, f.file.direct_errno ? 0 : 1);
	tear_down(&f);
}

/* io_uring would create a thread for the rest of a read past the end. */
static void
io_uring_reads_no_further_than_the_file(void)
{
	struct fixture f;

	set_up(&f, dir, &(struct zc_readahead_conf){ 0 });
	furthest = 0;
	check_all(f.ra);
	CU_ASSERT(f.file.direct_errno || furthest > FILE_BYTES / 2);
	CU_ASSERT(furthest <= FILE_BYTES);
	tear_down(&f);
}

/* Valid bytes stay valid if the disk fails after them. */
static void
a_piece_that_cannot_grow(void)
{
	struct fixture f;
	uint8_t got[100];

	set_up(&f, dir, &(struct zc_readahead_conf){ .no_uring = true });
	check_read(f.ra, 0, 10000);
	fail.bad_from = 16384;
	check_read(f.ra, 0, 16384);
	CU_ASSERT_EQUAL(zc_readahead_read(f.ra, 16000, got, 100), 100);
	CU_ASSERT_EQUAL(zc_readahead_read(f.ra, 16384, got, 100), -EIO);
	check_read(f.ra, 5000, 10000);
	CU_ASSERT_EQUAL(zc_readahead_read(f.ra, 16384, got, 100), -EIO);
	fail.bad_from = -1;
	check_read(f.ra, 10000, 100000);
	tear_down(&f);
}

/* Freed with reads in flight: the buffers must not go before the kernel is done with them. */
static void
freed_while_reading(void)
{
	struct fixture f;

	for (int i = 0; i < 20; i++) {
		set_up(&f, dir, &(struct zc_readahead_conf){ 0 });
		zc_readahead_kick(f.ra, true);
		tear_down(&f);
	}
}

static void
end(void)
{
	zc_tmpdir_remove(dir);
	free(content);
}

ZC_UNIT_MAIN("readahead", { "begin", begin }, { "fixed buffers", fixed_buffers },
	{ "without registered buffers", without_registered_buffers },
	{ "without io_uring", without_io_uring },
	{ "where the file system refuses", where_the_file_system_refuses },
	{ "submission is refused on the way", submission_is_refused_on_the_way },
	{ "direct reads are refused on the way", direct_reads_are_refused_on_the_way },
	{ "disk errors are returned", disk_errors_are_returned },
	{ "a file that shrinks ends early", a_file_that_shrinks_ends_early },
	{ "a file that grows ends where it did", a_file_that_grows_ends_where_it_did },
	{ "reading a little costs little", reading_a_little_costs_little },
	{ "held once somebody reads on", held_once_somebody_reads_on },
	{ "io_uring reads no further than the file", io_uring_reads_no_further_than_the_file },
	{ "a piece that cannot grow", a_piece_that_cannot_grow },
	{ "freed while reading", freed_while_reading }, { "end", end })
