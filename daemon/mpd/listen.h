/* Listening sockets: the local one and loopback TCP, or those that systemd passed.
 * Control thread only. */
#ifndef ZC_LISTEN_H
#define ZC_LISTEN_H

#include <stdbool.h>

#include "daemon/conf/conf.h"
#include "pipeline/err.h"

struct zc_loop;
struct zc_listeners;

/* accepted() gets every new connection; the descriptor is its own from then on. NULL and *err
 * if not one socket could be had, or one that the configuration names is taken or cannot be
 * made. What is not fatal (no IPv6 on this machine) is a line in *warn. */
struct zc_listeners *zc_listeners_new(struct zc_loop *loop, const struct zc_conf *conf,
	void (*accepted)(void *ctx, int fd, bool local), void *ctx, struct zc_warnings *warn,
	struct zc_err *err);
/* Makes the local socket again if somebody removed it; what came of it is logged. Called by
 * itself where its folder can be watched. */
void zc_listeners_check(struct zc_listeners *l);
/* Closes them; a local socket that was made here is removed. */
void zc_listeners_free(struct zc_listeners *l);

#endif
