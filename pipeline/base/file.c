/* Opens a file to play: regular, not empty, with O_DIRECT where possible. */
#include "pipeline/base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

/* Enough for every block device, where statx reports no alignment. */
#define ALIGN_UNKNOWN 4096u
#define ALIGN_MAX 65536u

static int
check_kind(const struct stat *st, const char *path, struct zc_err *err)
{
	const char *kind = S_ISFIFO(st->st_mode)   ? "a FIFO"
			   : S_ISSOCK(st->st_mode) ? "a socket"
						   : "a device node";

	if (S_ISDIR(st->st_mode))
		return zc_fail(err, -EISDIR, "%s: is a directory; name the files in it", path);
	if (!S_ISREG(st->st_mode))
		return zc_fail(
			err, -ENXIO, "%s: is %s; only regular files are played", path, kind);
	if (st->st_size <= 0)
		return zc_fail(err, -ENODATA, "%s: is empty", path);
	return 0;
}

static int
fail_open(struct zc_err *err, int code, const char *path)
{
	const char *hint = "";

	if (code == -EACCES)
		hint = "; the user that runs the daemon must be able to read it (chmod, chgrp)";
	else if (code == -EMFILE)
		hint = "; raise the limit of open files (LimitNOFILE)";
	return zc_fail(err, code, "%s: %s%s", path, strerrordesc_np(-code), hint);
}

static bool
is_power_of_two(uint32_t n)
{
	return n && !(n & (n - 1));
}

/* Sets O_DIRECT and its alignments; returns 0 or a positive errno. */
static int
go_direct(struct zc_file *f)
{
	struct statfs fs;
	struct statx sx;

	/* From kernel 6.6 on tmpfs accepts O_DIRECT, but reads its page cache all the same. */
	if (fstatfs(f->fd, &fs) == 0 && (fs.f_type == TMPFS_MAGIC || fs.f_type == RAMFS_MAGIC))
		return EINVAL;
	if (fcntl(f->fd, F_SETFL, O_DIRECT) < 0)
		return errno;
	f->mem_align = ALIGN_UNKNOWN;
	f->off_align = ALIGN_UNKNOWN;
	if (statx(f->fd, "", AT_EMPTY_PATH, STATX_DIOALIGN, &sx) == 0 &&
		(sx.stx_mask & STATX_DIOALIGN)) {
		f->mem_align = sx.stx_dio_mem_align;
		f->off_align = sx.stx_dio_offset_align;
	}
	if (is_power_of_two(f->mem_align) && is_power_of_two(f->off_align) &&
		f->mem_align <= ALIGN_MAX && f->off_align <= ALIGN_MAX)
		return 0;
	f->mem_align = 0;
	f->off_align = 0;
	return EINVAL;
}

int
zc_file_open(struct zc_file *f, const char *path, struct zc_err *err)
{
	struct stat st;
	int r;

	*f = (struct zc_file){ .fd = -1 };
	/* Checked before opening, which alone disturbs the other end of a FIFO and some devices;
	 * and again after it, because the file may have been replaced in between. */
	if (stat(path, &st) < 0)
		return fail_open(err, -errno, path);
	if ((r = check_kind(&st, path, err)) < 0)
		return r;
	f->fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (f->fd < 0)
		return fail_open(err, -errno, path);
	if (fstat(f->fd, &st) < 0)
		return fail_open(err, -errno, path);
	if ((r = check_kind(&st, path, err)) < 0)
		return r;
	f->bytes = (uint64_t)st.st_size;
	f->direct_errno = go_direct(f);
	if (f->direct_errno && fcntl(f->fd, F_SETFL, 0) < 0)
		return fail_open(err, -errno, path);
	return 0;
}

int
zc_file_reopen_buffered(const struct zc_file *f)
{
	char name[32];
	int fd;

	/* Through the descriptor: the path may name another file by now. */
	snprintf(name, sizeof(name), "/proc/self/fd/%d", f->fd);
	fd = open(name, O_RDONLY | O_NOCTTY | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

void
zc_file_close(struct zc_file *f)
{
	if (f->fd >= 0)
		close(f->fd);
	f->fd = -1;
}
