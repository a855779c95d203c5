/* Messages to the service manager: ready, reloading, stopping, and, if it asked for a watchdog,
 * that the daemon is alive. Without libsystemd, or if systemd did not start the daemon, these
 * functions do nothing. Control thread only. */
#ifndef ZC_NOTIFY_H
#define ZC_NOTIFY_H

#include <stdbool.h>

#include "pipeline/err.h"

struct zc_loop;
struct zc_notify;

/* Calls alive(ctx) three times in each watchdog period, and pings the manager if that returns
 * true. loop and ctx are lent until zc_notify_free. NULL and *err without memory. */
struct zc_notify *zc_notify_new(
	struct zc_loop *loop, bool (*alive)(void *ctx), void *ctx, struct zc_err *err);
void zc_notify_free(struct zc_notify *n);

void zc_notify_ready(const char *status);
void zc_notify_reloading(void);
void zc_notify_stopping(void);

#endif
