/* Collects incidents into bursts, judges and stores them. The wake records before an incident are
 * copied at once, since the engine overwrites them. The verdict waits for the end of the burst:
 * how long a pending read takes is known only when it completes. */
#include "daemon/incident/incident.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "daemon/incident/incident_hints.h"
#include "daemon/incident/incident_journal.h"
#include "daemon/incident/incident_store.h"
#include "daemon/incident/incident_trace.h"
#include "daemon/base/log.h"
#include "daemon/base/loop.h"
#include "daemon/base/worker.h"

#define SECOND_NS INT64_C(1000000000)
/* A burst ends after this time without another incident, or after BURST_NS in any case. */
#define QUIET_NS (3 * SECOND_NS)
#define BURST_NS (60 * SECOND_NS)
/* Time between two readings of the clocks and the engine's waiting time while playing. */
#define READ_NS (30 * SECOND_NS)
#define ZC_TRACEFS "/sys/kernel/tracing"
/* A quarter as many records are stored from after the incident as from before. */
#define AFTER_PART 4
#define WAKES_MAX (ZC_INCIDENT_WAKES_MAX + 1 + ZC_INCIDENT_WAKES_MAX / AFTER_PART)

struct burst {
	bool open;
	int64_t began_ns;
	struct zc_incident incident; /* its verdict has only hints and trigger so far */
	struct zc_wake wakes[WAKES_MAX];
	uint32_t count; /* of wakes */
	uint32_t at; /* the wake record of the incident */
};

struct zc_incidents {
	const struct zc_area *area; /* lent */
	struct zc_worker *worker; /* lent; NULL before the start */
	struct zc_timer *burst_timer, *reading_timer; /* owned */
	struct zc_trace *trace; /* owned; NULL: none */
	struct zc_incidents_conf conf;
	char *folder; /* owned; NULL: none */
	int lock_fd; /* holds the folder's lock; < 0: not held */
	struct zc_incident *list; /* owned; conf.keep of them, oldest first */
	uint32_t len;
	uint32_t newest; /* the last id that was assigned */
	bool loaded; /* the folder was read, so newest is valid */
	bool ended; /* zc_incidents_end was called */
	bool failing; /* the last one could not be stored, which was logged */
	uint64_t counts[ZC_CAUSE_COUNT];
	struct zc_hints_reading before; /* the last reading */
	struct burst burst;
};

struct load {
	struct zc_task task;
	struct zc_incidents *in; /* borrowed */
	struct zc_incident *list; /* owned */
	uint32_t newest;
	int got;
	struct zc_err err;
};

struct store {
	struct zc_task task;
	struct zc_incidents *in; /* borrowed */
	struct zc_incident incident;
	struct zc_wake *wakes; /* owned */
	uint32_t count;
	uint32_t oldest;
	int result;
	struct zc_err err;
};

static int64_t
unix_ms_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	return t.tv_sec * INT64_C(1000) + t.tv_nsec / 1000000;
}

static void
forget_oldest(struct zc_incidents *in, uint32_t n)
{
	in->len -= n;
	memmove(in->list, in->list + n, in->len * sizeof(in->list[0]));
}

static void
load_run(struct zc_task *t)
{
	struct load *l = (struct load *)t;

	l->got =
		zc_incident_load(l->in->folder, l->list, l->in->conf.keep, &l->newest, &l->err);
}

static void
load_done(struct zc_task *t, bool ran)
{
	struct load *l = (struct load *)t;
	struct zc_incidents *in = l->in;

	/* The open burst must not get the id of an existing file. */
	if (!ran && in->ended)
		load_run(t);
	if (l->got < 0)
		zc_log(ZC_LOG_WARNING, "%s", l->err.text);
	if (l->got > 0) {
		in->len = (uint32_t)l->got;
		memcpy(in->list, l->list, in->len * sizeof(in->list[0]));
	}
	in->newest = l->newest;
	in->loaded = true;
	free(l->list);
	free(l);
	if (in->ended)
		zc_incidents_end(in);
}

static void
store_run(struct zc_task *t)
{
	struct store *s = (struct store *)t;

	s->result = zc_incident_store(s->in->folder, &s->incident, s->wakes, s->count,
		s->in->conf.keep, s->in->conf.keep_kib, &s->oldest, &s->err);
}

static void
store_done(struct zc_task *t, bool ran)
{
	struct store *s = (struct store *)t;
	struct zc_incidents *in = s->in;
	uint32_t gone = 0;

	if (!ran)
		store_run(t);
	if (s->result && !in->failing)
		zc_log(ZC_LOG_WARNING,
			"incidents cannot be stored, so a restart loses them: %s", s->err.text);
	else if (!s->result && in->failing)
		zc_log(ZC_LOG_NOTICE, "incidents are stored again in %s", in->folder);
	in->failing = s->result != 0;
	while (gone < in->len && in->list[gone].id < s->oldest)
		gone++;
	forget_oldest(in, gone);
	free(s->wakes);
	free(s);
}

static void
store(struct zc_incidents *in, const struct burst *b)
{
	struct store *s = calloc(1, sizeof(*s));

	if (!in->folder || !in->worker)
		goto drop;
	if (s)
		s->wakes = malloc(b->count * sizeof(s->wakes[0]));
	if (!s || !s->wakes) {
		zc_log(ZC_LOG_WARNING, "incident %u cannot be stored: out of memory",
			b->incident.id);
		goto drop;
	}
	s->task.run = store_run;
	s->task.done = store_done;
	s->in = in;
	s->incident = b->incident;
	s->count = b->count;
	memcpy(s->wakes, b->wakes, b->count * sizeof(s->wakes[0]));
	zc_worker_do(in->worker, &s->task, false);
	return;
drop:
	free(s);
}

/* Judges and stores the open burst. */
static void
conclude(struct zc_incidents *in)
{
	struct burst *b = &in->burst;
	struct zc_area_cursor cursor = { .next = b->wakes[b->count - 1].seq + 1 };
	struct zc_incident *i = &b->incident;
	const struct zc_verdict_hints hints = i->verdict.hints;
	int n = zc_area_wakes(
		in->area, &cursor, &b->wakes[b->count], (int)(in->conf.wakes / AFTER_PART));

	b->open = false;
	b->count += n > 0 ? (uint32_t)n : 0;
	i->id = ++in->newest;
	zc_verdict_judge(b->wakes, b->count, b->at, i->verdict.trigger, &hints, &i->verdict);
	in->counts[i->verdict.cause] += i->count;
	if (in->len == in->conf.keep)
		forget_oldest(in, 1);
	in->list[in->len++] = *i;
	zc_incident_log(i);
	store(in, b);
	zc_hints_read(in->area->head.engine_tid, &in->before);
}

static void
burst_timer_due(void *ctx)
{
	struct zc_incidents *in = ctx;

	if (!in->burst.open)
		return;
	/* The next id depends on the files in the folder. */
	if (in->loaded)
		conclude(in);
	else
		zc_timer_set(in->burst_timer, zc_loop_now_ns() + SECOND_NS);
}

static void
reading_timer_due(void *ctx)
{
	struct zc_incidents *in = ctx;

	if (!in->burst.open)
		zc_hints_read(in->area->head.engine_tid, &in->before);
	zc_timer_set(in->reading_timer, zc_loop_now_ns() + READ_NS);
}

struct zc_incidents *
zc_incidents_new(struct zc_loop *loop, const struct zc_area *area,
	const struct zc_incidents_conf *conf, struct zc_warnings *warn)
{
	struct zc_incidents *in = calloc(1, sizeof(*in));
	const char *folder = conf->folder;
	struct zc_err err;

	if (!in)
		return NULL;
	in->area = area;
	in->conf = *conf;
	in->conf.folder = NULL;
	in->lock_fd = -1;
	in->list = calloc(conf->keep, sizeof(in->list[0]));
	in->burst_timer = zc_timer_new(loop, burst_timer_due, in);
	in->reading_timer = zc_timer_new(loop, reading_timer_due, in);
	if (folder)
		in->lock_fd = zc_incident_claim(folder, warn);
	if (in->lock_fd == -EADDRINUSE)
		folder = NULL;
	if (folder)
		in->folder = strdup(folder);
	if (!in->list || !in->burst_timer || !in->reading_timer || (folder && !in->folder)) {
		zc_incidents_free(in);
		return NULL;
	}
	zc_hints_read(area->head.engine_tid, &in->before);
	if (conf->trace) {
		in->trace = zc_trace_open(ZC_TRACEFS, area->head.engine_tid, &err);
		if (!in->trace)
			zc_log(ZC_LOG_INFO,
				"incidents cannot name the program that had the CPU: %s",
				err.text);
	}
	return in;
}

void
zc_incidents_start(struct zc_incidents *in, struct zc_worker *worker)
{
	struct load *l = in->folder ? calloc(1, sizeof(*l)) : NULL;

	in->worker = worker;
	if (l)
		l->list = calloc(in->conf.keep, sizeof(l->list[0]));
	if (!l || !l->list) {
		/* Nothing to read, or no memory to do so: ids start from 1. */
		in->loaded = true;
		free(l);
		return;
	}
	l->task.run = load_run;
	l->task.done = load_done;
	l->in = in;
	zc_worker_do(worker, &l->task, false);
}

void
zc_incidents_end(struct zc_incidents *in)
{
	if (!in || !in->burst.open)
		return;
	in->ended = true;
	if (in->loaded)
		conclude(in);
}

void
zc_incidents_free(struct zc_incidents *in)
{
	if (!in)
		return;
	zc_timer_free(in->burst_timer);
	zc_timer_free(in->reading_timer);
	zc_trace_close(in->trace);
	free(in->list);
	free(in->folder);
	if (in->lock_fd >= 0)
		close(in->lock_fd);
	free(in);
}

/* Copies the records up to this one. False if it was overwritten already. */
static bool
freeze(struct zc_incidents *in, uint64_t seq)
{
	struct burst *b = &in->burst;
	struct zc_area_cursor cursor = { .next = seq > in->conf.wakes ? seq - in->conf.wakes
								      : 1 };
	int n = zc_area_wakes(in->area, &cursor, b->wakes, (int)in->conf.wakes + 1);

	while (n > 0 && b->wakes[n - 1].seq > seq)
		n--;
	if (n <= 0 || b->wakes[n - 1].seq != seq)
		return false;
	b->count = (uint32_t)n;
	b->at = b->count - 1;
	return true;
}

void
zc_incidents_add(struct zc_incidents *in, const struct zc_incident_context *at)
{
	struct burst *b = &in->burst;
	struct zc_incident *i = &b->incident;
	struct zc_area_cursor cursor = { .next = at->wake_seq };
	struct zc_hints_reading now;
	enum zc_trigger trigger;
	struct zc_wake w;

	if (zc_area_wakes(in->area, &cursor, &w, 1) != 1 || w.seq != at->wake_seq)
		return;
	trigger = zc_trigger_of(&w, in->conf.late_us * INT64_C(1000));
	if (!trigger)
		return;
	if (!b->open) {
		i->count = 0;
		i->verdict.trigger = ZC_TRIGGER_NONE;
		b->began_ns = zc_loop_now_ns();
	}
	if (trigger > i->verdict.trigger) {
		if (!freeze(in, at->wake_seq))
			return;
		zc_hints_read(in->area->head.engine_tid, &now);
		zc_hints_between(&in->before, &now, &i->verdict.hints);
		zc_trace_who(in->trace, b->wakes, b->at, i->verdict.hints.ran_instead,
			sizeof(i->verdict.hints.ran_instead));
		i->verdict.trigger = trigger;
		i->unix_ms = unix_ms_now();
		i->frame = at->frame;
		i->rate_hz = at->rate_hz;
		snprintf(i->uri, sizeof(i->uri), "%s", at->uri);
		snprintf(i->device, sizeof(i->device), "%s", at->device);
	}
	b->open = true;
	i->count++;
	zc_timer_set(in->burst_timer, zc_loop_now_ns() + QUIET_NS < b->began_ns + BURST_NS
					      ? zc_loop_now_ns() + QUIET_NS
					      : b->began_ns + BURST_NS);
}

void
zc_incidents_playing(struct zc_incidents *in, bool playing)
{
	if (!in)
		return;
	zc_timer_set(in->reading_timer, playing ? zc_loop_now_ns() : INT64_MAX);
}

uint32_t
zc_incidents_list(const struct zc_incidents *in, const struct zc_incident **list)
{
	*list = in->list;
	return in->len;
}

const struct zc_incident *
zc_incidents_find(const struct zc_incidents *in, uint32_t id)
{
	for (uint32_t k = 0; k < in->len; k++)
		if (in->list[k].id == id)
			return &in->list[k];
	return NULL;
}

const uint64_t *
zc_incidents_counts(const struct zc_incidents *in)
{
	return in->counts;
}

char *
zc_incidents_file(const struct zc_incidents *in, uint32_t id, char *buf, size_t size)
{
	*buf = '\0';
	return in->folder ? zc_incident_file(in->folder, id, buf, size) : buf;
}
