/* A report as JSON, and JSON as CSV. */
#include <inttypes.h>
#include <string.h>

#include "pipeline/hist.h"
#include "tools/report/forms.h"

#define SCHEMA "zcjitter-report-1"
#define Z95 1.96

/* The bins that are not empty: the largest value of each and its count. */
static json_t *
bins(const struct zcjitter_series *s)
{
	json_t *array = zc_json_array();

	for (size_t i = 0; i < s->count;) {
		uint64_t top = zc_hist_bin_top_ns(zc_hist_bin(s->sorted[i]));
		size_t first = i;
		json_t *pair = zc_json_array();

		while (i < s->count && s->sorted[i] <= top)
			i++;
		if (top > s->sorted[s->count - 1])
			top = s->sorted[s->count - 1];
		zc_json_append(pair, json_integer((json_int_t)top));
		zc_json_append(pair, json_integer((json_int_t)(i - first)));
		zc_json_append(array, pair);
	}
	return array;
}

static void
put_extreme(json_t *o, const struct zcjitter_run *run, const struct zcjitter_series *s,
	size_t i, const char *name)
{
	char key[16], at[ZCJITTER_TIME_MAX];

	snprintf(key, sizeof(key), "%s_ns", name);
	zc_json_put_int(o, key, (int64_t)s->ns[i]);
	snprintf(key, sizeof(key), "%s_at_s", name);
	zc_json_put_real(o, key, zcjitter_run_since(run, s->at_ns[i]));
	snprintf(key, sizeof(key), "%s_at", name);
	zc_json_put_text(o, key, zcjitter_run_time(run, s->at_ns[i], at));
}

static json_t *
figure(const struct zcjitter_run *run, enum zc_wake_kind kind)
{
	static const char *const low[ZCJITTER_SHARES] = { "p50_ns", "p10_ns", "p1_ns",
		"p0_1_ns", "p0_01_ns" };
	const struct zcjitter_series *s = &run->series[kind];
	json_t *o = zc_json_object();

	zc_json_put_int(o, "count", (int64_t)s->count);
	if (!s->count)
		return o;
	zc_json_put_real(o, "mean_ns", (double)s->sum_ns / (double)s->count);
	put_extreme(o, run, s, s->min, "min");
	for (int i = 0; i < ZCJITTER_SHARES; i++)
		zc_json_put_int(o, zcjitter_share_keys[i],
			(int64_t)zcjitter_quantile(s, zcjitter_shares[i]));
	for (int i = 0; kind == ZC_KIND_MARGIN && i < ZCJITTER_SHARES; i++)
		zc_json_put_int(o, low[i], (int64_t)zcjitter_run_quantile(run, kind, i));
	put_extreme(o, run, s, s->max, "max");
	zc_json_put(o, "histogram", bins(s));
	return o;
}

static json_t *
counters(const struct zcjitter_counts *n)
{
	const struct {
		const char *name;
		uint64_t value;
	} all[] = { { "wakeups", n->wakeups }, { "lost", n->lost }, { "syscalls", n->syscalls },
		{ "cpu_us", n->cpu_us }, { "reads", n->reads }, { "read_bytes", n->read_bytes },
		{ "xruns", n->xruns }, { "still", n->still }, { "resets", n->resets },
		{ "steps_down", n->steps_down }, { "faults_minor", n->faults_minor },
		{ "faults_major", n->faults_major },
		{ "switches_voluntary", n->switches_voluntary },
		{ "switches_involuntary", n->switches_involuntary } };
	json_t *o = zc_json_object(), *causes = zc_json_object();

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		zc_json_put_int(o, all[i].name, (int64_t)all[i].value);
	for (int i = 0; i < ZCJITTER_CAUSES; i++)
		zc_json_put_int(causes, zcjitter_cause_name(i), (int64_t)n->causes[i]);
	zc_json_put(o, "causes", causes);
	return o;
}

static json_t *
recording(const struct zcjitter_run *run)
{
	char at[ZCJITTER_TIME_MAX];
	json_t *o = zc_json_object();

	zc_json_put_text(o, "file", run->name);
	zc_json_put_text(o, "begun", zcjitter_run_begun(run, at));
	zc_json_put_real(o, "seconds", zcjitter_run_seconds(run));
	zc_json_put_bool(o, "whole", run->whole);
	zc_json_put_text(o, "ended", run->ended);
	zc_json_put_int(o, "capacity_frames", run->ring.capacity_frames);
	zc_json_put_int(o, "period_frames", run->ring.period_frames);
	return o;
}

static json_t *
rate(const struct zcjitter_rate *r)
{
	json_t *o = zc_json_object();

	zc_json_put_int(o, "nominal_hz", r->nominal_hz);
	zc_json_put(o, "ppm", r->known ? json_real(r->ppm) : json_null());
	zc_json_put(o, "ppm_95", r->known ? json_real(Z95 * r->ppm_error) : json_null());
	return o;
}

json_t *
zcjitter_json(const struct zcjitter_run *run)
{
	json_t *top = zc_json_object(), *figures = zc_json_object();

	for (int k = 0; k < ZC_KINDS; k++)
		zc_json_put(figures, zc_wake_kind_name((enum zc_wake_kind)k),
			figure(run, (enum zc_wake_kind)k));
	zc_json_put_text(top, "schema", SCHEMA);
	zc_json_put(top, "recording", recording(run));
	zc_json_put(top, "figures", figures);
	zc_json_put(top, "rate", rate(&run->rate));
	zc_json_put(top, "counters", counters(&run->count));
	zc_json_put(top, "tracks", json_incref(run->tracks));
	zc_json_put(top, "incidents", json_incref(run->incidents));
	zc_json_put(top, "about", json_incref(run->meta));
	return top;
}

void
zcjitter_json_write(const json_t *document, FILE *out)
{
	json_dumpf(document, out, JSON_INDENT(2) | JSON_REAL_PRECISION(12));
	putc('\n', out);
}

/* RFC 4180: text with commas, quotes or line ends is quoted, and quotes are doubled. */
static void
csv_text(const char *s, FILE *out)
{
	if (!strpbrk(s, ",\"\r\n")) {
		fputs(s, out);
		return;
	}
	putc('"', out);
	for (; *s; s++) {
		if (*s == '"')
			putc('"', out);
		putc(*s, out);
	}
	putc('"', out);
}

static void
csv_value(const char *way, const json_t *v, FILE *out)
{
	char further[512];
	const char *key;
	json_t *member;
	size_t i;

	json_object_foreach((json_t *)v, key, member) if (strcmp(key, "histogram") != 0)
	{
		snprintf(further, sizeof(further), "%s%s%s", way, *way ? "." : "", key);
		csv_value(further, member, out);
	}
	json_array_foreach(v, i, member)
	{
		snprintf(further, sizeof(further), "%s.%zu", way, i);
		csv_value(further, member, out);
	}
	if (json_is_object(v) || json_is_array(v))
		return;
	csv_text(way, out);
	putc(',', out);
	if (json_is_string(v))
		csv_text(json_string_value(v), out);
	else if (json_is_integer(v))
		fprintf(out, "%" JSON_INTEGER_FORMAT, json_integer_value(v));
	else if (json_is_real(v))
		fprintf(out, "%.12g", json_real_value(v));
	else if (json_is_boolean(v))
		fputs(json_is_true(v) ? "true" : "false", out);
	fputs("\r\n", out);
}

void
zcjitter_csv_write(const json_t *document, FILE *out)
{
	fputs("name,value\r\n", out);
	csv_value("", document, out);
}
