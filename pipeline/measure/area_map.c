/* The looking side of the area's file: what is no area of this version is told from one by its
 * head, and nothing else of it is read. Any thread of a tool. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "pipeline/area.h"

static int
check(const struct zc_area_head *h, ssize_t got, const char *path, struct zc_err *err)
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
			"%s: laid out by another build of zcaudiod; install daemon and tools "
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

	/* A FIFO in its place is not waited for. */
	*m = (struct zc_area_map){ .fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK) };
	if (m->fd < 0)
		return zc_fail(err, -errno,
			"%s: %s; it is there while zcaudiod runs, for the group audio", path,
			strerror(errno));
	r = check(&head, pread(m->fd, &head, sizeof(head), 0), path, err);
	if (r)
		return r;
	/* What is mapped past the end of a file kills who reads it. */
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

	/* Asked for and not taken: a daemon that starts in this moment meets no lock. */
	return !fcntl(m->fd, F_OFD_GETLK, &lock) && lock.l_type == F_WRLCK;
}
