/* Listening sockets. Control thread only.
 *
 * A socket file that is left over from a daemon that died is told from one in use by connecting
 * to it; a lock file beside it keeps two daemons that start at the same moment apart. */
#include "config.h"

#include "listen.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
#ifdef HAVE_SYSTEMD
#include <systemd/sd-daemon.h>
#endif

#include "lock.h"
#include "log.h"
#include "loop.h"

#define LISTEN_MAX 8
#define ACCEPTS_PER_TURN 64
#define UNIX_PATH_MAX_BYTES (sizeof(((struct sockaddr_un *)0)->sun_path) - 1)

struct listener {
	struct zc_listeners *all; /* borrows */
	int fd; /* owns */
	bool local;
	struct zc_watch *watch; /* owns */
};

struct zc_listeners {
	struct zc_loop *loop; /* borrows */
	void (*accepted)(void *ctx, int fd, bool local);
	void *ctx; /* lent until free */
	int count;
	struct listener list[LISTEN_MAX];
	int reserve_fd; /* owns; given up for a moment when descriptors run out */
	int lock_fd; /* owns; -1: no local socket of our own */
	char *path; /* owns; the local socket to remove, or NULL */
};

/* Takes one connection off the queue although no descriptor is free, and ends it: otherwise it
 * would wake us for ever. */
static void
turn_away(struct listener *l)
{
	static const char text[] = "ACK [5@0] {} the daemon is out of file descriptors\n";
	int fd;

	close(l->all->reserve_fd);
	fd = accept4(l->fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
	if (fd >= 0) {
		if (send(fd, text, sizeof(text) - 1, MSG_NOSIGNAL) < 0)
			zc_log(ZC_LOG_DEBUG, "a client left while it was turned away");
		close(fd);
	}
	l->all->reserve_fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
}

static void
on_connection(void *ctx, int fd, uint32_t events)
{
	struct listener *l = ctx;

	(void)events;
	for (int i = 0; i < ACCEPTS_PER_TURN; i++) {
		int client = accept4(fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);

		if (client >= 0)
			l->all->accepted(l->all->ctx, client, l->local);
		else if (errno == EMFILE || errno == ENFILE)
			turn_away(l);
		else if (errno != ECONNABORTED && errno != EINTR)
			return;
	}
}

/* Takes over fd, also on error. */
static int
add_listener(struct zc_listeners *all, int fd, bool local, const char *name, struct zc_err *err)
{
	struct listener *l = &all->list[all->count];

	if (all->count == LISTEN_MAX) {
		close(fd);
		return zc_fail(err, -ENOSPC, "%s: more than %d sockets", name, LISTEN_MAX);
	}
	l->all = all;
	l->fd = fd;
	l->local = local;
	l->watch = zc_watch_add(all->loop, fd, EPOLLIN, on_connection, l);
	if (!l->watch) {
		int r = zc_fail(err, -errno, "%s: %s", name, strerror(errno));

		close(fd);
		return r;
	}
	all->count++;
	return 0;
}

/* Removes a socket file that nobody listens on; anything else that is in the way stays. */
static int
clear_stale(const struct sockaddr_un *sun, struct zc_err *err)
{
	struct stat st;
	int fd, r = 0;

	if (lstat(sun->sun_path, &st) < 0)
		return 0;
	if (!S_ISSOCK(st.st_mode))
		return zc_fail(err, -EADDRINUSE,
			"%s: there is a file in the way that is no socket; remove it, or set "
			"another "
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
listen_local(struct zc_listeners *all, const char *path, uint32_t mode, struct zc_err *err)
{
	struct sockaddr_un sun = { .sun_family = AF_UNIX };
	mode_t mask;
	int fd, r;

	if (strlen(path) > UNIX_PATH_MAX_BYTES)
		return zc_fail(err, -ENAMETOOLONG,
			"%s: the path of the socket is %zu bytes long, the kernel takes at "
			"most %zu; "
			"set a shorter one",
			path, strlen(path), UNIX_PATH_MAX_BYTES);
	strcpy(sun.sun_path, path);
	all->lock_fd = zc_lock_take(path, "answers", "socket", err);
	if (all->lock_fd < 0)
		return all->lock_fd;
	r = clear_stale(&sun, err);
	if (r)
		return r;
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return zc_fail(err, -errno, "socket: %s", strerror(errno));
	/* Nobody may slip in between bind and chmod. */
	mask = umask(0777);
	r = bind(fd, (struct sockaddr *)&sun, sizeof(sun)) ? -errno : 0;
	umask(mask);
	if (!r) {
		all->path = strdup(path);
		if (chmod(path, mode) < 0 || listen(fd, SOMAXCONN) < 0)
			r = -errno;
	}
	if (r) {
		close(fd);
		return zc_fail(err, r, "%s: %s", path, strerror(-r));
	}
	return add_listener(all, fd, true, path, err);
}

static int
listen_tcp(struct zc_listeners *all, int family, uint32_t port, struct zc_warnings *warn,
	struct zc_err *err)
{
	struct sockaddr_in in4 = { .sin_family = AF_INET,
		.sin_port = htons((uint16_t)port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	struct sockaddr_in6 in6 = { .sin6_family = AF_INET6,
		.sin6_port = htons((uint16_t)port),
		.sin6_addr = IN6ADDR_LOOPBACK_INIT };
	const char *host = family == AF_INET ? "127.0.0.1" : "[::1]";
	const void *addr = family == AF_INET ? (const void *)&in4 : &in6;
	socklen_t len = family == AF_INET ? sizeof(in4) : sizeof(in6);
	int fd = socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	char name[32];
	int one = 1, r = 0;

	snprintf(name, sizeof(name), "%s:%u", host, port);
	if (fd >= 0) {
		setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
		if (family == AF_INET6)
			setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &one, sizeof(one));
	}
	if (fd < 0 || bind(fd, addr, len) < 0 || listen(fd, SOMAXCONN) < 0)
		r = -errno;
	if (!r)
		return add_listener(all, fd, false, name, err);
	if (fd >= 0)
		close(fd);
	if (r == -EAFNOSUPPORT || r == -EADDRNOTAVAIL) {
		zc_warn(warn, "%s: %s; listening without it", name, strerror(-r));
		return 0;
	}
	if (r == -EADDRINUSE)
		return zc_fail(err, r,
			"%s: the port is taken, perhaps by another MPD; stop that, or set "
			"another "
			"port (0: no TCP)",
			name);
	return zc_fail(err, r, "%s: %s", name, strerror(-r));
}

#ifdef HAVE_SYSTEMD
/* How many sockets systemd handed over, or -errno. */
static int
listen_passed(struct zc_listeners *all, struct zc_err *err)
{
	int n = sd_listen_fds(1), r = 0;

	for (int fd = SD_LISTEN_FDS_START; fd < SD_LISTEN_FDS_START + n && !r; fd++) {
		bool local = sd_is_socket(fd, AF_UNIX, SOCK_STREAM, 1) > 0;

		if (!local && sd_is_socket(fd, AF_UNSPEC, SOCK_STREAM, 1) <= 0)
			r = zc_fail(err, -EINVAL,
				"descriptor %d from systemd is no listening stream socket", fd);
		else if (fcntl(fd, F_SETFL, O_NONBLOCK) < 0)
			r = zc_fail(err, -errno, "descriptor %d from systemd: %s", fd,
				strerror(errno));
		else
			r = add_listener(all, fd, local, "a socket from systemd", err);
	}
	return r ? r : n > 0 ? n : 0;
}
#else
static int
listen_passed(struct zc_listeners *all, struct zc_err *err)
{
	(void)all, (void)err;
	return 0;
}
#endif

static int
listen_as_configured(struct zc_listeners *all, const struct zc_conf *conf,
	struct zc_warnings *warn, struct zc_err *err)
{
	int r = 0;

	if (conf->socket)
		r = listen_local(all, conf->socket, conf->socket_mode, err);
	if (!r && conf->port)
		r = listen_tcp(all, AF_INET, conf->port, warn, err);
	if (!r && conf->port)
		r = listen_tcp(all, AF_INET6, conf->port, warn, err);
	if (!r && !all->count)
		r = zc_fail(err, -EINVAL,
			"no way in: set socket or port in the configuration, or start through "
			"zcaudiod.socket");
	return r;
}

struct zc_listeners *
zc_listeners_new(struct zc_loop *loop, const struct zc_conf *conf,
	void (*accepted)(void *ctx, int fd, bool local), void *ctx, struct zc_warnings *warn,
	struct zc_err *err)
{
	struct zc_listeners *all = calloc(1, sizeof(*all));
	int r;

	if (!all) {
		zc_fail(err, -ENOMEM, "out of memory");
		return NULL;
	}
	all->loop = loop;
	all->accepted = accepted;
	all->ctx = ctx;
	all->lock_fd = -1;
	all->reserve_fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
	r = listen_passed(all, err);
	if (!r)
		r = listen_as_configured(all, conf, warn, err);
	if (r < 0) {
		zc_listeners_free(all);
		return NULL;
	}
	return all;
}

void
zc_listeners_free(struct zc_listeners *l)
{
	if (!l)
		return;
	for (int i = 0; i < l->count; i++) {
		zc_watch_del(l->list[i].watch);
		close(l->list[i].fd);
	}
	if (l->path)
		unlink(l->path);
	free(l->path);
	if (l->lock_fd >= 0)
		close(l->lock_fd);
	if (l->reserve_fd >= 0)
		close(l->reserve_fd);
	free(l);
}
