/* Lock files. The PID in a lock file is only information for people; the lock is flock's. */
#include "daemon/base/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static int
fail_held(int fd, const char *path, const char *use, const char *key, struct zc_err *err)
{
	char pid[16] = "", holder[32] = "";
	ssize_t n = pread(fd, pid, sizeof(pid) - 1, 0);

	if (n > 0 && strspn(pid, "0123456789\n") == (size_t)n)
		snprintf(holder, sizeof(holder), " (PID %d)", atoi(pid));
	return zc_fail(err, -EADDRINUSE,
		"%s: another zcaudiod%s %s there; stop it, or set another %s in the "
		"configuration",
		path, holder, use, key);
}

static void
note_pid(int fd)
{
	if (!ftruncate(fd, 0))
		dprintf(fd, "%d\n", (int)getpid());
}

int
zc_lock_take(const char *path, const char *use, const char *key, struct zc_err *err)
{
	char *name;
	int fd, r;

	if (asprintf(&name, "%s.lock", path) < 0)
		return zc_fail(err, -ENOMEM, "%s: out of memory", path);
	fd = open(name, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0) {
		r = zc_fail(err, -errno,
			"%s: %s; its folder must exist and be writable for the daemon", name,
			strerror(errno));
	} else if (flock(fd, LOCK_EX | LOCK_NB) < 0) {
		if (errno == EWOULDBLOCK)
			r = fail_held(fd, path, use, key, err);
		else
			r = zc_fail(
				err, -errno, "%s: cannot be locked: %s", name, strerror(errno));
		close(fd);
	} else {
		note_pid(fd);
		r = fd;
	}
	free(name);
	return r;
}

int
zc_lock_retake(int fd, const char *path, const char *use, const char *key, struct zc_err *err)
{
	struct stat held;
	int fresh;

	if (fd >= 0 && !fstat(fd, &held) && held.st_nlink > 0)
		return fd;
	fresh = zc_lock_take(path, use, key, err);
	if (fresh >= 0 && fd >= 0)
		close(fd);
	return fresh;
}
