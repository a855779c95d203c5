/* Workers and lists of jobs. Runs on the worker's thread, except the functions that loader.c
 * calls. */
#include "daemon/player/loader_worker.h"

#include <errno.h>
#include <limits.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>

#include "daemon/base/loop.h"

/* With mlockall in force the whole stack becomes resident, so it is small; codecs need some. */
#define STACK_BYTES (512u * 1024u)

static _Atomic int stuck; /* workers that were given up and have not ended */

void
zc_loads_init(struct zc_loads *list)
{
	list->head = NULL;
	list->tail = &list->head;
}

void
zc_loads_push(struct zc_loads *list, struct zc_load *job)
{
	job->next = NULL;
	*list->tail = job;
	list->tail = &job->next;
}

struct zc_load *
zc_loads_pop(struct zc_loads *list)
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

bool
zc_loads_remove(struct zc_loads *list, struct zc_load *job)
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

static int
copy(char **to, const char *from)
{
	*to = from ? strdup(from) : NULL;
	return *to || !from ? 0 : -ENOMEM;
}

int
zc_load_strings_copy(struct zc_load *job)
{
	struct zc_load_strings *s = &job->strings;
	int r = 0;

	memset(s, 0, sizeof(*s));
	if (job->kind == ZC_LOAD_FIND || job->kind == ZC_LOAD_SINK)
		r = copy(&s->device_name, job->device_name);
	if (!r && job->kind == ZC_LOAD_SINK) {
		r = copy(&s->sim_file, job->sink_conf.sim_file);
		if (!r)
			r = copy(&s->sim_script, job->sink_conf.sim_script);
	}
	if (job->kind == ZC_LOAD_TRACK)
		r = copy(&s->path, job->track_conf.path);
	if (r)
		zc_load_strings_free(s);
	return r;
}

void
zc_load_strings_free(struct zc_load_strings *s)
{
	free(s->device_name);
	free(s->path);
	free(s->sim_file);
	free(s->sim_script);
	memset(s, 0, sizeof(*s));
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

void
zc_loader_worker_free(struct zc_loader_worker *w)
{
	pthread_mutex_destroy(&w->delivery);
	zc_load_strings_free(&w->copy.strings);
	free(w);
}

/* With the loader's mutex held. */
static void
begin(struct zc_loader_worker *w, struct zc_load *job)
{
	w->job = job;
	w->started_ns = zc_loop_now_ns();
	w->copy = *job;
	memset(&job->strings, 0, sizeof(job->strings));
	w->copy.device_name = w->copy.strings.device_name;
	w->copy.sink_conf.sim_file = w->copy.strings.sim_file;
	w->copy.sink_conf.sim_script = w->copy.strings.sim_script;
	w->copy.track_conf.path = w->copy.strings.path;
}

/* Puts the result into the job; false: the worker was given up, and the result is undone. */
static bool
deliver(struct zc_loader_worker *w)
{
	struct zc_loader *l = w->loader;

	pthread_mutex_lock(&w->delivery);
	if (w->given_up) {
		pthread_mutex_unlock(&w->delivery);
		w->copy.kind = ZC_LOAD_CLOSE;
		work_on(&w->copy);
		zc_loader_worker_free(w);
		atomic_fetch_sub(&stuck, 1);
		return false;
	}
	pthread_mutex_lock(&l->mutex);
	w->job->track = w->copy.track;
	w->job->sink = w->copy.sink;
	w->job->device = w->copy.device;
	w->job->err = w->copy.err;
	zc_loads_push(&l->done, w->job);
	w->job = NULL;
	zc_load_strings_free(&w->copy.strings);
	eventfd_write(l->fd, 1);
	pthread_mutex_unlock(&w->delivery);
	return true;
}

static void *
worker_main(void *arg)
{
	struct zc_loader_worker *w = arg;
	struct zc_loader *l = w->loader;
	struct zc_load *job;

	pthread_setname_np(pthread_self(), "zc-loader");
	pthread_mutex_lock(&l->mutex);
	for (;;) {
		while (!(job = zc_loads_pop(&l->todo)) && !l->quit)
			pthread_cond_wait(&l->work, &l->mutex);
		if (!job)
			break;
		begin(w, job);
		pthread_mutex_unlock(&l->mutex);
		work_on(&w->copy);
		if (!deliver(w))
			return NULL;
	}
	w->ended = true;
	pthread_cond_signal(&l->ended);
	pthread_mutex_unlock(&l->mutex);
	return NULL;
}

int
zc_loader_start(struct zc_loader *l)
{
	struct zc_loader_worker *w = calloc(1, sizeof(*w));
	size_t stack_bytes = STACK_BYTES;
	pthread_attr_t attr;
	int rc;

	if (!w)
		return ENOMEM;
	w->loader = l;
	pthread_mutex_init(&w->delivery, NULL);
	if (stack_bytes < (size_t)PTHREAD_STACK_MIN)
		stack_bytes = PTHREAD_STACK_MIN;
	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, stack_bytes);
	rc = pthread_create(&w->thread, &attr, worker_main, w);
	pthread_attr_destroy(&attr);
	if (rc) {
		zc_loader_worker_free(w);
		return rc;
	}
	l->worker = w;
	return 0;
}

int
zc_loader_stuck(void)
{
	return atomic_load(&stuck);
}

void
zc_loader_worker_give_up(struct zc_loader_worker *w)
{
	w->given_up = true;
	pthread_detach(w->thread);
	atomic_fetch_add(&stuck, 1);
	w->loader->worker = NULL;
}
