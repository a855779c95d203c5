/* sd_notify. The watchdog's timer runs in the loop and checks the engine, so a ping means that
 * both threads work. Control thread. */
#include "daemon/notify.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

#include "config.h"
#include "daemon/base/loop.h"

#ifdef HAVE_SYSTEMD
#include <systemd/sd-daemon.h>
#else
static int
sd_watchdog_enabled(int unset_environment, uint64_t *usec)
{
	(void)unset_environment;
	*usec = 0;
	return 0;
}

static int
sd_notify(int unset_environment, const char *state)
{
	(void)unset_environment;
	(void)state;
	return 0;
}

static int __attribute__((format(printf, 2, 3)))
sd_notifyf(int unset_environment, const char *format, ...)
{
	(void)unset_environment;
	(void)format;
	return 0;
}
#endif

struct zc_notify {
	struct zc_timer *timer; /* owned; NULL: no watchdog was asked for */
	int64_t interval_ns;
	bool (*alive)(void *ctx);
	void *ctx; /* lent */
};

static void
watchdog(void *arg)
{
	struct zc_notify *n = arg;

	if (n->alive(n->ctx))
		sd_notify(0, "WATCHDOG=1");
	zc_timer_set(n->timer, zc_loop_now_ns() + n->interval_ns);
}

struct zc_notify *
zc_notify_new(struct zc_loop *loop, bool (*alive)(void *ctx), void *ctx, struct zc_err *err)
{
	struct zc_notify *n = calloc(1, sizeof(*n));
	uint64_t period_us;

	if (!n) {
		zc_fail(err, -ENOMEM, "out of memory for the watchdog");
		return NULL;
	}
	n->alive = alive;
	n->ctx = ctx;
	if (sd_watchdog_enabled(0, &period_us) <= 0)
		return n;
	n->interval_ns = (int64_t)(period_us / 3 * 1000);
	n->timer = zc_timer_new(loop, watchdog, n);
	if (!n->timer) {
		zc_fail(err, -ENOMEM, "out of memory for the watchdog");
		free(n);
		return NULL;
	}
	watchdog(n);
	return n;
}

void
zc_notify_free(struct zc_notify *n)
{
	if (!n)
		return;
	zc_timer_free(n->timer);
	free(n);
}

void
zc_notify_ready(const char *status)
{
	sd_notifyf(0, "READY=1\nSTATUS=%s", status);
}

void
zc_notify_reloading(void)
{
	sd_notifyf(0, "RELOADING=1\nMONOTONIC_USEC=%" PRId64, zc_loop_now_ns() / 1000);
}

void
zc_notify_stopping(void)
{
	sd_notify(0, "STOPPING=1");
}
