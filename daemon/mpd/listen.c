/* Listening sockets. If the local one was created here, its folder is watched, so that the socket
 * is created again when somebody removes it. Control thread only. */
#include "config.h"

#include "daemon/mpd/listen.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/inotify.h>
#include <sys/socket.h>
#include <unistd.h>
#ifdef HAVE_SYSTEMD
#include <systemd/sd-daemon.h>
#endif

#include "daemon/mpd/listen_local.h"
#include "daemon/base/log.h"
#include "daemon/base/loop.h"

#define LISTEN_MAX 8
#define ACCEPTS_PER_TURN 64

struct listener {
	struct zc_listeners *all; /* lent; contains this */
	int fd; /* owns */
	bool local;
	struct zc_watch *watch; /* owns */
};

struct zc_listeners {
	struct zc_loop *loop; /* lent until free */
	void (*accepted)(void *ctx, int fd, bool local);
	void *ctx; /* lent until free */
	int count;
	struct listener list[LISTEN_MAX];
	int reserve_fd; /* owns; closed for a moment when descriptors run out, see turn_away */
	struct zc_local local; /* owns */
	struct listener *local_listener; /* in list; NULL: no local socket was created here */
	int inotify_fd; /* owns; for the local socket's folder, or -1 */
	struct zc_watch *inotify_watch; /* owns */
};

/* Accepts a connection when no descriptor is free, by means of the reserved one, and closes it. In
 * the kernel's queue it would wake the loop again and again. */
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

/* Takes over fd, also on error, in place of the listener's own. */
static int
replace_listener(struct listener *l, int fd)
{
	struct zc_watch *watch = zc_watch_add(l->all->loop, fd, EPOLLIN, on_connection, l);
	int r = watch ? 0 : -errno;

	if (!watch) {
		close(fd);
		return r;
	}
	zc_watch_del(l->watch);
	close(l->fd);
	l->fd = fd;
	l->watch = watch;
	return 0;
}

void
zc_listeners_check(struct zc_listeners *all)
{
	struct zc_err err;
	int r;

	if (!all->local_listener || zc_local_exists(&all->local))
		return;
	r = zc_local_open(&all->local, all->local.path, all->local.mode, &err);
	if (r >= 0) {
		r = replace_listener(all->local_listener, r);
		if (r)
			zc_fail(&err, r, "%s: %s", all->local.path, strerror(-r));
	}
	if (r)
		zc_log(ZC_LOG_ERROR,
			"the socket was removed and cannot be created again: %s; mend that, then "
			"run: systemctl reload zcaudiod",
			err.text);
	else
		zc_log(ZC_LOG_WARNING, "somebody removed %s; it was created again",
			all->local.path);
}

static void
on_folder(void *ctx, int fd, uint32_t events)
{
	char buf[4096];

	(void)events;
	/* The events' content does not matter: zc_listeners_check looks at the socket itself. */
	while (read(fd, buf, sizeof(buf)) > 0)
		;
	zc_listeners_check(ctx);
}

/* Not fatal: without it, a removed socket is created again only at a reload. */
static void
watch_folder(struct zc_listeners *all, const char *path)
{
	char *copy = strdup(path);

	all->inotify_fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	if (copy && all->inotify_fd >= 0 &&
		inotify_add_watch(all->inotify_fd, dirname(copy),
			IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_DELETE_SELF) >= 0)
		all->inotify_watch =
			zc_watch_add(all->loop, all->inotify_fd, EPOLLIN, on_folder, all);
	free(copy);
	if (!all->inotify_watch)
		zc_log(ZC_LOG_DEBUG, "the folder of %s cannot be watched", path);
}

static int
listen_local(struct zc_listeners *all, const char *path, uint32_t mode, struct zc_err *err)
{
	int fd = zc_local_open(&all->local, path, mode, err);
	int r = fd < 0 ? fd : add_listener(all, fd, true, path, err);

	if (r)
		return r;
	all->local_listener = &all->list[all->count - 1];
	watch_folder(all, path);
	return 0;
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
			"%s: the port is in use, perhaps by another MPD; stop that, or set another "
			"port (0: no TCP)",
			name);
	return zc_fail(err, r, "%s: %s", name, strerror(-r));
}

#ifdef HAVE_SYSTEMD
/* The number of sockets that systemd passed, or -errno. */
static int
listen_passed(struct zc_listeners *all, struct zc_err *err)
{
	int n = sd_listen_fds(1), r = 0;

	for (int fd = SD_LISTEN_FDS_START; fd < SD_LISTEN_FDS_START + n && !r; fd++) {
		bool local = sd_is_socket(fd, AF_UNIX, SOCK_STREAM, 1) > 0;

		if (!local && sd_is_socket(fd, AF_UNSPEC, SOCK_STREAM, 1) <= 0)
			r = zc_fail(err, -EINVAL,
				"descriptor %d from systemd is not a listening stream socket",
				fd);
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
listen_configured(struct zc_listeners *all, const struct zc_conf *conf,
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
			"no socket to listen on: set socket or port in the configuration, or start "
			"through zcaudiod.socket");
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
	zc_local_init(&all->local);
	all->inotify_fd = -1;
	all->reserve_fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
	r = listen_passed(all, err);
	if (!r)
		r = listen_configured(all, conf, warn, err);
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
	zc_watch_del(l->inotify_watch);
	if (l->inotify_fd >= 0)
		close(l->inotify_fd);
	zc_local_close(&l->local);
	if (l->reserve_fd >= 0)
		close(l->reserve_fd);
	free(l);
}
