/* Listening sockets: the local one and loopback TCP, or those that systemd passed. Control thread
 * only. */
#ifndef ZC_LISTEN_H
#define ZC_LISTEN_H

#include <stdbool.h>

#include "daemon/conf/conf.h"
#include "pipeline/err.h"

struct zc_loop;
struct zc_listeners;

/* Opens the sockets and calls accepted() for every new connection, which then owns the
 * descriptor. loop and ctx are lent until free. NULL and *err if there is no socket at all, or if
 * one that the configuration names is in use or cannot be created. A machine without IPv6 is only
 * a warning. */
struct zc_listeners *zc_listeners_new(struct zc_loop *loop, const struct zc_conf *conf,
	void (*accepted)(void *ctx, int fd, bool local), void *ctx, struct zc_warnings *warn,
	struct zc_err *err);
/* Creates the local socket again if somebody removed it, and logs the result. Happens by itself
 * if inotify can watch the socket's folder. */
void zc_listeners_check(struct zc_listeners *l);
/* Closes the sockets, and removes the local one if it was created here. */
void zc_listeners_free(struct zc_listeners *l);

#endif
