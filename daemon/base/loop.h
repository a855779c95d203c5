/* The control thread's event loop over epoll: descriptors and timers. Control thread only. */
#ifndef ZC_LOOP_H
#define ZC_LOOP_H

#include <stdint.h>

struct zc_loop;
struct zc_watch; /* a descriptor */
struct zc_timer;

struct zc_loop *zc_loop_new(void);
void zc_loop_free(struct zc_loop *l);

/* Calls fn(ctx, fd, events) with EPOLLIN and so on while fd is ready. NULL without memory. */
struct zc_watch *zc_watch_add(struct zc_loop *l, int fd, uint32_t events,
	void (*fn)(void *ctx, int fd, uint32_t events), void *ctx);
void zc_watch_events(struct zc_watch *w, uint32_t events);
/* Safe from inside a callback, of itself and of others. Does not close fd. */
void zc_watch_del(struct zc_watch *w);

/* Calls fn(ctx) once at CLOCK_MONOTONIC at_ns; set again as often as wanted. INT64_MAX: off. */
struct zc_timer *zc_timer_new(struct zc_loop *l, void (*fn)(void *ctx), void *ctx);
void zc_timer_set(struct zc_timer *t, int64_t at_ns);
void zc_timer_free(struct zc_timer *t);

/* Runs until zc_loop_quit; what is ready in that round is still handed out. 0 or -errno. */
int zc_loop_run(struct zc_loop *l);
void zc_loop_quit(struct zc_loop *l);
int64_t zc_loop_now_ns(void);

#endif
