/* One epoll descriptor serves all watches. Timers are a binary heap; one timerfd is armed for the
 * earliest. A watch that is deleted by a callback is only marked and freed at the end of the turn,
 * so that its events in the same turn can still be recognised and dropped. */
#include "daemon/base/loop.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#define TURN_EVENTS_MAX 64
#define NOT_QUEUED UINT32_MAX

struct zc_watch {
	struct zc_loop *loop; /* borrows */
	int fd;
	bool dead;
	void (*fn)(void *ctx, int fd, uint32_t events);
	void *ctx; /* lent until zc_watch_del */
	struct zc_watch *next_dead; /* owns, if dead */
};

struct zc_timer {
	struct zc_loop *loop; /* borrows */
	int64_t at_ns;
	uint32_t slot; /* in the heap, or NOT_QUEUED */
	void (*fn)(void *ctx);
	void *ctx; /* lent until zc_timer_free */
};

struct zc_loop {
	int epoll_fd;
	int timer_fd;
	bool quit;
	bool in_turn;
	struct zc_watch *timer_watch; /* owns */
	struct zc_watch *dead; /* owns the list */
	struct zc_timer **heap; /* owns the array, borrows the timers */
	uint32_t heap_len, heap_cap;
	uint32_t timers; /* that exist; the heap has room for all of them */
	int64_t armed_ns; /* time for which timer_fd is armed; INT64_MAX: not armed */
};

int64_t
zc_loop_now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

static void
heap_put(struct zc_loop *l, uint32_t slot, struct zc_timer *t)
{
	l->heap[slot] = t;
	t->slot = slot;
}

static void
heap_up(struct zc_loop *l, uint32_t slot)
{
	struct zc_timer *t = l->heap[slot];

	while (slot > 0 && t->at_ns < l->heap[(slot - 1) / 2]->at_ns) {
		heap_put(l, slot, l->heap[(slot - 1) / 2]);
		slot = (slot - 1) / 2;
	}
	heap_put(l, slot, t);
}

static void
heap_down(struct zc_loop *l, uint32_t slot)
{
	struct zc_timer *t = l->heap[slot];

	for (;;) {
		uint32_t child = 2 * slot + 1;

		if (child >= l->heap_len)
			break;
		if (child + 1 < l->heap_len &&
			l->heap[child + 1]->at_ns < l->heap[child]->at_ns)
			child++;
		if (l->heap[child]->at_ns >= t->at_ns)
			break;
		heap_put(l, slot, l->heap[child]);
		slot = child;
	}
	heap_put(l, slot, t);
}

static void
heap_remove(struct zc_loop *l, struct zc_timer *t)
{
	uint32_t slot = t->slot;
	struct zc_timer *last;

	if (slot == NOT_QUEUED)
		return;
	t->slot = NOT_QUEUED;
	last = l->heap[--l->heap_len];
	if (last == t)
		return;
	heap_put(l, slot, last);
	heap_up(l, slot);
	heap_down(l, last->slot);
}

static void
arm(struct zc_loop *l)
{
	int64_t at_ns = l->heap_len ? l->heap[0]->at_ns : INT64_MAX;
	struct itimerspec it = { 0 };

	if (at_ns == l->armed_ns)
		return;
	l->armed_ns = at_ns;
	if (at_ns != INT64_MAX) {
		/* Zero would disarm it. */
		if (at_ns < 1)
			at_ns = 1;
		it.it_value.tv_sec = at_ns / 1000000000;
		it.it_value.tv_nsec = at_ns % 1000000000;
	}
	timerfd_settime(l->timer_fd, TFD_TIMER_ABSTIME, &it, NULL);
}

static void
timers_due(void *ctx, int fd, uint32_t events)
{
	struct zc_loop *l = ctx;
	int64_t now_ns = zc_loop_now_ns();
	uint64_t fired;

	(void)events;
	if (read(fd, &fired, sizeof(fired)) < 0)
		return;
	l->armed_ns = INT64_MAX;
	/* Bounded: a callback may set its timer to a moment that is past again. */
	for (uint32_t n = l->heap_len; n && l->heap_len && l->heap[0]->at_ns <= now_ns; n--) {
		struct zc_timer *t = l->heap[0];

		heap_remove(l, t);
		t->fn(t->ctx);
	}
}

struct zc_loop *
zc_loop_new(void)
{
	struct zc_loop *l = calloc(1, sizeof(*l));

	if (!l)
		return NULL;
	l->armed_ns = INT64_MAX;
	l->timer_fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
	l->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	if (l->timer_fd >= 0 && l->epoll_fd >= 0)
		l->timer_watch = zc_watch_add(l, l->timer_fd, EPOLLIN, timers_due, l);
	if (!l->timer_watch) {
		zc_loop_free(l);
		return NULL;
	}
	return l;
}

static void
free_dead(struct zc_loop *l)
{
	while (l->dead) {
		struct zc_watch *w = l->dead;

		l->dead = w->next_dead;
		free(w);
	}
}

void
zc_loop_free(struct zc_loop *l)
{
	if (!l)
		return;
	zc_watch_del(l->timer_watch);
	free_dead(l);
	if (l->epoll_fd >= 0)
		close(l->epoll_fd);
	if (l->timer_fd >= 0)
		close(l->timer_fd);
	free(l->heap);
	free(l);
}

struct zc_watch *
zc_watch_add(struct zc_loop *l, int fd, uint32_t events,
	void (*fn)(void *ctx, int fd, uint32_t events), void *ctx)
{
	struct zc_watch *w = calloc(1, sizeof(*w));
	struct epoll_event ev = { .events = events, .data.ptr = w };

	if (!w)
		return NULL;
	w->loop = l;
	w->fd = fd;
	w->fn = fn;
	w->ctx = ctx;
	if (epoll_ctl(l->epoll_fd, EPOLL_CTL_ADD, fd, &ev) < 0) {
		free(w);
		return NULL;
	}
	return w;
}

void
zc_watch_events(struct zc_watch *w, uint32_t events)
{
	struct epoll_event ev = { .events = events, .data.ptr = w };

	epoll_ctl(w->loop->epoll_fd, EPOLL_CTL_MOD, w->fd, &ev);
}

void
zc_watch_del(struct zc_watch *w)
{
	struct zc_loop *l;

	if (!w || w->dead)
		return;
	l = w->loop;
	epoll_ctl(l->epoll_fd, EPOLL_CTL_DEL, w->fd, NULL);
	w->dead = true;
	w->next_dead = l->dead;
	l->dead = w;
	if (!l->in_turn)
		free_dead(l);
}

struct zc_timer *
zc_timer_new(struct zc_loop *l, void (*fn)(void *ctx), void *ctx)
{
	struct zc_timer *t = calloc(1, sizeof(*t));

	if (!t)
		return NULL;
	if (l->timers == l->heap_cap) {
		uint32_t cap = l->heap_cap ? 2 * l->heap_cap : 16;
		struct zc_timer **heap = realloc(l->heap, cap * sizeof(heap[0]));

		if (!heap) {
			free(t);
			return NULL;
		}
		l->heap = heap;
		l->heap_cap = cap;
	}
	l->timers++;
	t->loop = l;
	t->slot = NOT_QUEUED;
	t->fn = fn;
	t->ctx = ctx;
	return t;
}

void
zc_timer_set(struct zc_timer *t, int64_t at_ns)
{
	struct zc_loop *l = t->loop;

	heap_remove(l, t);
	if (at_ns != INT64_MAX) {
		t->at_ns = at_ns;
		heap_put(l, l->heap_len++, t);
		heap_up(l, t->slot);
	}
	arm(l);
}

void
zc_timer_free(struct zc_timer *t)
{
	if (!t)
		return;
	zc_timer_set(t, INT64_MAX);
	t->loop->timers--;
	free(t);
}

int
zc_loop_run(struct zc_loop *l)
{
	struct epoll_event ev[TURN_EVENTS_MAX];

	l->quit = false;
	while (!l->quit) {
		int n = epoll_wait(l->epoll_fd, ev, TURN_EVENTS_MAX, -1);

		if (n < 0 && errno != EINTR)
			return -errno;
		l->in_turn = true;
		for (int i = 0; i < n; i++) {
			struct zc_watch *w = ev[i].data.ptr;

			if (!w->dead)
				w->fn(w->ctx, w->fd, ev[i].events);
		}
		l->in_turn = false;
		free_dead(l);
		arm(l);
	}
	return 0;
}

void
zc_loop_quit(struct zc_loop *l)
{
	l->quit = true;
}
