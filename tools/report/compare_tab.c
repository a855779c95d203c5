/* The tables of a comparison. Recordings are called A, B, C ... in them. */
#include <stddef.h>
#include <string.h>

#include "tools/report/compare.h"
#include "tools/report/sections.h"

char *
zcjitter_compare_about(const struct zcjitter_comparison *c, char *buf, size_t size)
{
	snprintf(buf, size,
		"Ratios to A. The interval holds the ratio with 95 %%: %d resamples of each "
		"recording, seed %llu. \"real\": its interval, widened for all %d comparisons, "
		"leaves out 1. \"-\": too few wake-ups for an interval.",
		ZCJITTER_RESAMPLES, (unsigned long long)c->seed, c->comparisons);
	return buf;
}

void
zcjitter_tab_compared(const struct zcjitter_comparison *c, struct zcjitter_table *t)
{
	char buf[ZCJITTER_TIME_MAX], number[ZCJITTER_NUMBER_MAX];

	zcjitter_table_begin(t, "Recordings", "lllrrrr");
	zcjitter_table_heads(
		t, "", "file", "begun", "seconds", "wake-ups", "xruns", "incidents", NULL);
	for (int i = 0; i < c->count; i++) {
		const struct zcjitter_run *run = &c->runs[i];

		zcjitter_table_add(t, "%c", 'A' + i);
		zcjitter_table_add(t, "%s", run->name);
		zcjitter_table_add(
			t, "%s", zcjitter_run_time(run, run->head.created_mono_ns, buf));
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

void
zcjitter_tab_ratios(
	const struct zcjitter_comparison *c, enum zc_wake_kind kind, struct zcjitter_table *t)
{
	/* A name, A, and four for each of the others. */
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

void
zcjitter_tab_compared_counters(const struct zcjitter_comparison *c, struct zcjitter_table *t)
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

/* What only the others have is found as well: each recording's own members are gone through,
 * each once. */
static bool
seen_before(const struct zcjitter_comparison *c, int run, const char *group, const char *key)
{
	for (int i = 0; i < run; i++)
		if (member(&c->runs[i], group, key))
			return true;
	return false;
}

void
zcjitter_tab_differences(const struct zcjitter_comparison *c, struct zcjitter_table *t)
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
