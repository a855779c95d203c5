/* The worker thread. Invariant: a submitted task is on exactly one of the three lists, or running,
 * or in done. The lists are shared under the lock; a task belongs to the thread that removed it
 * from its list. */
#include "daemon/base/worker.h"

#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "daemon/base/loop.h"

/* The default stack would be 8 MiB of locked memory after mlockall(MCL_FUTURE). */
#define STACK_BYTES (1024 * 1024)

struct list {
	struct zc_task *first, **last; /* owns */
};

struct zc_worker {
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t work;
	struct list urgent, other, done;
	bool quit;
	int event_fd; /* owns */
	struct zc_watch *watch; /* owns */
};

static void
append(struct list *l, struct zc_task *t)
{
	t->next = NULL;
	*l->last = t;
	l->last = &t->next;
}

static struct zc_task *
pop(struct list *l)
{
	struct zc_task *t = l->first;

	if (t) {
		l->first = t->next;
		if (!l->first)
			l->last = &l->first;
	}
	return t;
}

static void *
work(void *arg)
{
	struct zc_worker *w = arg;
	const uint64_t one = 1;

	pthread_mutex_lock(&w->lock);
	while (!w->quit) {
		struct zc_task *t = pop(&w->urgent);

		if (!t)
			t = pop(&w->other);
		if (!t) {
			pthread_cond_wait(&w->work, &w->lock);
			continue;
		}
		pthread_mutex_unlock(&w->lock);
		t->run(t);
		pthread_mutex_lock(&w->lock);
		/* Only the first finished task has to wake the control thread. */
		if (!w->done.first && write(w->event_fd, &one, sizeof(one)) < 0)
			abort();
		append(&w->done, t);
	}
	pthread_mutex_unlock(&w->lock);
	return NULL;
}

static void
on_done(void *ctx, int fd, uint32_t events)
{
	struct zc_worker *w = ctx;
	struct zc_task *t;
	uint64_t n;

	(void)events;
	if (read(fd, &n, sizeof(n)) < 0)
		return;
	for (;;) {
		pthread_mutex_lock(&w->lock);
		t = pop(&w->done);
		pthread_mutex_unlock(&w->lock);
		if (!t)
			return;
		t->done(t, true);
	}
}

struct zc_worker *
zc_worker_new(struct zc_loop *loop)
{
	struct zc_worker *w = calloc(1, sizeof(*w));
	pthread_attr_t attr;
	int r;

	if (!w)
		return NULL;
	w->urgent.last = &w->urgent.first;
	w->other.last = &w->other.first;
	w->done.last = &w->done.first;
	pthread_mutex_init(&w->lock, NULL);
	pthread_cond_init(&w->work, NULL);
	w->event_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (w->event_fd < 0)
		goto no_fd;
	w->watch = zc_watch_add(loop, w->event_fd, EPOLLIN, on_done, w);
	if (!w->watch)
		goto no_watch;
	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, STACK_BYTES);
	r = pthread_create(&w->thread, &attr, work, w);
	pthread_attr_destroy(&attr);
	if (!r) {
		pthread_setname_np(w->thread, "library");
		return w;
	}
	zc_watch_del(w->watch);
no_watch:
	close(w->event_fd);
no_fd:
	pthread_cond_destroy(&w->work);
	pthread_mutex_destroy(&w->lock);
	free(w);
	return NULL;
}

void
zc_worker_free(struct zc_worker *w)
{
	struct zc_task *t;

	if (!w)
		return;
	pthread_mutex_lock(&w->lock);
	w->quit = true;
	pthread_cond_signal(&w->work);
	pthread_mutex_unlock(&w->lock);
	pthread_join(w->thread, NULL);
	while ((t = pop(&w->done)))
		t->done(t, true);
	/* done may submit another task, of either kind. */
	while ((t = pop(&w->urgent)) || (t = pop(&w->other)))
		t->done(t, false);
	zc_watch_del(w->watch);
	close(w->event_fd);
	pthread_cond_destroy(&w->work);
	pthread_mutex_destroy(&w->lock);
	free(w);
}

void
zc_worker_do(struct zc_worker *w, struct zc_task *t, bool urgent)
{
	pthread_mutex_lock(&w->lock);
	append(urgent ? &w->urgent : &w->other, t);
	pthread_cond_signal(&w->work);
	pthread_mutex_unlock(&w->lock);
}
