/* zcaudiod's own commands about incidents. Control thread only.
 *
 * zc_incidents [N]: the last N incidents (default: all), newest first. Each begins with its
 * "incident:" line, the id; then time (UNIX, with milliseconds), file, position (seconds), device,
 * trigger, verdict, also, text, ran_instead, and every number of zc_incident_fields that is not 0.
 *
 * zc_incident ID: the same for one incident, then a "wake:" line for each wake-up around it, with
 * these numbers: seq, woke_ns, planned_ns or "-", done_ns (all three relative to the incident),
 * played, committed, filled (frames), read_latency_ns, read_bytes, submitted_bytes, cpu_us,
 * faults_minor, faults_major, switches_voluntary, switches_involuntary, rate_hz, cause, flags
 * (the last two as in the records of a recording). */
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

#include "daemon/incident/incident.h"
#include "daemon/incident/incident_fields.h"
#include "daemon/incident/incident_store.h"
#include "daemon/mpd/mpd_handlers.h"
#include "daemon/base/worker.h"

#define WAKES_MAX (2 * ZC_INCIDENT_WAKES_MAX)

static void
reply_incident(struct zc_client *c, const struct zc_incident *i)
{
	const struct zc_verdict *v = &i->verdict;

	zc_reply(c, "incident: %" PRIu32 "\ntime: %" PRId64 ".%03d\n", i->id, i->unix_ms / 1000,
		(int)(i->unix_ms % 1000));
	if (*i->uri)
		zc_reply_text(c, "file", i->uri);
	if (i->rate_hz)
		zc_reply(c, "position: %.3f\n", (double)i->frame / i->rate_hz);
	zc_reply_text(c, "device", i->device);
	zc_reply(c, "trigger: %s\nverdict: %s\n", zc_trigger_name(v->trigger),
		zc_cause_name(v->cause));
	if (v->also)
		zc_reply(c, "also: %s\n", zc_cause_name(v->also));
	zc_reply_text(c, "text", v->text);
	if (*v->hints.ran_instead)
		zc_reply_text(c, "ran_instead", v->hints.ran_instead);
	for (int k = 0; k < zc_incident_field_count; k++) {
		const struct zc_incident_field *f = &zc_incident_fields[k];
		int64_t value = zc_incident_field_get(i, f);

		if (value)
			zc_reply(c, "%s: %" PRId64 "\n", f->name, value);
	}
}

int
zc_mpd_zc_incidents(struct zc_client *c, const struct zc_args *a)
{
	const struct zc_incident *list = NULL;
	uint32_t count = UINT32_MAX, known = 0;

	if (a->count && zc_arg_uint(c, a->arg[0], UINT32_MAX, &count))
		return ZC_DONE_ACK;
	if (c->server->env.incidents)
		known = zc_incidents_list(c->server->env.incidents, &list);
	for (uint32_t k = 0; k < known && k < count; k++)
		reply_incident(c, &list[known - 1 - k]);
	return ZC_DONE_OK;
}

/* The command that waits while the worker reads an incident's wake records. */
struct records {
	struct zc_cursor cursor;
	struct zc_client *client; /* lent until the cursor is freed */
	struct records_task *task; /* the worker's until it is done, then owned */
};

struct records_task {
	struct zc_task task;
	struct records *waiter; /* borrowed; NULL: the client has left */
	bool done;
	uint64_t seq; /* of the incident */
	char file[PATH_MAX];
	int count;
	struct zc_err err;
	struct zc_wake wakes[WAKES_MAX];
};

static void
records_run(struct zc_task *t)
{
	struct records_task *r = (struct records_task *)t;

	r->count = zc_incident_wakes(r->file, r->wakes, WAKES_MAX, &r->err);
}

static void
records_done(struct zc_task *t, bool ran)
{
	struct records_task *r = (struct records_task *)t;

	r->done = true;
	if (!r->waiter)
		free(r);
	else if (ran)
		zc_client_wake(r->waiter->client);
}

static void
records_free(struct zc_cursor *cur)
{
	struct records *g = (struct records *)cur;

	if (g->task->done)
		free(g->task);
	else
		g->task->waiter = NULL;
	free(g);
}

static void
reply_wake(struct zc_client *c, const struct zc_wake *w, int64_t at_ns)
{
	zc_reply(c, "wake: %" PRIu64 " %" PRId64 " ", w->seq, w->woke_ns - at_ns);
	if (w->planned_ns)
		zc_reply(c, "%" PRId64 " ", w->planned_ns - at_ns);
	else
		zc_reply(c, "- ");
	zc_reply(c,
		"%" PRId64 " %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRId64 " %" PRIu32
		" %" PRIu32 " %" PRIu32 " %" PRIu32 " %" PRIu32 " %" PRIu32 " %" PRIu32
		" %" PRIu32 " %u %u\n",
		w->done_ns - at_ns, w->played_frame, w->committed_frame, w->filled_frame,
		w->read_latency_ns, w->read_bytes, w->submitted_bytes, w->cpu_us,
		w->faults_minor, w->faults_major, w->switches_voluntary,
		w->switches_involuntary, w->rate_hz, w->cause, w->flags);
}

static int
records_step(struct zc_client *c, struct zc_cursor *cur)
{
	const struct records_task *r = ((const struct records *)cur)->task;
	int64_t at_ns = 0;

	if (!r->done)
		return ZC_DONE_WAIT;
	if (r->count < 0) {
		zc_reply_text(c, "wakes_error", r->err.text);
		return ZC_DONE_OK;
	}
	for (int i = 0; i < r->count; i++)
		if (r->wakes[i].seq == r->seq)
			at_ns = r->wakes[i].woke_ns;
	for (int i = 0; i < r->count; i++)
		reply_wake(c, &r->wakes[i], at_ns);
	return ZC_DONE_OK;
}

int
zc_mpd_zc_incident(struct zc_client *c, const struct zc_args *a)
{
	struct zc_incidents *in = c->server->env.incidents;
	const struct zc_incident *i = NULL;
	struct records *g;
	uint32_t id;

	if (zc_arg_uint(c, a->arg[0], UINT32_MAX, &id))
		return ZC_DONE_ACK;
	if (in)
		i = zc_incidents_find(in, id);
	if (!i)
		return zc_ack(c, ZC_ACK_NO_EXIST, "there is no incident %" PRIu32, id);
	g = calloc(1, sizeof(*g));
	if (g)
		g->task = calloc(1, sizeof(*g->task));
	if (!g || !g->task) {
		free(g);
		return zc_ack(c, ZC_ACK_SYSTEM, "out of memory");
	}
	reply_incident(c, i);
	zc_incidents_file(in, id, g->task->file, sizeof(g->task->file));
	if (!*g->task->file) {
		free(g->task);
		free(g);
		return ZC_DONE_OK;
	}
	g->cursor.step = records_step;
	g->cursor.free = records_free;
	g->client = c;
	g->task->waiter = g;
	g->task->seq = i->verdict.seq;
	g->task->task.run = records_run;
	g->task->task.done = records_done;
	zc_worker_do(c->server->worker, &g->task->task, true);
	return zc_client_answer_later(c, &g->cursor);
}
