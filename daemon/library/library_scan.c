/* Updates: a scan walks through the music directory and finds new, changed and removed files.
 *
 * It goes to the worker for one slice at a time, so that a client that lists a folder waits for a
 * slice and not for the whole scan. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "daemon/library/library_priv.h"
#include "daemon/library/library_open.h"
#include "daemon/library/library_walk.h"
#include "daemon/base/log.h"
#include "daemon/base/loop.h"
#include "daemon/queue/queue.h"
#include "daemon/base/worker.h"

#define SLICE_NS INT64_C(20000000)
#define SLICE_FILES 64

struct zc_scan {
	struct zc_task task;
	struct zc_scan *next; /* owns */
	struct zc_library *library; /* lent; outlives the worker */
	char *base, *uri; /* own */
	uint32_t generation; /* of base */
	uint32_t job;
	bool all, started, ended;
	bool changed;
	struct zc_err err; /* the first that may have hidden existing files; code 0: none */
	struct zc_walk *walk; /* owns */
	int count;
	struct {
		char *uri; /* owns */
		struct zc_read read;
	} item[SLICE_FILES];
};

/* Notes an error that does not say whether the file or folder still exists. */
static void
note_error(struct zc_scan *s, int error, const char *uri)
{
	if (error && !s->err.code && !zc_uri_error_is_final(error))
		zc_fail(&s->err, error, "%s: %s", *uri ? uri : s->base, strerror(-error));
}

static void
scan_run(struct zc_task *t)
{
	struct zc_scan *s = (struct zc_scan *)t;
	int64_t until_ns = zc_loop_now_ns() + SLICE_NS;
	struct zc_walk_entry e;
	struct zc_read *r;

	if (!s->started) {
		s->started = true;
		s->walk = zc_walk_new(s->base, s->uri, ZC_WALK_DEEP | ZC_WALK_STAT, &s->err);
		/* The music directory itself is missing while its disk is not mounted. */
		if (!s->walk && *s->uri && s->err.code == -ENOENT)
			s->err.code = 0;
	}
	while (s->count < SLICE_FILES && zc_loop_now_ns() < until_ns) {
		if (!s->walk || !zc_walk_next(s->walk, &e)) {
			s->ended = true;
			if (s->walk)
				note_error(s, zc_walk_error(s->walk), s->uri);
			return;
		}
		if (e.folder || !zc_is_audio(e.uri))
			continue;
		s->item[s->count].uri = strdup(e.uri);
		if (!s->item[s->count].uri) {
			note_error(s, -ENOMEM, e.uri);
			continue;
		}
		r = &s->item[s->count++].read;
		zc_library_read_file(s->library, s->base, e.uri, s->all, r);
		note_error(s, r->error, e.uri);
	}
}

static void
scan_destroy(struct zc_scan *s)
{
	zc_walk_free(s->walk);
	free(s->base);
	free(s->uri);
	free(s);
}

/* Reports the queue entries whose files were read by this job. */
static void
report_entries(struct zc_library *l, uint32_t job)
{
	uint32_t ids[64];
	int count = 0;

	for (uint32_t pos = 0; pos < zc_queue_length(l->queue); pos++) {
		const struct zc_song *song = zc_queue_at(l->queue, pos);
		const struct zc_file *f = zc_library_find(l, song->uri);

		if (f && f->read_by == job)
			ids[count++] = song->id;
		if (count == 64) {
			l->events.tags(l->events.ctx, ids, count);
			count = 0;
		}
	}
	if (count)
		l->events.tags(l->events.ctx, ids, count);
}

static void
collect(struct zc_scan *s, bool ran)
{
	struct zc_library *l = s->library;

	for (int i = 0; i < s->count; i++) {
		struct zc_read *r = &s->item[i].read;
		struct zc_file *f = NULL;

		if (r->read) {
			f = zc_library_put(l, s->generation, s->item[i].uri, r);
			s->changed = true;
			if (f)
				f->read_by = s->job;
		} else if (!r->error && ran) {
			f = (struct zc_file *)zc_library_find(l, s->item[i].uri);
		}
		if (f)
			f->found_by = s->job;
		free(s->item[i].uri);
	}
	s->count = 0;
}

static void
scan_done(struct zc_task *t, bool ran)
{
	struct zc_scan *s = (struct zc_scan *)t;
	struct zc_library *l = s->library;
	bool same = s->generation == l->generation;

	collect(s, ran);
	if (ran && !s->ended && same) {
		zc_worker_do(l->worker, &s->task, false);
		return;
	}
	l->scan = s->next;
	if (ran) {
		if (s->err.code)
			zc_log(ZC_LOG_WARNING,
				"%s; the update removes no file, since it could not read all",
				s->err.text);
		/* A file that could not be read need not be gone. */
		if (same && !s->err.code)
			s->changed |= zc_library_sweep(l, s->uri, s->job);
		l->updated_s = time(NULL);
		if (s->changed)
			report_entries(l, s->job);
		if (l->scan)
			zc_worker_do(l->worker, &l->scan->task, false);
		l->events.updating(l->events.ctx, s->changed);
	} else {
		while (l->scan) {
			struct zc_scan *waiting = l->scan;

			l->scan = waiting->next;
			scan_destroy(waiting);
		}
	}
	scan_destroy(s);
}

uint32_t
zc_library_update(struct zc_library *l, const char *uri, bool all)
{
	struct zc_scan *s, **last = &l->scan;

	if (!l->directory)
		return 0;
	s = calloc(1, sizeof(*s));
	if (!s)
		return 0;
	s->base = strdup(l->directory);
	s->uri = strdup(uri);
	if (!s->base || !s->uri) {
		scan_destroy(s);
		return 0;
	}
	s->library = l;
	s->generation = l->generation;
	s->all = all;
	s->job = ++l->last_job ? l->last_job : ++l->last_job;
	s->task.run = scan_run;
	s->task.done = scan_done;
	while (*last)
		last = &(*last)->next;
	*last = s;
	if (l->scan == s)
		zc_worker_do(l->worker, &s->task, false);
	l->events.updating(l->events.ctx, false);
	return s->job;
}

uint32_t
zc_library_updating(const struct zc_library *l)
{
	return l->scan ? l->scan->job : 0;
}

int64_t
zc_library_updated_s(const struct zc_library *l)
{
	return l->updated_s;
}
