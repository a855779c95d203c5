/* What the service manager is told: ready, reloading, stopping, and, where it asked for it,
 * that the daemon is alive. Without libsystemd, or not started by systemd, all of it does
 * nothing. Control thread only. */
#ifndef ZC_NOTIFY_H
#define ZC_NOTIFY_H

#include <stdbool.h>

#include "pipeline/err.h"

struct zc_loop;
struct zc_notify;

/* alive(ctx) is asked three times in each watchdog period; the manager hears of it only if it
 * says true. loop and ctx are lent until zc_notify_free. NULL and *err without memory. */
struct zc_notify *zc_notify_new(
	struct zc_loop *loop, bool (*alive)(void *ctx), void *ctx, struct zc_err *err);
void zc_notify_free(struct zc_notify *n);

void zc_notify_ready(const char *status);
void zc_notify_reloading(void);
void zc_notify_stopping(void);

#endif
