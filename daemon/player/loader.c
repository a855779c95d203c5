/* The loader as the control thread sees it. Invariant: a job is in todo, or with the worker, or
 * in done, and only in one of them. The mutex is never held while a job is worked on, so the
 * control thread never waits for the disk here. */
#include "daemon/player/loader_worker.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include "daemon/base/loop.h"

/* How many threads may wait for files that do not answer. */
#define STUCK_MAX 4
/* How long to wait at the end for the job that the worker is at. */
#define FREE_WAIT_S 5

#define NS_PER_S INT64_C(1000000000)

static bool
can_be_given_up(const struct zc_load *job)
{
	return job->kind == ZC_LOAD_TRACK || job->kind == ZC_LOAD_CLOSE;
}

struct zc_loader *
zc_loader_new(struct zc_err *err)
{
	struct zc_loader *l = calloc(1, sizeof(*l));
	pthread_condattr_t attr;
	int rc;

	if (!l) {
		zc_fail(err, -ENOMEM, "out of memory for the loader");
		return NULL;
	}
	l->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (l->fd < 0) {
		rc = errno;
		zc_fail(err, -rc, "no eventfd for the loader: %s", strerror(rc));
		free(l);
		return NULL;
	}
	zc_loads_init(&l->todo);
	zc_loads_init(&l->done);
	pthread_mutex_init(&l->mutex, NULL);
	pthread_cond_init(&l->work, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&l->ended, &attr);
	pthread_condattr_destroy(&attr);
	rc = zc_loader_start(l);
	if (!rc)
		return l;
	zc_fail(err, -rc, "cannot start the loader thread: %s", strerror(rc));
	zc_loader_free(l);
	return NULL;
}

/* The job is done. With the mutex held. */
static void
finish(struct zc_loader *l, struct zc_load *job)
{
	zc_loads_push(&l->done, job);
	eventfd_write(l->fd, 1);
}

/* Opening has failed; closing counts as done, since nobody waits for it. With the mutex
 * held. */
static void
fail_late(struct zc_loader *l, struct zc_load *job, const char *path, int64_t limit_ns)
{
	if (job->kind == ZC_LOAD_TRACK)
		zc_fail(&job->err, -ETIMEDOUT,
			"%.200s: opening takes longer than %d s: is the disk, or the file "
			"server, there?",
			path, (int)(limit_ns / NS_PER_S));
	job->track = NULL;
	job->sink = NULL;
	finish(l, job);
}

/* Gives up the worker and its job if that was started so long ago. True: it did. */
static bool
give_up(struct zc_loader *l, int64_t started_before_ns, int64_t limit_ns)
{
	struct zc_loader_worker *w = l->worker;
	bool late;

	pthread_mutex_lock(&w->delivery);
	pthread_mutex_lock(&l->mutex);
	late = w->job && can_be_given_up(w->job) && w->started_ns <= started_before_ns;
	if (late) {
		fail_late(l, w->job, w->copy.strings.path, limit_ns);
		zc_loader_worker_give_up(w);
	}
	pthread_mutex_unlock(&l->mutex);
	pthread_mutex_unlock(&w->delivery);
	return late;
}

/* There is no worker: jobs that have waited too long fail as well. */
static void
fail_waiting(struct zc_loader *l, int64_t before_ns, int64_t limit_ns)
{
	struct zc_load *job;

	pthread_mutex_lock(&l->mutex);
	while ((job = l->todo.head) && job->submitted_ns <= before_ns && can_be_given_up(job)) {
		zc_loads_pop(&l->todo);
		fail_late(l, job, job->strings.path, limit_ns);
		zc_load_strings_free(&job->strings);
	}
	pthread_mutex_unlock(&l->mutex);
}

static bool
anything_left(struct zc_loader *l)
{
	bool any;

	pthread_mutex_lock(&l->mutex);
	any = l->todo.head || (l->worker && l->worker->job);
	pthread_mutex_unlock(&l->mutex);
	return any;
}

bool
zc_loader_expire(struct zc_loader *l, int64_t limit_ns)
{
	int64_t before_ns = zc_loop_now_ns() - limit_ns;

	if (l->worker)
		give_up(l, before_ns, limit_ns);
	if (!l->worker && zc_loader_stuck() < STUCK_MAX)
		zc_loader_start(l);
	if (!l->worker)
		fail_waiting(l, before_ns, limit_ns);
	return anything_left(l);
}

/* Waits up to FREE_WAIT_S, even if the time of day is set. True: the worker has ended. */
static bool
wait_for_end(struct zc_loader *l)
{
	const struct zc_loader_worker *w = l->worker;
	struct timespec until;
	bool ended;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += FREE_WAIT_S;
	pthread_mutex_lock(&l->mutex);
	while (!w->ended && !pthread_cond_timedwait(&l->ended, &l->mutex, &until))
		;
	ended = w->ended;
	pthread_mutex_unlock(&l->mutex);
	return ended;
}

/* Joins the worker, or gives it up if a file does not answer. True: joined. */
static bool
join(struct zc_loader *l)
{
	while (!wait_for_end(l))
		if (give_up(l, INT64_MAX, 0))
			return false;
	pthread_join(l->worker->thread, NULL);
	zc_loader_worker_free(l->worker);
	l->worker = NULL;
	return true;
}

void
zc_loader_free(struct zc_loader *l)
{
	if (!l)
		return;
	pthread_mutex_lock(&l->mutex);
	l->quit = true;
	pthread_cond_signal(&l->work);
	pthread_mutex_unlock(&l->mutex);
	while (l->worker && !join(l) && zc_loader_stuck() < STUCK_MAX)
		zc_loader_start(l);
	for (struct zc_load *job = l->todo.head; job; job = job->next)
		zc_load_strings_free(&job->strings);
	pthread_cond_destroy(&l->ended);
	pthread_cond_destroy(&l->work);
	pthread_mutex_destroy(&l->mutex);
	close(l->fd);
	free(l);
}

int
zc_loader_fd(const struct zc_loader *l)
{
	return l->fd;
}

void
zc_loader_submit(struct zc_loader *l, struct zc_load *job)
{
	int r;

	job->err.code = 0;
	job->err.text[0] = '\0';
	if (job->kind != ZC_LOAD_CLOSE) {
		job->sink = NULL;
		if (job->kind != ZC_LOAD_SINK)
			job->track = NULL;
	}
	job->submitted_ns = zc_loop_now_ns();
	r = zc_load_strings_copy(job);
	pthread_mutex_lock(&l->mutex);
	if (r) {
		zc_fail(&job->err, r, "out of memory for the loader");
		finish(l, job);
	} else {
		zc_loads_push(&l->todo, job);
		pthread_cond_signal(&l->work);
	}
	pthread_mutex_unlock(&l->mutex);
}

bool
zc_loader_cancel(struct zc_loader *l, struct zc_load *job)
{
	bool found;

	pthread_mutex_lock(&l->mutex);
	found = zc_loads_remove(&l->todo, job);
	pthread_mutex_unlock(&l->mutex);
	if (found)
		zc_load_strings_free(&job->strings);
	return found;
}

struct zc_load *
zc_loader_pop_done(struct zc_loader *l)
{
	struct zc_load *job;
	eventfd_t count;

	pthread_mutex_lock(&l->mutex);
	job = zc_loads_pop(&l->done);
	if (!l->done.head)
		eventfd_read(l->fd, &count);
	pthread_mutex_unlock(&l->mutex);
	return job;
}
