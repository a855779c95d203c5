/* The chart of a recording over time. */
#include <stdlib.h>

#include "tools/report/charts.h"
#include "tools/report/sections.h"
#include "tools/report/svg.h"

#define HEIGHT 330
#define LEFT 52
#define RIGHT 10
#define TOP 30
#define UPPER_END 166
#define LOWER 194
#define BOTTOM 22
/* The width of a column. */
#define STEP 2

/* The worst value of each column; -1 where there is none. */
static double *
worst(const struct zcjitter_run *run, const struct zcjitter_series *s,
	const struct zcjitter_scale *x, size_t columns, bool smallest)
{
	double *v = malloc(columns * sizeof(*v));

	for (size_t i = 0; v && i < columns; i++)
		v[i] = -1;
	for (size_t i = 0; v && i < s->count; i++) {
		double at = zcjitter_scale_at(x, zcjitter_run_since(run, s->at_ns[i]));
		size_t c = (size_t)((at - x->at_low) / STEP);
		double ns = (double)s->ns[i];

		c = c < columns ? c : columns - 1;
		if (v[c] < 0 || (smallest ? ns < v[c] : ns > v[c]))
			v[c] = ns;
	}
	return v;
}

static void
draw_columns(const double *v, size_t columns, const struct zcjitter_scale *x,
	const struct zcjitter_scale *y, const char *style_class, FILE *out)
{
	fprintf(out, "<path class=\"%s\" d=\"", style_class);
	for (size_t i = 0; i < columns; i++)
		if (v[i] >= 0)
			fprintf(out, "M%.1f %.1fV%.1fh%dV%.1fz", x->at_low + (double)(i * STEP),
				y->at_low, zcjitter_scale_at(y, v[i]) - 0.5, STEP, y->at_low);
	fputs("\"/>\n", out);
}

static void
draw_incidents(const struct zcjitter_run *run, const struct zcjitter_scale *x, FILE *out)
{
	size_t i;
	json_t *incident;

	json_array_foreach(run->incidents, i, incident)
	{
		int64_t at_ns = zcjitter_incident_at_ns(run, incident);
		double at;
		char number[24];

		if (at_ns < run->first_ns || at_ns > run->last_ns)
			continue;
		at = zcjitter_scale_at(x, zcjitter_run_since(run, at_ns));
		snprintf(number, sizeof(number), "%zu", i + 1);
		zcjitter_svg_line(out, "incident", at, TOP - 6, at, HEIGHT - BOTTOM);
		zcjitter_svg_text(out, "incident", at, TOP - 10, "middle", number);
	}
}

void
zcjitter_chart_timeline(const struct zcjitter_run *run, const char *shape, int width, FILE *out)
{
	const struct zcjitter_series *late = &run->series[ZC_KIND_LATE];
	const struct zcjitter_series *margin = &run->series[ZC_KIND_MARGIN];
	double seconds = zcjitter_run_seconds(run);
	struct zcjitter_scale x = { 0, seconds > 0 ? seconds : 1, LEFT, width - RIGHT, false };
	struct zcjitter_scale upper, lower = { 0, 1, HEIGHT - BOTTOM, LOWER, false };
	size_t columns = (size_t)(width - LEFT - RIGHT) / STEP;
	double *l = worst(run, late, &x, columns, false);
	double *m = worst(run, margin, &x, columns, true);

	zcjitter_scale_log(&upper, late->count ? (double)late->ns[late->min] / 2 : 1,
		late->count ? (double)late->ns[late->max] : 1, UPPER_END, TOP);
	if (margin->count)
		lower.high = (double)margin->ns[margin->max] * 1.05 + 1;
	zcjitter_svg_begin(out, shape, width, HEIGHT, "wake-up latency and margin over time");
	zcjitter_svg_axis_y(out, &upper, ZCJITTER_UNIT_TIME, LEFT, width - RIGHT);
	zcjitter_svg_axis_y(out, &lower, ZCJITTER_UNIT_TIME, LEFT, width - RIGHT);
	zcjitter_svg_axis_x(out, &x, ZCJITTER_UNIT_SECONDS, LOWER, HEIGHT - BOTTOM);
	if (l && m) {
		draw_columns(l, columns, &x, &upper, "bar", out);
		draw_columns(m, columns, &x, &lower, "bar calm", out);
	}
	zcjitter_svg_text(out, "head", LEFT, TOP - 10, "start", "wake-up latency, longest");
	zcjitter_svg_text(out, "head", LEFT, LOWER - 8, "start", "margin, smallest");
	draw_incidents(run, &x, out);
	zcjitter_svg_end(out);
	free(l);
	free(m);
}
