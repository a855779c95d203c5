/* A comparison as text, as JSON and as a page. */
#include "tools/report/charts.h"
#include "tools/report/compare.h"
#include "tools/report/forms.h"
#include "tools/report/html_page.h"

#define SCHEMA "zcjitter-compare-1"
#define CURVE_WIDTH 360
#define NAME_WIDTH 22
#define ABOUT_MAX 400

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

	zcjitter_tab_compared(c, &t);
	zcjitter_table_put(&t, out);
	for (int k = 0; k < ZC_KINDS; k++) {
		if (!has_values(c, (enum zc_wake_kind)k))
			continue;
		zcjitter_tab_ratios(c, (enum zc_wake_kind)k, &t);
		zcjitter_table_put(&t, out);
	}
	zcjitter_tab_compared_counters(c, &t);
	zcjitter_table_put(&t, out);
	zcjitter_tab_differences(c, &t);
	zcjitter_table_put(&t, out);
	fprintf(out, "%s\n", zcjitter_compare_about(c, about, sizeof(about)));
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
	/* The table of two leaves room for the chart. */
	fprintf(out, "</h2>\n<div class=\"pair%s\">\n<div>", c->count == 2 ? " two" : "");
	zcjitter_tab_ratios(c, kind, &t);
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
		zcjitter_compare_about(c, about, sizeof(about)));
	zcjitter_tab_compared(c, &t);
	zcjitter_page_table(&t, out);
	for (int k = 0; k < ZC_KINDS; k++)
		if (has_values(c, (enum zc_wake_kind)k))
			figure_page(c, (enum zc_wake_kind)k, out);
	zcjitter_tab_compared_counters(c, &t);
	zcjitter_page_table(&t, out);
	zcjitter_tab_differences(c, &t);
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
	/* Of the margin the quantiles from the other end. */
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
