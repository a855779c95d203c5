/* Each call of the set-up that can fail is made to fail in turn: what was set up is undone, to
 * the last byte, mapping and descriptor, and the error is told. */
#include "unit.h"

#include <dirent.h>
#include <errno.h>
#include <liburing.h>
#include <pthread.h>
#include <sndfile.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>

#include "files.h"
#include "filler.h"

static int fail_at; /* the how manieth call fails; 0: none */
static int calls;
static int live; /* allocations and mappings */

static bool
fails(void)
{
	return ++calls == fail_at;
}

#define WRAP(type, name, params)                                                               \
	type __real_##name params;                                                             \
	type __wrap_##name params;                                                             \
	type __wrap_##name params

WRAP(void *, malloc, (size_t n))
{
	void *p = fails() ? NULL : __real_malloc(n);

	live += p != NULL;
	return p;
}

WRAP(void *, calloc, (size_t n, size_t bytes))
{
	void *p = fails() ? NULL : __real_calloc(n, bytes);

	live += p != NULL;
	return p;
}

WRAP(void *, aligned_alloc, (size_t align, size_t bytes))
{
	void *p = fails() ? NULL : __real_aligned_alloc(align, bytes);

	live += p != NULL;
	return p;
}

WRAP(void, free, (void *p))
{
	live -= p != NULL;
	__real_free(p);
}

WRAP(void *, mmap, (void *addr, size_t len, int prot, int flags, int fd, off_t off))
{
	void *p;

	if (fails()) {
		errno = ENOMEM;
		return MAP_FAILED;
	}
	p = __real_mmap(addr, len, prot, flags, fd, off);
	live += p != MAP_FAILED;
	return p;
}

void *__wrap_mmap64(void *addr, size_t len, int prot, int flags, int fd, off_t off);
void *
__wrap_mmap64(void *addr, size_t len, int prot, int flags, int fd, off_t off)
{
	return __wrap_mmap(addr, len, prot, flags, fd, off);
}

WRAP(int, munmap, (void *addr, size_t len))
{
	live--;
	return __real_munmap(addr, len);
}

WRAP(int, eventfd, (unsigned int value, int flags))
{
	if (!fails())
		return __real_eventfd(value, flags);
	errno = EMFILE;
	return -1;
}

WRAP(int, pthread_create,
	(pthread_t * t, const pthread_attr_t *attr, void *(*run)(void *), void *arg))
{
	return fails() ? EAGAIN : __real_pthread_create(t, attr, run, arg);
}

WRAP(SNDFILE *, sf_open_virtual, (SF_VIRTUAL_IO * io, int mode, SF_INFO *info, void *ctx))
{
	return fails() ? NULL : __real_sf_open_virtual(io, mode, info, ctx);
}

WRAP(int, io_uring_queue_init, (unsigned int n, struct io_uring *ring, unsigned int flags))
{
	return fails() ? -ENOMEM : __real_io_uring_queue_init(n, ring, flags);
}

WRAP(int, io_uring_register_buffers,
	(struct io_uring * ring, const struct iovec *iov, unsigned int n))
{
	return fails() ? -ENOMEM : __real_io_uring_register_buffers(ring, iov, n);
}

static int
open_descriptors(void)
{
	DIR *d = opendir("/proc/self/fd");
	int n = 0;

	CU_ASSERT_PTR_NOT_NULL_FATAL(d);
	while (readdir(d))
		n++;
	closedir(d);
	return n;
}

/* Opens and closes with each call failing in turn, until one run meets no failure. */
static void
unwind_track(const char *file)
{
	struct zc_track_conf conf = { .path = zc_files_write(zc_files_case(file), NULL),
		.id = 1 };
	int failures = 0, fds;

	for (int n = 1;; n++) {
		struct zc_err err = { 0 };
		struct zc_track *t;

		fds = open_descriptors();
		live = calls = 0;
		fail_at = n;
		t = zc_track_open(&conf, &err);
		fail_at = 0;
		if (!t) {
			failures++;
			CU_ASSERT(err.code < 0 && err.text[0]);
		}
		zc_track_close(t);
		if (live != 0)
			printf("# %s, call %d: %d left\n", file, n, live);
		CU_ASSERT_EQUAL(live, 0);
		CU_ASSERT_EQUAL(open_descriptors(), fds);
		if (calls < n)
			break;
	}
	/* The track, its buffers, its feed at least. */
	CU_ASSERT(failures >= 3);
}

static void
tracks_unwind(void)
{
	unwind_track("head44-s16.wav");
	unwind_track("raw.s16_le-44100-2.raw");
	unwind_track("flac-s16.flac");
	unwind_track("vorbis.ogg");
	unwind_track("mp3.mp3");
	unwind_track("gsm.wav");
}

static void
the_filler_unwinds(void)
{
	struct zc_filler_conf conf = { .engine_eventfd = -1 };
	int failures = 0, fds = open_descriptors();

	for (int n = 1;; n++) {
		struct zc_err err = { 0 };
		struct zc_filler *f;

		live = calls = 0;
		fail_at = n;
		f = zc_filler_new(&conf, NULL, &err);
		fail_at = 0;
		if (!f) {
			failures++;
			CU_ASSERT(err.code < 0 && err.text[0]);
		}
		zc_filler_free(f);
		CU_ASSERT_EQUAL(live, 0);
		CU_ASSERT_EQUAL(open_descriptors(), fds);
		if (calls < n)
			break;
	}
	CU_ASSERT_EQUAL(failures, 3);
}

ZC_UNIT_MAIN("unwind", { "begin", zc_files_begin }, { "tracks unwind", tracks_unwind },
	{ "the filler unwinds", the_filler_unwinds }, { "end", zc_files_end })
