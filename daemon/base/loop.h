/* The control thread's event loop: descriptors by epoll, and timers. Control thread only. */
#ifndef ZC_LOOP_H
#define ZC_LOOP_H

#include <stdint.h>

struct zc_loop;
struct zc_watch; /* a descriptor */
struct zc_timer;

/* NULL without memory or descriptors. */
struct zc_loop *zc_loop_new(void);
/* All watches and timers must have been freed before. */
void zc_loop_free(struct zc_loop *l);

/* Calls fn(ctx, fd, events) in each turn in which fd is ready; events are those of epoll, such as
 * EPOLLIN. fd and ctx are lent until zc_watch_del. NULL without memory. */
struct zc_watch *zc_watch_add(struct zc_loop *l, int fd, uint32_t events,
	void (*fn)(void *ctx, int fd, uint32_t events), void *ctx);
/* Changes the events to wait for. */
void zc_watch_events(struct zc_watch *w, uint32_t events);
/* Ends a watch; fn is not called any more. Any callback may do this, also that of the watch itself.
 * To be called before fd is closed, which is the caller's to do. w may be NULL. */
void zc_watch_del(struct zc_watch *w);

/* A timer, off at first. ctx is lent until zc_timer_free. NULL without memory. */
struct zc_timer *zc_timer_new(struct zc_loop *l, void (*fn)(void *ctx), void *ctx);
/* Calls fn(ctx) once at at_ns of CLOCK_MONOTONIC, instead of a time set before; INT64_MAX: off. A
 * callback may set its own timer again, also to a time that has passed: descriptors are served
 * in between. */
void zc_timer_set(struct zc_timer *t, int64_t at_ns);
/* Any callback may free any timer. t may be NULL. */
void zc_timer_free(struct zc_timer *t);

/* Runs until zc_loop_quit is called; callbacks of the same turn are still called. 0 or -errno. */
int zc_loop_run(struct zc_loop *l);
void zc_loop_quit(struct zc_loop *l);
/* CLOCK_MONOTONIC, any thread. */
int64_t zc_loop_now_ns(void);

#endif
