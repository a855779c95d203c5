/* The file of the local socket. Connecting to it tells whether it is in use or left over from a
 * daemon that died; a lock file beside it keeps two daemons from starting on it at the same time.
 * Control thread only. */
#include "daemon/mpd/listen_local.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "daemon/base/lock.h"

#define UNIX_PATH_MAX_BYTES (sizeof(((struct sockaddr_un *)0)->sun_path) - 1)

void
zc_local_init(struct zc_local *s)
{
	*s = (struct zc_local){ .lock_fd = -1 };
}

/* Removes a socket that nobody listens on. Any other file in the way is an error. */
static int
clear_stale(const struct sockaddr_un *sun, struct zc_err *err)
{
	struct stat st;
	int fd, r = 0;

	if (lstat(sun->sun_path, &st) < 0)
		return 0;
	if (!S_ISSOCK(st.st_mode))
		return zc_fail(err, -EADDRINUSE,
			"%s: a file that is not a socket is in the way; remove it, or set another "
			"socket",
			sun->sun_path);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return zc_fail(err, -errno, "socket: %s", strerror(errno));
	if (!connect(fd, (const struct sockaddr *)sun, sizeof(*sun)) || errno == EAGAIN)
		r = zc_fail(err, -EADDRINUSE,
			"%s: another program answers there; stop it, or set another socket in "
			"the configuration",
			sun->sun_path);
	else if (errno == ECONNREFUSED && unlink(sun->sun_path) < 0 && errno != ENOENT)
		r = zc_fail(err, -errno, "%s: cannot remove the old socket: %s", sun->sun_path,
			strerror(errno));
	close(fd);
	return r;
}

static int
bind_and_listen(const struct sockaddr_un *sun, uint32_t mode, struct zc_err *err)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), r;
	mode_t mask;

	if (fd < 0)
		return zc_fail(err, -errno, "socket: %s", strerror(errno));
	/* Nobody may connect between bind and chmod. */
	mask = umask(0777);
	r = bind(fd, (const struct sockaddr *)sun, sizeof(*sun)) ? -errno : 0;
	umask(mask);
	if (!r && (chmod(sun->sun_path, mode) < 0 || listen(fd, SOMAXCONN) < 0)) {
		r = -errno;
		unlink(sun->sun_path);
	}
	if (!r)
		return fd;
	close(fd);
	return zc_fail(err, r, "%s: %s", sun->sun_path, strerror(-r));
}

/* The lock file may have been removed together with the socket. Then it is created again, since
 * other daemons look for it by name. */
static int
lock_socket(struct zc_local *s, const char *path, struct zc_err *err)
{
	int fd = zc_lock_retake(s->lock_fd, path, "answers", "socket", err);

	if (fd < 0)
		return fd;
	s->lock_fd = fd;
	return 0;
}

int
zc_local_open(struct zc_local *s, const char *path, uint32_t mode, struct zc_err *err)
{
	struct sockaddr_un sun = { .sun_family = AF_UNIX };
	struct stat st;
	int fd, r;

	if (strlen(path) > UNIX_PATH_MAX_BYTES)
		return zc_fail(err, -ENAMETOOLONG,
			"%s: the path of the socket is %zu bytes long, the kernel allows %zu; set a "
			"shorter one",
			path, strlen(path), UNIX_PATH_MAX_BYTES);
	strcpy(sun.sun_path, path);
	if (!s->path && !(s->path = strdup(path)))
		return zc_fail(err, -ENOMEM, "%s: out of memory", path);
	s->mode = mode;
	r = lock_socket(s, path, err);
	if (!r)
		r = clear_stale(&sun, err);
	if (r)
		return r;
	fd = bind_and_listen(&sun, mode, err);
	if (fd >= 0 && !lstat(path, &st)) {
		s->dev = st.st_dev;
		s->ino = st.st_ino;
	}
	return fd;
}

bool
zc_local_exists(const struct zc_local *s)
{
	struct stat st;

	return !lstat(s->path, &st) && st.st_dev == s->dev && st.st_ino == s->ino;
}

void
zc_local_close(struct zc_local *s)
{
	if (s->path && s->ino && zc_local_exists(s))
		unlink(s->path);
	free(s->path);
	if (s->lock_fd >= 0)
		close(s->lock_fd);
	zc_local_init(s);
}
