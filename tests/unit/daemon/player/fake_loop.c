#include "tests/unit/daemon/player/fake_loop.h"

#include <poll.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/base/loop.h"

#define WATCHES_MAX 8
#define TIMERS_MAX 8

struct zc_watch {
	int fd;
	void (*fn)(void *ctx, int fd, uint32_t events);
	void *ctx;
};

struct zc_timer {
	int64_t at_ns;
	void (*fn)(void *ctx);
	void *ctx;
};

static struct zc_watch watches[WATCHES_MAX];
static struct zc_timer timers[TIMERS_MAX];
static _Atomic int64_t now_ns;

void
fake_loop_reset(void)
{
	memset(watches, 0, sizeof(watches));
	memset(timers, 0, sizeof(timers));
	now_ns = 1000000000;
}

struct zc_loop *
fake_loop(void)
{
	/* Only its address is used. */
	return (struct zc_loop *)watches;
}

int64_t
zc_loop_now_ns(void)
{
	return now_ns;
}

struct zc_watch *
zc_watch_add(struct zc_loop *l, int fd, uint32_t events,
	void (*fn)(void *ctx, int fd, uint32_t events), void *ctx)
{
	(void)l;
	(void)events;
	for (int i = 0; i < WATCHES_MAX; i++) {
		if (watches[i].fn)
			continue;
		watches[i] = (struct zc_watch){ fd, fn, ctx };
		return &watches[i];
	}
	return NULL;
}

void
zc_watch_del(struct zc_watch *w)
{
	if (w)
		w->fn = NULL;
}

struct zc_timer *
zc_timer_new(struct zc_loop *l, void (*fn)(void *ctx), void *ctx)
{
	(void)l;
	for (int i = 0; i < TIMERS_MAX; i++) {
		if (timers[i].fn)
			continue;
		timers[i] = (struct zc_timer){ INT64_MAX, fn, ctx };
		return &timers[i];
	}
	return NULL;
}

void
zc_timer_set(struct zc_timer *t, int64_t at_ns)
{
	t->at_ns = at_ns;
}

void
zc_timer_free(struct zc_timer *t)
{
	if (t)
		t->fn = NULL;
}

static int
poll_watches(struct pollfd *fds, int timeout_ms)
{
	for (int i = 0; i < WATCHES_MAX; i++)
		fds[i] = (struct pollfd){ .fd = watches[i].fn ? watches[i].fd : -1,
			.events = POLLIN };
	return poll(fds, WATCHES_MAX, timeout_ms);
}

bool
fake_loop_run(void)
{
	struct pollfd fds[WATCHES_MAX];
	bool any = false;

	while (poll_watches(fds, 0) > 0) {
		any = true;
		for (int i = 0; i < WATCHES_MAX; i++)
			if (fds[i].revents && watches[i].fn)
				watches[i].fn(watches[i].ctx, watches[i].fd, 1);
	}
	return any;
}

void
fake_loop_wait(void)
{
	struct pollfd fds[WATCHES_MAX];

	poll_watches(fds, -1);
}

void
fake_loop_pass(double seconds)
{
	now_ns += (int64_t)(seconds * 1e9);
	for (int i = 0; i < TIMERS_MAX; i++) {
		struct zc_timer *t = &timers[i];

		if (!t->fn || t->at_ns > now_ns)
			continue;
		t->at_ns = INT64_MAX;
		t->fn(t->ctx);
	}
}
