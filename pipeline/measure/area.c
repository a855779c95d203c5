/* The area as readers use it: mapping the daemon's file, and copying records and snapshot while
 * they are written. The head is checked first; nothing else is read of a file that is not an
 * area of this version. Any thread, any process. */
#include "pipeline/area.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define SNAPSHOT_TRIES 100000

/* Whether record seq is whole, or was when it was copied. The writer may already be writing the
 * record after the newest, into the slot of the oldest. */
static bool
is_whole(uint64_t seq, uint64_t newest)
{
	return seq + ZC_AREA_WAKES > newest + 1;
}

static uint64_t
oldest(uint64_t newest)
{
	return newest + 1 < ZC_AREA_WAKES ? 1 : newest + 2 - ZC_AREA_WAKES;
}

static void
copy(const struct zc_area *a, uint64_t seq, struct zc_wake *out)
{
	const _Atomic uint64_t *from = a->wake[seq % ZC_AREA_WAKES];
	uint64_t words[ZC_AREA_WAKE_WORDS];

	for (size_t i = 0; i < ZC_AREA_WAKE_WORDS; i++)
		words[i] = atomic_load_explicit(&from[i], memory_order_relaxed);
	memcpy(out, words, sizeof(words));
}

int
zc_area_wakes(const struct zc_area *a, struct zc_area_cursor *c, struct zc_wake *out, int max)
{
	uint64_t newest = atomic_load_explicit(&a->newest, memory_order_acquire);
	int n = 0;

	if (!c->next)
		c->next = oldest(newest);
	while (n < max && c->next <= newest) {
		if (is_whole(c->next, newest)) {
			copy(a, c->next, &out[n]);
			atomic_thread_fence(memory_order_acquire);
			newest = atomic_load_explicit(&a->newest, memory_order_relaxed);
		}
		if (is_whole(c->next, newest)) {
			c->next++;
			n++;
			continue;
		}
		c->lost += oldest(newest) - c->next;
		c->next = oldest(newest);
	}
	return n;
}

int
zc_area_snapshot(const struct zc_area *a, struct zc_snapshot *out)
{
	for (int i = 0; i < SNAPSHOT_TRIES; i++)
		if (zc_snap_try(&a->snap, out))
			return 0;
	return -EAGAIN;
}

static int
check_head(const struct zc_area_head *h, ssize_t got, const char *path, struct zc_err *err)
{
	if (got < (ssize_t)offsetof(struct zc_area_head, area_bytes) ||
		memcmp(h->magic, ZC_AREA_MAGIC, sizeof(h->magic)))
		return zc_fail(err, -EINVAL,
			"%s: not a measurement area of zcaudiod; name the daemon's area_file",
			path);
	if (h->version != ZC_AREA_VERSION || h->wake_version != ZC_WAKE_VERSION)
		return zc_fail(err, -EPROTO,
			"%s: version %u.%u, this program reads %u.%u; install daemon and tools "
			"of the same version, and restart the daemon",
			path, h->version, h->wake_version, ZC_AREA_VERSION, ZC_WAKE_VERSION);
	if (got < (ssize_t)sizeof(*h))
		return zc_fail(err, -ENODATA, "%s: truncated; restart the daemon", path);
	if (h->area_bytes != sizeof(struct zc_area) ||
		h->snapshot_bytes != sizeof(struct zc_snapshot) ||
		h->hist_bytes != sizeof(struct zc_hist) || h->hists != ZC_KINDS ||
		h->wake_bytes != sizeof(struct zc_wake) || h->wakes != ZC_AREA_WAKES)
		return zc_fail(err, -EPROTO,
			"%s: written by another build of zcaudiod; install daemon and tools "
			"of the same build, and restart the daemon",
			path);
	return 0;
}

int
zc_area_map(struct zc_area_map *m, const char *path, struct zc_err *err)
{
	struct zc_area_head head;
	struct stat st;
	void *area;
	int r;

	/* Without waiting, should it be a FIFO. */
	*m = (struct zc_area_map){ .fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK) };
	if (m->fd < 0)
		return zc_fail(err, -errno,
			"%s: %s; it is there while zcaudiod runs, for the group audio", path,
			strerror(errno));
	r = check_head(&head, pread(m->fd, &head, sizeof(head), 0), path, err);
	if (r)
		return r;
	/* Reading a mapping past the end of its file would kill the reader. */
	if (fstat(m->fd, &st) || (uint64_t)st.st_size < sizeof(struct zc_area))
		return zc_fail(err, -ENODATA, "%s: truncated; restart the daemon", path);
	area = mmap(NULL, sizeof(struct zc_area), PROT_READ, MAP_SHARED, m->fd, 0);
	if (area == MAP_FAILED)
		return zc_fail(err, -errno, "%s: cannot be mapped: %s", path, strerror(errno));
	m->area = area;
	return 0;
}

void
zc_area_unmap(struct zc_area_map *m)
{
	if (m->area)
		munmap((void *)m->area, sizeof(*m->area));
	if (m->fd >= 0)
		close(m->fd);
	*m = (struct zc_area_map){ .fd = -1 };
}

bool
zc_area_alive(const struct zc_area_map *m)
{
	struct flock lock = { .l_type = F_RDLCK, .l_whence = SEEK_SET };

	/* Asks without taking the lock, which a daemon that starts right now would meet. */
	return !fcntl(m->fd, F_OFD_GETLK, &lock) && lock.l_type == F_WRLCK;
}
