/* A file without a name (O_TMPFILE) is filled, locked and then linked: nobody ever sees half an
 * area, and tools keep their mapping of an older one. A file that is not locked was left by a
 * killed daemon. */
#include "pipeline/measure/area_file.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <linux/magic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <time.h>
#include <unistd.h>

#define TRIES 8
#define PAGE_BYTES 4096

static const char remedy[] =
	"the engine measures in private memory, which zcctl watch cannot read; set area_file "
	"to a path below /run that the daemon's user can write, or to nothing";

static int64_t
clock_ns(clockid_t clock)
{
	struct timespec ts;

	clock_gettime(clock, &ts);
	return ts.tv_sec * INT64_C(1000000000) + ts.tv_nsec;
}

static void
fill_head(struct zc_area_head *h)
{
	*h = (struct zc_area_head){ .version = ZC_AREA_VERSION,
		.wake_version = ZC_WAKE_VERSION,
		.area_bytes = sizeof(struct zc_area),
		.snapshot_bytes = sizeof(struct zc_snapshot),
		.hist_bytes = sizeof(struct zc_hist),
		.hists = ZC_KINDS,
		.wake_bytes = sizeof(struct zc_wake),
		.wakes = ZC_AREA_WAKES,
		.pid = (int32_t)getpid(),
		.start_mono_ns = clock_ns(CLOCK_MONOTONIC),
		.start_real_ns = clock_ns(CLOCK_REALTIME) };
	memcpy(h->magic, ZC_AREA_MAGIC, sizeof(h->magic));
}

/* Takes the lock of an area's file; it is held until the file is closed. */
static bool
lock_file(int fd)
{
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };

	return !fcntl(fd, F_OFD_SETLK, &lock);
}

static bool
reserve(int fd)
{
	int r;

	do
		r = fallocate(fd, 0, 0, sizeof(struct zc_area));
	while (r && errno == EINTR);
	return !r;
}

/* A file without a name in the folder of path, as long as an area; -1 after a warning. */
static int
unnamed_file(const char *path, struct zc_warnings *warn)
{
	char *copy = strdup(path);
	struct statfs fs;
	int fd = -1;

	if (copy)
		fd = open(dirname(copy), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	free(copy);
	if (fd < 0) {
		zc_warn(warn, "area_file %s: %s: %s", path, strerror(errno), remedy);
		return -1;
	}
	/* On a disk the kernel write-protects pages while it writes them back, and the engine
	 * would fault. */
	if (fstatfs(fd, &fs) || (fs.f_type != TMPFS_MAGIC && fs.f_type != RAMFS_MAGIC))
		zc_warn(warn, "area_file %s: not on a tmpfs: %s", path, remedy);
	else if (!reserve(fd))
		zc_warn(warn, "area_file %s: no room for %zu KiB (%s): %s", path,
			sizeof(struct zc_area) / 1024, strerror(errno), remedy);
	else if (!lock_file(fd))
		zc_warn(warn, "area_file %s: cannot be locked (%s): %s", path, strerror(errno),
			remedy);
	else
		return fd;
	close(fd);
	return -1;
}

int
zc_area_make(struct zc_area_file *f, const char *path, bool lock, struct zc_warnings *warn)
{
	void *mem;

	*f = (struct zc_area_file){ .fd = -1 };
	if (path && *path)
		f->fd = unnamed_file(path, warn);
	mem = mmap(NULL, sizeof(struct zc_area), PROT_READ | PROT_WRITE,
		f->fd < 0 ? MAP_PRIVATE | MAP_ANONYMOUS : MAP_SHARED, f->fd, 0);
	if (mem == MAP_FAILED)
		return -ENOMEM;
	f->area = mem;
	for (size_t i = 0; i < sizeof(struct zc_area); i += PAGE_BYTES)
		((volatile char *)mem)[i] = 0;
	/* If locking everything was refused, this little may still be granted. */
	if (lock)
		(void)mlock(mem, sizeof(struct zc_area));
	fill_head(&f->area->head);
	return 0;
}

/* Removes the file of a killed daemon at path. 0, or -errno: -EBUSY a running daemon has it,
 * -EEXIST it is not an area. */
static int
remove_stale(const char *path)
{
	struct stat st, at_path;
	char magic[sizeof(((struct zc_area_head *)0)->magic)] = { 0 };
	int fd = open(path, O_RDWR | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW), r = 0;

	if (fd < 0)
		return errno == ENOENT                     ? 0
		       : errno == EACCES || errno == EPERM ? -errno
							   : -EEXIST;
	if (fstat(fd, &st) || !S_ISREG(st.st_mode) ||
		pread(fd, magic, sizeof(magic), 0) != sizeof(magic) ||
		memcmp(magic, ZC_AREA_MAGIC, sizeof(magic)))
		r = -EEXIST;
	else if (!lock_file(fd))
		r = -EBUSY;
	/* Another daemon may have given the name to its own file between open and lock. */
	else if (!stat(path, &at_path) && at_path.st_ino == st.st_ino &&
		 at_path.st_dev == st.st_dev && unlink(path) && errno != ENOENT)
		r = -errno;
	close(fd);
	return r;
}

static int
link_file(int fd, const char *path)
{
	char self[32];
	int r = 0;

	snprintf(self, sizeof(self), "/proc/self/fd/%d", fd);
	for (int i = 0; i < TRIES && !r; i++) {
		if (!linkat(AT_FDCWD, self, AT_FDCWD, path, AT_SYMLINK_FOLLOW))
			return 0;
		if (errno != EEXIST)
			return -errno;
		r = remove_stale(path);
	}
	return r ? r : -EBUSY;
}

void
zc_area_show(struct zc_area_file *f, const char *path, uint32_t mode, struct zc_warnings *warn)
{
	int r;

	if (f->fd < 0)
		return;
	f->path = strdup(path);
	r = !f->path ? -ENOMEM : fchmod(f->fd, mode) ? -errno : link_file(f->fd, path);
	if (!r)
		return;
	free(f->path);
	f->path = NULL;
	if (r == -EBUSY)
		zc_warn(warn,
			"area_file %s: in use by another zcaudiod; this one measures in private "
			"memory; set another area_file for it",
			path);
	else if (r == -EEXIST)
		zc_warn(warn,
			"area_file %s: another file is in the way that is not a measurement "
			"area; remove it, or set another area_file",
			path);
	else
		zc_warn(warn, "area_file %s: %s: %s", path, strerror(-r), remedy);
}

void
zc_area_end(struct zc_area_file *f)
{
	if (f->area) {
		atomic_store_explicit(&f->area->ended, 1, memory_order_release);
		munmap(f->area, sizeof(*f->area));
	}
	/* Before the lock is released: until then nobody else takes the name. */
	if (f->path)
		unlink(f->path);
	free(f->path);
	if (f->fd >= 0)
		close(f->fd);
	*f = (struct zc_area_file){ .fd = -1 };
}
