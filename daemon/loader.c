/* The loader thread and its two lists. The invariant: a job is in exactly one of waiting
 * (todo), in work (only the thread knows it) and done; the mutex is held for list surgery only,
 * never while a job is worked on, so the control thread never waits for the disk here. */
#include "loader.h"

#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

/* Locked memory counts: with mlockall in force a whole stack becomes resident. Codecs want
 * some. */
#define STACK_BYTES (512u * 1024u)

struct list {
	struct zc_load *head, **tail;
};

struct zc_loader {
	pthread_t thread;
	pthread_mutex_t mutex;
	pthread_cond_t work;
	struct list todo, done; /* both under mutex; the jobs are lent */
	bool quit; /* under mutex */
	int fd; /* owned; an eventfd, counts what was put into done */
};

static void
list_init(struct list *list)
{
	list->head = NULL;
	list->tail = &list->head;
}

static void
list_push(struct list *list, struct zc_load *job)
{
	job->next = NULL;
	*list->tail = job;
	list->tail = &job->next;
}

static struct zc_load *
list_pop(struct list *list)
{
	struct zc_load *job = list->head;

	if (!job)
		return NULL;
	list->head = job->next;
	if (!list->head)
		list->tail = &list->head;
	job->next = NULL;
	return job;
}

static bool
list_remove(struct list *list, struct zc_load *job)
{
	struct zc_load **at = &list->head;

	while (*at && *at != job)
		at = &(*at)->next;
	if (!*at)
		return false;
	*at = job->next;
	if (!*at)
		list->tail = at;
	job->next = NULL;
	return true;
}

static void
work_on(struct zc_load *job)
{
	switch (job->kind) {
	case ZC_LOAD_FIND:
		job->err.code = zc_device_find(job->device_name, &job->device, &job->err);
		break;
	case ZC_LOAD_SINK:
		job->sink =
			zc_device_open(job->device_name, &job->fmt, &job->sink_conf, &job->err);
		if (job->sink && job->track)
			zc_track_probe_sink(job->track, job->sink);
		break;
	case ZC_LOAD_TRACK:
		job->track_conf.caps = &job->caps;
		job->track = zc_track_open(&job->track_conf, &job->err);
		break;
	case ZC_LOAD_CLOSE:
		if (job->track)
			zc_track_close(job->track);
		if (job->sink)
			zc_sink_free(job->sink);
		job->track = NULL;
		job->sink = NULL;
		break;
	}
}

static void *
loader_main(void *arg)
{
	struct zc_loader *l = arg;
	struct zc_load *job;

	pthread_setname_np(pthread_self(), "zc-loader");
	pthread_mutex_lock(&l->mutex);
	for (;;) {
		while (!(job = list_pop(&l->todo)) && !l->quit)
			pthread_cond_wait(&l->work, &l->mutex);
		if (!job)
			break;
		pthread_mutex_unlock(&l->mutex);
		work_on(job);
		pthread_mutex_lock(&l->mutex);
		list_push(&l->done, job);
		eventfd_write(l->fd, 1);
	}
	pthread_mutex_unlock(&l->mutex);
	return NULL;
}

struct zc_loader *
zc_loader_new(struct zc_err *err)
{
	struct zc_loader *l = calloc(1, sizeof(*l));
	size_t stack_bytes = STACK_BYTES;
	pthread_attr_t attr;
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
	list_init(&l->todo);
	list_init(&l->done);
	pthread_mutex_init(&l->mutex, NULL);
	pthread_cond_init(&l->work, NULL);
	if (stack_bytes < (size_t)PTHREAD_STACK_MIN)
		stack_bytes = PTHREAD_STACK_MIN;
	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, stack_bytes);
	rc = pthread_create(&l->thread, &attr, loader_main, l);
	pthread_attr_destroy(&attr);
	if (!rc)
		return l;
	zc_fail(err, -rc, "cannot start the loader thread: %s", strerror(rc));
	pthread_cond_destroy(&l->work);
	pthread_mutex_destroy(&l->mutex);
	close(l->fd);
	free(l);
	return NULL;
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
	pthread_join(l->thread, NULL);
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
	job->err.code = 0;
	job->err.text[0] = '\0';
	if (job->kind != ZC_LOAD_CLOSE) {
		job->sink = NULL;
		if (job->kind != ZC_LOAD_SINK)
			job->track = NULL;
	}
	pthread_mutex_lock(&l->mutex);
	list_push(&l->todo, job);
	pthread_cond_signal(&l->work);
	pthread_mutex_unlock(&l->mutex);
}

bool
zc_loader_cancel(struct zc_loader *l, struct zc_load *job)
{
	bool found;

	pthread_mutex_lock(&l->mutex);
	found = list_remove(&l->todo, job);
	pthread_mutex_unlock(&l->mutex);
	return found;
}

struct zc_load *
zc_loader_take(struct zc_loader *l)
{
	struct zc_load *job;
	eventfd_t count;

	pthread_mutex_lock(&l->mutex);
	job = list_pop(&l->done);
	if (!l->done.head)
		eventfd_read(l->fd, &count);
	pthread_mutex_unlock(&l->mutex);
	return job;
}
