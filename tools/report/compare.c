/* A comparison: its figures, its tables, and from them its forms. Recordings are called A, B,
 * C ... in the tables. */
#include "tools/report/compare.h"

#include <stddef.h>
#include <string.h>

#include "tools/report/charts.h"
#include "tools/report/forms.h"
#include "tools/report/html_page.h"
#include "tools/report/sections.h"

#define SCHEMA "zcjitter-compare-1"
#define CURVE_WIDTH 360
#define NAME_WIDTH 22
#define ABOUT_MAX 400

static bool
has_interval(const struct zcjitter_run *a, const struct zcjitter_run *b, enum zc_wake_kind kind,
	int i)
{
	double beyond;

	/* The worst value is a single one. */
	if (i == ZCJITTER_SHARES)
		return false;
	beyond = 1 - zcjitter_shares[i];
	return (double)a->series[kind].count * beyond >= 5 &&
	       (double)b->series[kind].count * beyond >= 5;
}

static void
compare_one(struct zcjitter_comparison *c, int other, enum zc_wake_kind kind, int i,
	struct zcjitter_random *random)
{
	struct zcjitter_ratio *r = &c->ratio[other][kind][i];
	const struct zcjitter_run *a = &c->runs[0], *b = &c->runs[other];
	double strict = 1 - (1 - ZCJITTER_LEVEL) / c->comparisons;
	double from = zcjitter_run_quantile(a, kind, i), to = zcjitter_run_quantile(b, kind, i);
	struct zcjitter_interval wide;

	r->known = b->series[kind].count && from > 0;
	if (!r->known)
		return;
	r->ratio = to / from;
	if (!has_interval(a, b, kind, i))
		return;
	r->resampled = zcjitter_boot_ratio(&a->series[kind], &b->series[kind],
		kind == ZC_KIND_MARGIN ? 1 - zcjitter_shares[i] : zcjitter_shares[i],
		ZCJITTER_LEVEL, strict, random, &r->interval, &wide);
	r->real = r->resampled && (wide.low > 1 || wide.high < 1);
}

void
zcjitter_comparison_make(struct zcjitter_comparison *c, const struct zcjitter_run *runs,
	int count, uint64_t seed)
{
	struct zcjitter_random random = { seed };

	memset(c, 0, sizeof(*c));
	c->runs = runs;
	c->count = count;
	c->seed = seed;
	for (int other = 1; other < count; other++)
		for (int k = 0; k < ZC_KINDS; k++)
			for (int i = 0; i < ZCJITTER_SHARES; i++)
				c->comparisons += has_interval(
					&runs[0], &runs[other], (enum zc_wake_kind)k, i);
	for (int other = 1; other < count; other++)
		for (int k = 0; k < ZC_KINDS; k++)
			for (int i = 0; i <= ZCJITTER_SHARES; i++)
				compare_one(c, other, (enum zc_wake_kind)k, i, &random);
}

static char *
about_text(const struct zcjitter_comparison *c, char *buf, size_t size)
{
	snprintf(buf, size,
		"Ratios to A, with their 95 %% intervals by %d resamples of each recording "
		"(seed %llu). \"real\": the interval, widened for all %d comparisons, leaves "
		"out 1. \"-\": too few wake-ups for an interval.",
		ZCJITTER_RESAMPLES, (unsigned long long)c->seed, c->comparisons);
	return buf;
}

static void
tab_recordings(const struct zcjitter_comparison *c, struct zcjitter_table *t)
{
	char buf[ZCJITTER_TIME_MAX], number[ZCJITTER_NUMBER_MAX];

	zcjitter_table_begin(t, "Recordings", "lllrrrr");
	zcjitter_table_heads(
		t, "", "file", "begun", "seconds", "wake-ups", "xruns", "incidents", NULL);
	for (int i = 0; i < c->count; i++) {
		const struct zcjitter_run *run = &c->runs[i];

		zcjitter_table_add(t, "%c", 'A' + i);
		zcjitter_table_add(t, "%s", run->name);
		zcjitter_table_add(t, "%s", zcjitter_run_begun(run, buf));
		zcjitter_table_add(t, "%.1f", zcjitter_run_seconds(run));
		zcjitter_table_add(t, "%s", zcjitter_count_str(run->count.wakeups, number));
		zcjitter_table_add(t, "%s", zcjitter_count_str(run->count.xruns, number));
		zcjitter_table_add(t, "%zu", json_array_size(run->incidents));
	}
}

static void
ratio_cells(const struct zcjitter_ratio *r, struct zcjitter_table *t)
{
	char low[ZCJITTER_NUMBER_MAX], high[ZCJITTER_NUMBER_MAX];

	zcjitter_table_add(t, "%s", r->known ? zcjitter_ratio_str(r->ratio, low) : "-");
	if (r->resampled)
		zcjitter_table_add(t, "%s..%s", zcjitter_ratio_str(r->interval.low, low),
			zcjitter_ratio_str(r->interval.high, high));
	else
		zcjitter_table_add(t, "-");
	zcjitter_table_add(t, "%s", r->real ? "real" : "");
}

static void
tab_ratios(
	const struct zcjitter_comparison *c, enum zc_wake_kind kind, struct zcjitter_table *t)
{
	/* A name, A, and four columns for each other recording. */
	static const char *const align[ZCJITTER_COMPARED_MAX + 1] = { [2] = "lrrrrl",
		[3] = "lrrrrlrrrl",
		[4] = "lrrrrlrrrlrrrl",
		[5] = "lrrrrlrrrlrrrlrrrl",
		[6] = "lrrrrlrrrlrrrlrrrlrrrl" };
	char number[ZCJITTER_NUMBER_MAX];

	zcjitter_table_begin(t, zcjitter_kind_title(kind), align[c->count]);
	t->about = zcjitter_kind_about(kind);
	zcjitter_table_heads(t, "", "A", NULL);
	for (int other = 1; other < c->count; other++) {
		zcjitter_table_add(t, "%c", 'A' + other);
		zcjitter_table_add(t, "%c/A", 'A' + other);
		zcjitter_table_add(t, "95 %%");
		zcjitter_table_add(t, " ");
	}
	for (int i = 0; i <= ZCJITTER_SHARES; i++) {
		zcjitter_table_add(t, "%s", zcjitter_quantile_name(kind, i));
		for (int run = 0; run < c->count; run++) {
			zcjitter_table_add(t, "%s",
				c->runs[run].series[kind].count
					? zcjitter_ns_str(
						  zcjitter_run_quantile(&c->runs[run], kind, i),
						  number)
					: "-");
			if (run)
				ratio_cells(&c->ratio[run][kind][i], t);
		}
	}
}

static void
tab_counters(const struct zcjitter_comparison *c, struct zcjitter_table *t)
{
	static const char *const align[ZCJITTER_COMPARED_MAX + 1] = {
		[2] = "lrr", [3] = "lrrr", [4] = "lrrrr", [5] = "lrrrrr", [6] = "lrrrrrr"
	};
	static const struct {
		const char *name;
		size_t offset;
	} rows[] = { { "wake-ups", offsetof(struct zcjitter_counts, wakeups) },
		{ "system calls", offsetof(struct zcjitter_counts, syscalls) },
		{ "CPU \xc2\xb5s of the engine", offsetof(struct zcjitter_counts, cpu_us) },
		{ "reads", offsetof(struct zcjitter_counts, reads) },
		{ "xruns", offsetof(struct zcjitter_counts, xruns) },
		{ "minor faults", offsetof(struct zcjitter_counts, faults_minor) },
		{ "major faults", offsetof(struct zcjitter_counts, faults_major) },
		{ "voluntary switches", offsetof(struct zcjitter_counts, switches_voluntary) },
		{ "involuntary switches",
			offsetof(struct zcjitter_counts, switches_involuntary) } };

	zcjitter_table_begin(t, "Counted, per second", align[c->count]);
	zcjitter_table_add(t, " ");
	for (int i = 0; i < c->count; i++)
		zcjitter_table_add(t, "%c", 'A' + i);
	for (size_t row = 0; row < sizeof(rows) / sizeof(rows[0]); row++) {
		zcjitter_table_add(t, "%s", rows[row].name);
		for (int i = 0; i < c->count; i++) {
			const struct zcjitter_run *run = &c->runs[i];
			char number[ZCJITTER_NUMBER_MAX];
			uint64_t n;

			memcpy(&n, (const char *)&run->count + rows[row].offset, sizeof(n));
			zcjitter_table_add(t, "%s",
				zcjitter_rate_of(n, zcjitter_run_seconds(run), number));
		}
	}
}

static const json_t *
member(const struct zcjitter_run *run, const char *group, const char *key)
{
	return json_object_get(json_object_get(run->meta, group), key);
}

static bool
differs(const struct zcjitter_comparison *c, const char *group, const char *key)
{
	for (int i = 1; i < c->count; i++)
		if (!json_equal(
			    member(&c->runs[0], group, key), member(&c->runs[i], group, key)))
			return true;
	return false;
}

/* Whether an earlier recording has the member: each is listed once, also those that the first
 * does not have. */
static bool
seen_before(const struct zcjitter_comparison *c, int run, const char *group, const char *key)
{
	for (int i = 0; i < run; i++)
		if (member(&c->runs[i], group, key))
			return true;
	return false;
}

static void
tab_differences(const struct zcjitter_comparison *c, struct zcjitter_table *t)
{
	static const char *const align[ZCJITTER_COMPARED_MAX + 1] = {
		[2] = "lll", [3] = "llll", [4] = "lllll", [5] = "llllll", [6] = "lllllll"
	};
	const char *group, *key;
	json_t *members, *value;
	char buf[256];

	zcjitter_table_begin(t, "Where machine and settings differ", align[c->count]);
	zcjitter_table_add(t, " ");
	for (int i = 0; i < c->count; i++)
		zcjitter_table_add(t, "%c", 'A' + i);
	for (int run = 0; run < c->count; run++)
		json_object_foreach(c->runs[run].meta, group, members)
			json_object_foreach(members, key, value)
		{
			if (seen_before(c, run, group, key) || !differs(c, group, key))
				continue;
			zcjitter_table_add(t, "%s %s", group, key);
			for (int i = 0; i < c->count; i++)
				zcjitter_table_add(t, "%s",
					zcjitter_member_str(
						json_object_get(c->runs[i].meta, group), key,
						buf, sizeof(buf)));
		}
}

static bool
has_values(const struct zcjitter_comparison *c, enum zc_wake_kind kind)
{
	for (int i = 0; i < c->count; i++)
		if (c->runs[i].series[kind].count)
			return true;
	return false;
}

void
zcjitter_compare_text(const struct zcjitter_comparison *c, FILE *out)
{
	char about[ABOUT_MAX];
	struct zcjitter_table t;

	tab_recordings(c, &t);
	zcjitter_table_put(&t, out);
	for (int k = 0; k < ZC_KINDS; k++) {
		if (!has_values(c, (enum zc_wake_kind)k))
			continue;
		tab_ratios(c, (enum zc_wake_kind)k, &t);
		zcjitter_table_put(&t, out);
	}
	tab_counters(c, &t);
	zcjitter_table_put(&t, out);
	tab_differences(c, &t);
	zcjitter_table_put(&t, out);
	fprintf(out, "%s\n", about_text(c, about, sizeof(about)));
}

static void
figure_page(const struct zcjitter_comparison *c, enum zc_wake_kind kind, FILE *out)
{
	static const char *const names[ZCJITTER_COMPARED_MAX] = { "A", "B", "C", "D", "E",
		"F" };
	struct zcjitter_curve curves[ZCJITTER_COMPARED_MAX];
	struct zcjitter_table t;

	for (int i = 0; i < c->count; i++)
		curves[i] = (struct zcjitter_curve){ names[i], &c->runs[i].series[kind], i,
			kind == ZC_KIND_MARGIN };
	fputs("<section>\n<h2>", out);
	zcjitter_html_text(zcjitter_kind_title(kind), out);
	/* A table of two recordings leaves room for the chart beside it. */
	fprintf(out, "</h2>\n<div class=\"pair%s\">\n<div>", c->count == 2 ? " two" : "");
	tab_ratios(c, kind, &t);
	zcjitter_table_html(&t, out);
	zcjitter_table_free(&t);
	fputs("</div>\n<div class=\"card\">\n", out);
	zcjitter_chart_curves(curves, c->count, "chart", CURVE_WIDTH, NAME_WIDTH,
		zcjitter_kind_title(kind), out);
	fputs("</div>\n</div>\n</section>\n", out);
}

void
zcjitter_compare_html(const struct zcjitter_comparison *c, FILE *out)
{
	char about[ABOUT_MAX];
	struct zcjitter_table t;

	zcjitter_page_begin(out, "Timing of playback", "Recordings side by side",
		about_text(c, about, sizeof(about)));
	tab_recordings(c, &t);
	zcjitter_page_table(&t, out);
	for (int k = 0; k < ZC_KINDS; k++)
		if (has_values(c, (enum zc_wake_kind)k))
			figure_page(c, (enum zc_wake_kind)k, out);
	tab_counters(c, &t);
	zcjitter_page_table(&t, out);
	tab_differences(c, &t);
	zcjitter_page_table(&t, out);
	zcjitter_page_end(out);
}

static json_t *
ratio_json(const struct zcjitter_comparison *c, int other, enum zc_wake_kind kind, int i)
{
	const struct zcjitter_ratio *r = &c->ratio[other][kind][i];
	json_t *o = zc_json_object();

	zc_json_put_int(o, "recording", other);
	zc_json_put_text(o, "figure", zc_wake_kind_name(kind));
	/* Quantiles of the margin count from the other end. */
	zc_json_put_text(o, "quantile",
		i < ZCJITTER_SHARES ? zcjitter_quantile_name(ZC_KIND_LATE, i) : "worst");
	zc_json_put_real(o, "base_ns", zcjitter_run_quantile(&c->runs[0], kind, i));
	zc_json_put_real(o, "ns", zcjitter_run_quantile(&c->runs[other], kind, i));
	zc_json_put_real(o, "ratio", r->ratio);
	zc_json_put(o, "low", r->resampled ? json_real(r->interval.low) : json_null());
	zc_json_put(o, "high", r->resampled ? json_real(r->interval.high) : json_null());
	zc_json_put(o, "real", r->resampled ? json_boolean(r->real) : json_null());
	return o;
}

json_t *
zcjitter_compare_json(const struct zcjitter_comparison *c)
{
	json_t *top = zc_json_object(), *runs = zc_json_array(), *ratios = zc_json_array();

	for (int i = 0; i < c->count; i++)
		zc_json_append(runs, zcjitter_json(&c->runs[i]));
	for (int other = 1; other < c->count; other++)
		for (int k = 0; k < ZC_KINDS; k++)
			for (int i = 0; i <= ZCJITTER_SHARES; i++)
				if (c->ratio[other][k][i].known)
					zc_json_append(ratios,
						ratio_json(c, other, (enum zc_wake_kind)k, i));
	zc_json_put_text(top, "schema", SCHEMA);
	zc_json_put_int(top, "seed", (int64_t)c->seed);
	zc_json_put_int(top, "resamples", ZCJITTER_RESAMPLES);
	zc_json_put_real(top, "level", ZCJITTER_LEVEL);
	zc_json_put_int(top, "comparisons", c->comparisons);
	zc_json_put(top, "recordings", runs);
	zc_json_put(top, "ratios", ratios);
	return top;
}
