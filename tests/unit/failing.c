#include "tests/unit/failing.h"

#include <dirent.h>
#include <errno.h>
#include <liburing.h>
#include <pthread.h>
#include <sndfile.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/mman.h>

#include "tests/unit/unit.h"

static _Atomic int fail_at; /* number of the call that fails; 0: none */
static _Atomic int calls;
static _Atomic int live; /* allocations and mappings */

static _Atomic bool no_uring;

void
zc_failing_refuse_uring(bool refuse)
{
	no_uring = refuse;
}

void
zc_failing_begin(int n)
{
	live = calls = 0;
	fail_at = n;
}

int
zc_failing_end(void)
{
	fail_at = 0;
	return calls;
}

int
zc_failing_live(void)
{
	return live;
}

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

WRAP(int, posix_memalign, (void **p, size_t align, size_t bytes))
{
	int ret = fails() ? ENOMEM : __real_posix_memalign(p, align, bytes);

	live += ret == 0;
	return ret;
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
	/* A fixed mapping is part of another one. */
	live += p != MAP_FAILED && !(flags & MAP_FIXED);
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

WRAP(int, memfd_create, (const char *name, unsigned int flags))
{
	if (!fails())
		return __real_memfd_create(name, flags);
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
	if (no_uring)
		return -EPERM;
	return fails() ? -ENOMEM : __real_io_uring_queue_init(n, ring, flags);
}

WRAP(int, io_uring_register_buffers,
	(struct io_uring * ring, const struct iovec *iov, unsigned int n))
{
	return fails() ? -ENOMEM : __real_io_uring_register_buffers(ring, iov, n);
}

int
zc_failing_descriptors(void)
{
	DIR *d = opendir("/proc/self/fd");
	int n = 0;

	CU_ASSERT_PTR_NOT_NULL_FATAL(d);
	while (readdir(d))
		n++;
	closedir(d);
	return n;
}
