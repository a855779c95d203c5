/* zcctl incidents: the list, or one incident with a table of its wake-ups. One thread. */
#include "tools/zcctl/zcctl.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "pipeline/wake.h"
#include "tools/common/kv.h"
#include "tools/common/page.h"
#include "tools/common/text.h"

/* Rows of the table before and after the incident. */
#define ROWS_BEFORE 10
#define ROWS_AFTER 5

static void
print_incident(const json_t *o)
{
	time_t at = (time_t)zc_kv_number(o, "time", 0);
	double count = zc_kv_number(o, "count", 1);
	char when[64], more[32] = "", place[ZC_TEXT_TIME_MAX];
	struct tm tm;

	strftime(when, sizeof(when), "%Y-%m-%d %H:%M:%S", localtime_r(&at, &tm));
	if (count > 1)
		snprintf(more, sizeof(more), ", %.0f in a burst", count);
	zc_page_linef("incident", "%.0f, %s, %s%s", zc_kv_number(o, "incident", 0), when,
		zc_kv_text(o, "trigger"), more);
	zc_page_line("file", zc_kv_text(o, "file"));
	if (json_object_get(o, "position"))
		zc_page_linef("position", "%s (frame %.0f)",
			zc_text_time(zc_kv_number(o, "position", 0), place),
			zc_kv_number(o, "frame", 0));
	zc_page_line("device", zc_kv_text(o, "device"));
	zc_page_line("verdict", zc_kv_text(o, "verdict"));
	zc_page_line("", zc_kv_text(o, "text"));
	putchar('\n');
}

/* A "wake:" line of zc_incident. */
struct row {
	struct zc_wake w;
	int64_t woke_ns, planned_ns, done_ns; /* relative to the incident */
	bool planned;
};

static bool
parse_row(const char *text, struct row *r)
{
	struct zc_wake *w = &r->w;
	char planned[32];

	memset(r, 0, sizeof(*r));
	if (sscanf(text,
		    "%" SCNu64 " %" SCNd64 " %31s %" SCNd64 " %" SCNu64 " %" SCNu64 " %" SCNu64
		    " %" SCNd64 " %" SCNu32 " %" SCNu32 " %" SCNu32 " %" SCNu32 " %" SCNu32
		    " %" SCNu32 " %" SCNu32 " %" SCNu32 " %" SCNu16 " %" SCNu16,
		    &w->seq, &r->woke_ns, planned, &r->done_ns, &w->played_frame,
		    &w->committed_frame, &w->filled_frame, &w->read_latency_ns, &w->read_bytes,
		    &w->submitted_bytes, &w->cpu_us, &w->faults_minor, &w->faults_major,
		    &w->switches_voluntary, &w->switches_involuntary, &w->rate_hz, &w->cause,
		    &w->flags) != 18)
		return false;
	r->planned = sscanf(planned, "%" SCNd64, &r->planned_ns) == 1;
	return true;
}

static const struct word {
	uint16_t bit;
	const char *name;
} causes[] = { { ZC_WAKE_DEADLINE, "deadline" }, { ZC_WAKE_PERIOD, "period" },
	{ ZC_WAKE_DISK, "disk" }, { ZC_WAKE_FILLER, "filler" }, { ZC_WAKE_COMMAND, "command" },
	{ 0, NULL } },
  flags[] = { { ZC_WAKE_RUNNING, "running" }, { ZC_WAKE_XRUN, "xrun" },
	  { ZC_WAKE_STILL, "still" }, { ZC_WAKE_LOST, "lost" }, { ZC_WAKE_RESET, "reset" },
	  { ZC_WAKE_STEP_DOWN, "step-down" }, { 0, NULL } };

/* The names of the bits that are set, "a b c", into buf of at least 80 bytes; returns buf. */
static char *
words(const struct word *list, uint16_t bits, char *buf)
{
	*buf = '\0';
	for (; list->name; list++)
		if (bits & list->bit) {
			if (*buf)
				strcat(buf, " ");
			strcat(buf, list->name);
		}
	return buf;
}

static json_t *
words_json(const struct word *list, uint16_t bits)
{
	json_t *a = zc_json_array();

	for (; list->name; list++)
		if (bits & list->bit)
			zc_json_append(a, zc_json_text(list->name));
	return a;
}

static json_t *
row_json(const struct row *r)
{
	const struct zc_wake *w = &r->w;
	json_t *o = zc_json_object();

	zc_json_put_int(o, "seq", (int64_t)w->seq);
	zc_json_put_int(o, "woke_ns", r->woke_ns);
	zc_json_put(o, "planned_ns", r->planned ? json_integer(r->planned_ns) : json_null());
	zc_json_put_int(o, "done_ns", r->done_ns);
	zc_json_put_int(o, "played_frame", (int64_t)w->played_frame);
	zc_json_put_int(o, "committed_frame", (int64_t)w->committed_frame);
	zc_json_put_int(o, "filled_frame", (int64_t)w->filled_frame);
	zc_json_put_int(o, "read_latency_ns", w->read_latency_ns);
	zc_json_put_int(o, "read_bytes", w->read_bytes);
	zc_json_put_int(o, "submitted_bytes", w->submitted_bytes);
	zc_json_put_int(o, "cpu_us", w->cpu_us);
	zc_json_put_int(o, "faults_minor", w->faults_minor);
	zc_json_put_int(o, "faults_major", w->faults_major);
	zc_json_put_int(o, "switches_voluntary", w->switches_voluntary);
	zc_json_put_int(o, "switches_involuntary", w->switches_involuntary);
	zc_json_put_int(o, "rate_hz", w->rate_hz);
	zc_json_put(o, "cause", words_json(causes, w->cause));
	zc_json_put(o, "flags", words_json(flags, w->flags));
	return o;
}

static void
print_row(const struct row *r, bool is_it)
{
	const struct zc_wake *w = &r->w;
	double rate = w->rate_hz ? w->rate_hz : 1;
	char late[24] = "-", then[24] = "-", cause[80], flag[80];

	if (r->planned)
		snprintf(late, sizeof(late), "%.0f",
			(double)(r->woke_ns - r->planned_ns) / 1000);
	/* Across a reset of the ring the two positions do not belong together. */
	if (!(w->flags & ZC_WAKE_RESET))
		snprintf(then, sizeof(then), "%.1f",
			(double)(int64_t)(w->filled_frame - w->played_frame) * 1000 / rate);
	printf("%c%9.1f %8s %8.0f %8.1f %8s %8.1f %6.0f %6.0f %5" PRIu32 "  %s%s%s\n",
		is_it ? '>' : ' ', (double)r->woke_ns / 1e6, late,
		(double)(r->done_ns - r->woke_ns) / 1000,
		(double)(int64_t)(w->committed_frame - w->played_frame) * 1000 / rate, then,
		(double)w->read_latency_ns / 1e6, (double)w->submitted_bytes / 1024,
		(double)w->read_bytes / 1024, w->faults_minor + w->faults_major,
		words(causes, w->cause, cause), *cause ? "; " : "",
		words(flags, w->flags, flag));
}

static void
print_wakes(const json_t *wakes, double seq)
{
	size_t n = json_array_size(wakes), at = n;
	struct row r;

	for (size_t i = 0; i < n; i++)
		if (parse_row(json_string_value(json_array_get(wakes, i)), &r) &&
			(double)r.w.seq == seq)
			at = i;
	if (at == n)
		return;
	printf("%10s %8s %8s %8s %8s %8s %6s %6s %5s  %s\n", "woke ms", "late us", "took us",
		"left ms", "then ms", "read ms", "KiB>", "KiB<", "fault", "woken by; state");
	for (size_t i = at > ROWS_BEFORE ? at - ROWS_BEFORE : 0; i < n && i <= at + ROWS_AFTER;
		i++)
		if (parse_row(json_string_value(json_array_get(wakes, i)), &r))
			print_row(&r, i == at);
}

/* Turns the answer's "wake" lines into objects. */
static void
parse_wakes(json_t *o)
{
	json_t *wakes = zc_json_array();
	const json_t *line;
	struct row r;
	size_t i;

	json_array_foreach(json_object_get(o, "wake"), i, line)
	{
		if (parse_row(json_string_value(line), &r))
			zc_json_append(wakes, row_json(&r));
	}
	json_object_del(o, "wake");
	zc_json_put(o, "wakes", wakes);
}

static int
show_one(struct zc_tool *c, const char *id)
{
	json_t *records, *o;
	int r = zc_tool_connect(c);

	if (!r)
		r = zc_kv_get(c, "zc_incident", id, false, &records);
	if (r)
		return r;
	o = json_array_get(records, 0);
	if (c->args->json) {
		parse_wakes(o);
		r = zc_json_print(json_incref(o), false) ? ZC_EXIT_FAILED : ZC_EXIT_OK;
	} else {
		print_incident(o);
		zc_page_line("no records", zc_kv_text(o, "wakes_error"));
		print_wakes(json_object_get(o, "wake"), zc_kv_number(o, "wake_seq", 0));
	}
	json_decref(records);
	return r;
}

int
zcctl_incidents(struct zc_tool *c, int argc, char **argv)
{
	long id;

	if (argc > 2)
		return zc_tool_usage(c, "incidents takes one number");
	if (argc == 2 && zc_parse_int(argv[1], 1, UINT32_MAX, &id))
		return zc_tool_usage(c,
			"incidents %s: takes the number of an incident; for a list: zcctl "
			"incidents",
			argv[1]);
	if (argc == 2)
		return show_one(c, argv[1]);
	return zc_page_records(c, "zc_incidents", NULL, "incidents",
		"no incidents: nothing disturbed playing that is remembered", print_incident);
}
