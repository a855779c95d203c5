#include "tools/report/sections.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

/* 95 % of a normal distribution lie within this many standard errors. */
#define Z95 1.96

const char *
zcjitter_member_str(const json_t *object, const char *key, char *buf, size_t size)
{
	const json_t *v = json_object_get(object, key);

	if (json_is_string(v))
		return json_string_value(v);
	if (json_is_boolean(v))
		return json_is_true(v) ? "yes" : "no";
	if (json_is_integer(v))
		snprintf(buf, size, "%" JSON_INTEGER_FORMAT, json_integer_value(v));
	else if (json_is_real(v))
		snprintf(buf, size, "%g", json_real_value(v));
	else
		*buf = '\0';
	return buf;
}

double
zcjitter_member_number(const json_t *object, const char *key, double missing)
{
	const json_t *v = json_object_get(object, key);

	return json_is_number(v) ? json_number_value(v) : missing;
}

char *
zcjitter_rate_str(const struct zcjitter_run *run, char *buf, size_t size)
{
	if (run->rate.known)
		snprintf(buf, size, "%+.3f ppm \xc2\xb1 %.3f (95 %%) against %u Hz",
			run->rate.ppm, Z95 * run->rate.ppm_error, run->rate.nominal_hz);
	else
		snprintf(buf, size, "unknown: %s",
			run->rate.wild ? "the position stood still or jumped"
				       : "too few positions");
	return buf;
}

static void
fact(struct zcjitter_table *t, const char *name, const char *value)
{
	if (!*value)
		return;
	zcjitter_table_add(t, "%s", name);
	zcjitter_table_add(t, "%s", value);
}

static void
facts_begin(struct zcjitter_table *t, const char *title)
{
	zcjitter_table_begin(t, title, "ll");
	t->plain = 1;
}

static char *
findings(const struct zcjitter_run *run, char *buf, size_t size)
{
	uint64_t xruns = run->count.xruns, faults = run->count.faults_major;
	size_t incidents = json_array_size(run->incidents);

	snprintf(buf, size, "%" PRIu64 " xrun%s, %zu incident%s, %" PRIu64 " major fault%s",
		xruns, xruns == 1 ? "" : "s", incidents, incidents == 1 ? "" : "s", faults,
		faults == 1 ? "" : "s");
	return buf;
}

void
zcjitter_tab_recording(const struct zcjitter_run *run, struct zcjitter_table *t)
{
	char buf[256], number[ZCJITTER_NUMBER_MAX];

	facts_begin(t, "Recording");
	fact(t, "file", run->name);
	fact(t, "begun", zcjitter_run_begun(run, buf));
	if (run->count.wakeups)
		snprintf(buf, sizeof(buf), "%.3f s, %s wake-ups", zcjitter_run_seconds(run),
			zcjitter_count_str(run->count.wakeups, number));
	else
		snprintf(buf, sizeof(buf), "no wake-ups: nothing played during the recording");
	fact(t, "length", buf);
	fact(t, "ended", run->ended);
	if (run->count.lost) {
		snprintf(buf, sizeof(buf),
			"%s wake-ups are missing: the recorder was too late to read them",
			zcjitter_count_str(run->count.lost, number));
		fact(t, "lost", buf);
	}
	fact(t, "found", findings(run, buf, sizeof(buf)));
	fact(t, "DAC clock", zcjitter_rate_str(run, buf, sizeof(buf)));
	for (int i = 0; i < run->ring_count; i++) {
		const struct zcjitter_ring *ring = &run->rings[i];

		snprintf(buf, sizeof(buf), "%u frames (%.0f ms at %u Hz), period %u frames",
			ring->capacity_frames, ring->capacity_frames * 1000.0 / ring->rate_hz,
			ring->rate_hz, ring->period_frames);
		fact(t, i ? "" : "ring", buf);
	}
}

static void
figure(const struct zcjitter_run *run, enum zc_wake_kind kind, struct zcjitter_table *t)
{
	const struct zcjitter_series *s = &run->series[kind];
	bool low = kind == ZC_KIND_MARGIN;
	char number[ZCJITTER_NUMBER_MAX];

	zcjitter_table_add(t, "%s", zcjitter_kind_title(kind));
	zcjitter_table_add(t, "%s", zcjitter_count_str(s->count, number));
	if (!s->count) {
		for (int i = 0; i < ZCJITTER_SHARES + 4; i++)
			zcjitter_table_add(t, "-");
		return;
	}
	zcjitter_table_add(
		t, "%s", zcjitter_ns_str((double)s->ns[low ? s->max : s->min], number));
	for (int i = 0; i <= ZCJITTER_SHARES; i++)
		zcjitter_table_add(
			t, "%s", zcjitter_ns_str(zcjitter_run_quantile(run, kind, i), number));
	zcjitter_table_add(
		t, "%.3f s", zcjitter_run_since(run, s->at_ns[low ? s->min : s->max]));
	zcjitter_table_add(
		t, "%s", zcjitter_ns_str((double)s->sum_ns / (double)s->count, number));
}

static void
figures_begin(enum zc_wake_kind kind, const char *title, struct zcjitter_table *t)
{
	zcjitter_table_begin(t, title, "lrrrrrrrrrr");
	zcjitter_table_heads(t, "", "count", kind == ZC_KIND_MARGIN ? "max" : "min", NULL);
	for (int i = 0; i <= ZCJITTER_SHARES; i++)
		zcjitter_table_add(t, "%s", zcjitter_quantile_name(kind, i));
	zcjitter_table_heads(t, "worst at", "mean", NULL);
}

void
zcjitter_tab_figures(const struct zcjitter_run *run, struct zcjitter_table *t)
{
	figures_begin(ZC_KIND_LATE, "Timing", t);
	for (int k = 0; k < ZC_KINDS; k++)
		if (k != ZC_KIND_MARGIN)
			figure(run, (enum zc_wake_kind)k, t);
}

void
zcjitter_tab_margin(const struct zcjitter_run *run, struct zcjitter_table *t)
{
	figures_begin(ZC_KIND_MARGIN, "Margin to an underrun", t);
	figure(run, ZC_KIND_MARGIN, t);
}

static void
counter(struct zcjitter_table *t, const char *name, uint64_t n, double seconds)
{
	char number[ZCJITTER_NUMBER_MAX];

	zcjitter_table_add(t, "%s", name);
	zcjitter_table_add(t, "%s", zcjitter_count_str(n, number));
	zcjitter_table_add(t, "%s", zcjitter_rate_of(n, seconds, number));
}

void
zcjitter_tab_counters(const struct zcjitter_run *run, struct zcjitter_table *t)
{
	const struct zcjitter_counts *n = &run->count;
	double s = zcjitter_run_seconds(run);

	zcjitter_table_begin(t, "Counters", "lrr");
	zcjitter_table_heads(t, "", "count", "per second", NULL);
	counter(t, "wake-ups", n->wakeups, s);
	for (int i = 0; i < ZCJITTER_CAUSES; i++) {
		char name[40];

		snprintf(name, sizeof(name), "  by %s", zcjitter_cause_name(i));
		counter(t, name, n->causes[i], s);
	}
	counter(t, "system calls", n->syscalls, s);
	counter(t, "CPU \xc2\xb5s of the engine", n->cpu_us, s);
	counter(t, "reads", n->reads, s);
	counter(t, "bytes read into the ring", n->read_bytes, s);
	counter(t, "xruns", n->xruns, s);
	counter(t, "position stood still", n->still, s);
	counter(t, "ring resets", n->resets, s);
	counter(t, "steps down to a slower path", n->steps_down, s);
	counter(t, "minor faults", n->faults_minor, s);
	counter(t, "major faults", n->faults_major, s);
	counter(t, "voluntary switches", n->switches_voluntary, s);
	counter(t, "involuntary switches", n->switches_involuntary, s);
	counter(t, "records lost", n->lost, s);
}

/* The bytes by path, against the payload. */
static void
track_bytes(const json_t *track, struct zcjitter_table *t)
{
	static const char *const ways[] = { "direct", "copied", "decoded" };
	char text[256] = "", number[ZCJITTER_NUMBER_MAX], key[32];
	double payload = zcjitter_member_number(track, "payload_bytes", 0);
	size_t at = 0;

	for (size_t i = 0; i < 3; i++) {
		double n;

		snprintf(key, sizeof(key), "bytes_%s", ways[i]);
		n = zcjitter_member_number(track, key, 0);
		at += (size_t)snprintf(text + at, sizeof(text) - at, "%s%s %s", i ? " + " : "",
			zcjitter_count_str((unsigned long long)n, number), ways[i]);
	}
	if (payload > 0)
		snprintf(text + at, sizeof(text) - at, " of %s",
			zcjitter_count_str((unsigned long long)payload, number));
	fact(t, "bytes", text);
}

/* The device and its ring, and the alignment that the disk needs to write there. */
static void
track_ring(const json_t *track, struct zcjitter_table *t)
{
	char a[128], b[128], text[1024];

	fact(t, "device", zcjitter_member_str(track, "device", a, sizeof(a)));
	if (json_object_get(track, "ring_frames")) {
		snprintf(text, sizeof(text), "%s frames, periods of %s",
			zcjitter_member_str(track, "ring_frames", a, sizeof(a)),
			zcjitter_member_str(track, "period_frames", b, sizeof(b)));
		fact(t, "ring", text);
	}
	fact(t, "lead-in frames", zcjitter_member_str(track, "lead_in_frames", a, sizeof(a)));
	if (json_object_get(track, "data_offset")) {
		snprintf(text, sizeof(text), "at byte %s of the file",
			zcjitter_member_str(track, "data_offset", a, sizeof(a)));
		fact(t, "first sample", text);
	}
	if (zcjitter_member_number(track, "off_align", 0) > 0) {
		snprintf(text, sizeof(text), "blocks of %s bytes, addresses by %s",
			zcjitter_member_str(track, "off_align", a, sizeof(a)),
			zcjitter_member_str(track, "mem_align", b, sizeof(b)));
		fact(t, "disk alignment", text);
	}
}

void
zcjitter_tab_track(const struct zcjitter_run *run, size_t i, struct zcjitter_table *t)
{
	const json_t *track = json_array_get(run->tracks, i);
	char a[128], b[128], text[1024];
	const char *error;

	facts_begin(t, "Track");
	fact(t, "file", zcjitter_member_str(track, "file", a, sizeof(a)));
	error = zcjitter_member_str(track, "error", b, sizeof(b));
	snprintf(text, sizeof(text), "%s%s%s",
		zcjitter_member_str(track, "result", a, sizeof(a)), *error ? ": " : "", error);
	fact(t, "result", text);
	snprintf(text, sizeof(text), "%s: %s", zcjitter_member_str(track, "path", a, sizeof(a)),
		zcjitter_member_str(track, "reason_text", b, sizeof(b)));
	fact(t, "path", text);
	track_bytes(track, t);
	snprintf(text, sizeof(text), "%s %s",
		zcjitter_member_str(track, "file_format", a, sizeof(a)),
		zcjitter_member_str(track, "codec", b, sizeof(b)));
	fact(t, "stored as", text);
	fact(t, "played as", zcjitter_member_str(track, "hw_format", a, sizeof(a)));
	fact(t, "bit-exact", zcjitter_member_str(track, "bit_exact", a, sizeof(a)));
	fact(t, "receipt", zcjitter_member_str(track, "verify_text", a, sizeof(a)));
	snprintf(text, sizeof(text), "%s of %s",
		zcjitter_member_str(track, "frames_played", a, sizeof(a)),
		zcjitter_member_str(track, "frames", b, sizeof(b)));
	fact(t, "frames", text);
	track_ring(track, t);
	fact(t, "xruns", zcjitter_member_str(track, "xruns", a, sizeof(a)));
	fact(t, "note", zcjitter_member_str(track, "note", a, sizeof(a)));
}

int64_t
zcjitter_incident_at_ns(const struct zcjitter_run *run, const json_t *incident)
{
	double s = zcjitter_member_number(
		incident, "time", zcjitter_member_number(incident, "unix_ms", -1) / 1000);
	double seq = zcjitter_member_number(incident, "wake_seq", 0);
	int64_t woke_ns = zcjitter_run_woke_ns(run, (uint64_t)seq);

	/* The system's clock is used only if the record is missing, as that clock may have been
	 * set. */
	if (woke_ns != INT64_MIN)
		return woke_ns;
	if (s < 0)
		return INT64_MIN;
	return run->head.created_mono_ns + (int64_t)(s * 1e9) - run->head.created_unix_ns;
}

void
zcjitter_tab_incidents(const struct zcjitter_run *run, struct zcjitter_table *t)
{
	size_t i;
	json_t *incident;

	zcjitter_table_begin(t, "Incidents", "rrlll");
	zcjitter_table_heads(t, "", "at", "trigger", "verdict", "explanation", NULL);
	json_array_foreach(run->incidents, i, incident)
	{
		int64_t at_ns = zcjitter_incident_at_ns(run, incident);
		char buf[128];

		zcjitter_table_add(t, "%zu", i + 1);
		if (at_ns == INT64_MIN)
			zcjitter_table_add(t, "-");
		else
			zcjitter_table_add(t, "%.3f s", zcjitter_run_since(run, at_ns));
		zcjitter_table_add(
			t, "%s", zcjitter_member_str(incident, "trigger", buf, sizeof(buf)));
		zcjitter_table_add(
			t, "%s", zcjitter_member_str(incident, "verdict", buf, sizeof(buf)));
		zcjitter_table_add(
			t, "%s", zcjitter_member_str(incident, "text", buf, sizeof(buf)));
	}
}

void
zcjitter_tab_group(const char *title, const json_t *group, struct zcjitter_table *t)
{
	const char *key;
	json_t *value;

	facts_begin(t, title);
	json_object_foreach((json_t *)group, key, value)
	{
		char buf[128], name[128], *unit;
		size_t i;
		json_t *item;

		snprintf(name, sizeof(name), "%s", key);
		unit = strstr(name, "_kib");
		if (unit && json_is_integer(value)) {
			*unit = '\0';
			fact(t, name,
				zcjitter_bytes_str(
					(double)json_integer_value(value) * 1024, buf));
			continue;
		}
		for (char *c = name; *c; c++)
			*c = *c == '_' ? ' ' : *c;
		json_array_foreach(value, i, item) if (json_is_string(item))
			fact(t, i ? "" : name, json_string_value(item));
		if (!json_is_array(value))
			fact(t, name, zcjitter_member_str(group, key, buf, sizeof(buf)));
	}
}
