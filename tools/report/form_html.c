/* A report as one HTML page. */
#include <inttypes.h>
#include <math.h>

#include "tools/report/charts.h"
#include "tools/report/forms.h"
#include "tools/report/html_page.h"
#include "tools/report/sections.h"

#define WIDE 880
#define NARROW 360
#define NAMES 104

static void
tile_ns(FILE *out, const char *name, const struct zcjitter_series *s, double ns)
{
	char number[ZCJITTER_NUMBER_MAX];

	if (s->count)
		zcjitter_page_tile(out, "", name, zcjitter_ns_str(ns, number));
}

static void
tile_count(FILE *out, const char *name, uint64_t n, bool bad)
{
	char number[ZCJITTER_NUMBER_MAX];

	zcjitter_page_tile(out, bad && n ? "bad" : "", name, zcjitter_count_str(n, number));
}

static void
tiles(const struct zcjitter_run *run, FILE *out)
{
	const struct zcjitter_series *late = &run->series[ZC_KIND_LATE];
	const struct zcjitter_series *margin = &run->series[ZC_KIND_MARGIN];
	char text[ZCJITTER_NUMBER_MAX];

	fputs("<dl class=\"tiles\">\n", out);
	tile_count(out, "wake-ups", run->count.wakeups, false);
	tile_count(out, "xruns", run->count.xruns, true);
	tile_count(out, "incidents", json_array_size(run->incidents), true);
	tile_count(out, "major faults", run->count.faults_major, true);
	tile_ns(out, "latency, 99.9 %", late, (double)zcjitter_quantile(late, 0.999));
	if (late->count)
		tile_ns(out, "latency, longest", late, (double)late->ns[late->max]);
	if (margin->count)
		tile_ns(out, "margin, smallest", margin, (double)margin->ns[margin->min]);
	if (run->rate.known) {
		snprintf(text, sizeof(text), "%+.*f ppm", fabs(run->rate.ppm) < 100 ? 2 : 0,
			run->rate.ppm);
		zcjitter_page_tile(out, "", "DAC clock", text);
	}
	fputs("</dl>\n", out);
}

static void
histograms(const struct zcjitter_run *run, FILE *out)
{
	fputs("<section>\n<h2>Histograms</h2>\n<p class=about>Height: number "
	      "of wake-ups. Both axes are logarithmic. Dashed lines: quantiles.</p>\n"
	      "<div class=\"cards\">\n",
		out);
	for (int k = 0; k < ZC_KINDS; k++) {
		const char *title = zcjitter_kind_title((enum zc_wake_kind)k);

		if (!run->series[k].count)
			continue;
		fputs("<div class=\"card\"><h3>", out);
		zcjitter_html_text(title, out);
		fputs("</h3><p class=\"about\">", out);
		zcjitter_html_text(zcjitter_kind_about((enum zc_wake_kind)k), out);
		fputs("</p>\n", out);
		zcjitter_chart_histogram(run, (enum zc_wake_kind)k, out);
		fputs("</div>\n", out);
	}
	fputs("</div>\n</section>\n", out);
}

static void
curves(const struct zcjitter_run *run, FILE *out)
{
	struct zcjitter_curve all[ZC_KINDS];
	int count = 0;

	for (int k = 0; k < ZC_KINDS; k++)
		if (k != ZC_KIND_MARGIN)
			all[count++] = (struct zcjitter_curve){ zcjitter_kind_title(
									(enum zc_wake_kind)k),
				&run->series[k], k, false };
	fputs("<section>\n<h2>Percentiles</h2>\n<div class=\"card\">\n", out);
	zcjitter_chart_curves(all, count, "wide", WIDE, NAMES, "percentiles", out);
	zcjitter_chart_curves(all, count, "narrow", NARROW, NAMES, "percentiles", out);
	fputs("</div>\n</section>\n", out);
}

static void
timeline(const struct zcjitter_run *run, FILE *out)
{
	fputs("<section>\n<h2>Over time</h2>\n<div class=\"card\">\n", out);
	zcjitter_chart_timeline(run, "wide", WIDE, out);
	zcjitter_chart_timeline(run, "narrow", NARROW, out);
	fputs("</div>\n</section>\n", out);
}

static void
card(struct zcjitter_table *t, const char *title, FILE *out)
{
	fputs("<div class=\"card\"><h3>", out);
	zcjitter_html_text(title, out);
	fputs("</h3>\n", out);
	zcjitter_table_html(t, out);
	fputs("</div>\n", out);
	zcjitter_table_free(t);
}

static void
tracks(const struct zcjitter_run *run, FILE *out)
{
	size_t count = json_array_size(run->tracks);
	struct zcjitter_table t;
	char title[32];

	if (!count)
		return;
	fputs("<section>\n<h2>Tracks and their paths</h2>\n<div class=\"cards\">\n", out);
	for (size_t i = 0; i < count; i++) {
		zcjitter_tab_track(run, i, &t);
		snprintf(title, sizeof(title), "Track %zu", i + 1);
		card(&t, title, out);
	}
	fputs("</div>\n</section>\n", out);
}

static void
groups(const struct zcjitter_run *run, FILE *out)
{
	struct zcjitter_table t;
	const char *key;
	json_t *group;

	if (!json_object_size(run->meta))
		return;
	fputs("<section>\n<h2>Machine and settings</h2>\n<div class=\"cards\">\n", out);
	json_object_foreach(run->meta, key, group) if (json_is_object(group))
	{
		zcjitter_tab_group(key, group, &t);
		card(&t, key, out);
	}
	fputs("</div>\n</section>\n", out);
}

void
zcjitter_html(const struct zcjitter_run *run, FILE *out)
{
	char under[160], at[ZCJITTER_TIME_MAX];
	struct zcjitter_table t;

	snprintf(under, sizeof(under), "%s, %.1f s", zcjitter_run_begun(run, at),
		zcjitter_run_seconds(run));
	zcjitter_page_begin(out, "Timing of playback", run->name, under);
	tiles(run, out);
	zcjitter_tab_recording(run, &t);
	zcjitter_page_table(&t, out);
	if (run->count.wakeups) {
		timeline(run, out);
		zcjitter_tab_incidents(run, &t);
		zcjitter_page_table(&t, out);
		zcjitter_tab_figures(run, &t);
		zcjitter_page_table(&t, out);
		zcjitter_tab_margin(run, &t);
		zcjitter_page_table(&t, out);
		histograms(run, out);
		curves(run, out);
	}
	tracks(run, out);
	groups(run, out);
	if (run->count.wakeups) {
		zcjitter_tab_counters(run, &t);
		zcjitter_page_table(&t, out);
	}
	zcjitter_page_end(out);
}
