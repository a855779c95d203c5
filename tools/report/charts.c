#include "tools/report/charts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tools/report/sections.h"
#include "tools/report/svg.h"

/* Chart units are pixels on a phone. */
#define WIDTH 360
#define HEIGHT 210
#define LEFT 46
#define RIGHT 10
#define TOP 26
#define BOTTOM 22
#define BARS_PER_OCTAVE 8
#define CURVE_HEIGHT 280
#define CURVE_LEFT 52
#define LABEL_APART 13.0

static size_t
bar_of(double v)
{
	return (size_t)floor(log2(v) * BARS_PER_OCTAVE + 1e-9);
}

/* Counts the values in each bar; values below `low` count as low. The values are sorted, so
 * each bar is one run of them. */
static size_t *
count_bars(const struct zcjitter_series *s, double low, size_t bars, size_t *most)
{
	size_t *count = calloc(bars, sizeof(*count)), first = bar_of(low), at = 0;

	*most = 1;
	for (size_t bar = 0; count && bar < bars; bar++) {
		double end = exp2((double)(first + bar + 1) / BARS_PER_OCTAVE);
		size_t from = at;

		while (at < s->count && ((double)s->sorted[at] < end || bar == bars - 1))
			at++;
		count[bar] = at - from;
		*most = count[bar] > *most ? count[bar] : *most;
	}
	return count;
}

static void
draw_bars(const size_t *count, size_t bars, size_t first, const struct zcjitter_scale *x,
	const struct zcjitter_scale *y, FILE *out)
{
	fputs("<path class=\"bar\" d=\"", out);
	for (size_t i = 0; i < bars; i++) {
		double from, to;

		if (!count[i])
			continue;
		from = zcjitter_scale_at(x, exp2((double)(first + i) / BARS_PER_OCTAVE));
		to = zcjitter_scale_at(x, exp2((double)(first + i + 1) / BARS_PER_OCTAVE));
		fprintf(out, "M%.1f %.1fV%.1fH%.1fV%.1fz", from, y->at_low,
			zcjitter_scale_at(y, (double)count[i]),
			to - from > 2   ? to - 0.5
			: to < from + 1 ? from + 1
					: to,
			y->at_low);
	}
	fputs("\"/>\n", out);
}

/* Quantiles are marked above the plot, except those too close to the one before. */
static void
draw_marks(const struct zcjitter_run *run, enum zc_wake_kind kind,
	const struct zcjitter_scale *x, FILE *out)
{
	static const int shown[] = { 0, 2, 3, ZCJITTER_SHARES };
	double last = -1e9;

	for (size_t i = 0; i < sizeof(shown) / sizeof(shown[0]); i++) {
		double at = zcjitter_scale_at(x, zcjitter_run_quantile(run, kind, shown[i]));

		if (shown[i] < ZCJITTER_SHARES)
			zcjitter_svg_line(out, "mark", at, TOP - 4, at, HEIGHT - BOTTOM);
		if (fabs(at - last) < 34)
			continue;
		zcjitter_svg_text(out, "tick", at, TOP - 9,
			at > WIDTH - RIGHT - 18 ? "end" : "middle",
			zcjitter_quantile_name(kind, shown[i]));
		last = at;
	}
}

void
zcjitter_chart_histogram(const struct zcjitter_run *run, enum zc_wake_kind kind, FILE *out)
{
	const struct zcjitter_series *s = &run->series[kind];
	double high = (double)s->ns[s->max], low = (double)s->ns[s->min];
	struct zcjitter_scale x, y;
	size_t bars, most, *count;

	/* The axis spans six decades at most; smaller values are drawn at its low end. */
	low = low < high / 1e6 ? high / 1e6 : low;
	zcjitter_scale_log(&x, low, high, LEFT, WIDTH - RIGHT);
	bars = bar_of(x.high) - bar_of(x.low) + 2;
	count = count_bars(s, x.low, bars, &most);
	if (!count)
		return;
	zcjitter_scale_log(&y, 0.7, (double)most * 1.3, HEIGHT - BOTTOM, TOP);
	y.low = 0.7;
	zcjitter_svg_begin(out, "chart", WIDTH, HEIGHT, zcjitter_kind_title(kind));
	zcjitter_svg_axis_y(out, &y, ZCJITTER_UNIT_COUNT, LEFT, WIDTH - RIGHT);
	zcjitter_svg_axis_x(out, &x, ZCJITTER_UNIT_TIME, TOP, HEIGHT - BOTTOM);
	draw_bars(count, bars, bar_of(x.low), &x, &y, out);
	draw_marks(run, kind, &x, out);
	zcjitter_svg_end(out);
	free(count);
}

/* The position of a share: 1 - 10^-n lies at n, so that each further nine takes the same
 * width. */
static double
nines(double share)
{
	return -log10(1 - share);
}

/* The value of a curve at n: the quantile of 1 - 10^-n. */
static double
curve_value(const struct zcjitter_curve *c, double n)
{
	double beyond = pow(10, -n);

	return (double)zcjitter_quantile(c->series, c->low ? beyond : 1 - beyond);
}

static double
curve_worst(const struct zcjitter_curve *c)
{
	return (double)c->series->ns[c->low ? c->series->min : c->series->max];
}

static void
draw_curve(const struct zcjitter_curve *c, const struct zcjitter_scale *x,
	const struct zcjitter_scale *y, FILE *out)
{
	double n = (double)c->series->count, end = nines(1 - 1 / (n + 1));

	fprintf(out, "<path class=\"curve k%d\" d=\"", c->color);
	end = end < x->high ? end : x->high;
	for (int i = 0; i <= 120; i++) {
		double at = end * i / 120;

		fprintf(out, "%c%.1f %.1f", i ? 'L' : 'M', zcjitter_scale_at(x, at),
			zcjitter_scale_at(y, curve_value(c, at)));
	}
	fputs("\"/>\n", out);
}

struct name {
	double y;
	const struct zcjitter_curve *curve;
};

static int
by_height(const void *a, const void *b)
{
	double x = ((const struct name *)a)->y, y = ((const struct name *)b)->y;

	return (x > y) - (x < y);
}

/* Names are written at the ends of the curves, moved apart where they would overlap. */
static void
draw_names(const struct zcjitter_curve *curves, int count, const struct zcjitter_scale *x,
	const struct zcjitter_scale *y, FILE *out)
{
	struct name names[8];
	char style_class[16];
	int n = 0;

	for (int i = 0; i < count && n < 8; i++)
		if (curves[i].series->count)
			names[n++] =
				(struct name){ zcjitter_scale_at(y, curve_worst(&curves[i])),
					&curves[i] };
	qsort(names, (size_t)n, sizeof(names[0]), by_height);
	for (int i = 1; i < n; i++)
		if (names[i].y < names[i - 1].y + LABEL_APART)
			names[i].y = names[i - 1].y + LABEL_APART;
	for (int i = n - 1, floor_y = CURVE_HEIGHT - BOTTOM; i >= 0; i--) {
		if (names[i].y > floor_y - (n - 1 - i) * LABEL_APART)
			names[i].y = floor_y - (n - 1 - i) * LABEL_APART;
		snprintf(style_class, sizeof(style_class), "name k%d", names[i].curve->color);
		zcjitter_svg_text(out, style_class, x->at_high + 6, names[i].y + 3.5, "start",
			names[i].curve->name);
	}
}

void
zcjitter_chart_curves(const struct zcjitter_curve *curves, int count, const char *shape,
	int width, int name_width, const char *title, FILE *out)
{
	static const char *const labels[] = { "50 %", "90 %", "99 %", "99.9 %", "99.99 %" };
	struct zcjitter_scale x = { 0, 2, CURVE_LEFT, width - name_width, false }, y;
	double low = 1e18, high = 1;

	for (int i = 0; i < count; i++) {
		const struct zcjitter_series *s = curves[i].series;

		if (!s->count)
			continue;
		low = fmin(low, curves[i].low ? (double)s->ns[s->min]
					      : (double)zcjitter_quantile(s, 0.05));
		high = fmax(high, (double)s->ns[s->max]);
		x.high = fmax(x.high, fmin(5, nines(1 - 1 / (double)(s->count + 1))));
	}
	zcjitter_scale_log(&y, fmax(low, high / 1e6), high, CURVE_HEIGHT - BOTTOM, 10);
	zcjitter_svg_begin(out, shape, width, CURVE_HEIGHT, title);
	zcjitter_svg_axis_y(out, &y, ZCJITTER_UNIT_TIME, CURVE_LEFT, x.at_high);
	for (int i = 0; i < ZCJITTER_SHARES && nines(zcjitter_shares[i]) <= x.high; i++) {
		double at = zcjitter_scale_at(&x, nines(zcjitter_shares[i]));

		zcjitter_svg_line(out, "grid", at, 10, at, CURVE_HEIGHT - BOTTOM);
		zcjitter_svg_text(
			out, "tick", at, CURVE_HEIGHT - BOTTOM + 14, "middle", labels[i]);
	}
	zcjitter_svg_line(out, "axis", x.at_low, y.at_low, x.at_high, y.at_low);
	for (int i = 0; i < count; i++)
		if (curves[i].series->count)
			draw_curve(&curves[i], &x, &y, out);
	draw_names(curves, count, &x, &y, out);
	zcjitter_svg_end(out);
}
