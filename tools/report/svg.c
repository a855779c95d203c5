#include "tools/report/svg.h"

#include <math.h>
#include <string.h>

#include "tools/report/table.h"

/* The least distance of ticks. */
#define X_APART 44.0
#define Y_APART 22.0
/* The margin right of a plot, and the width of a character of a tick. */
#define X_BEYOND 10.0
#define CHAR_WIDTH 6.0
#define LABEL_MAX 32

double
zcjitter_scale_at(const struct zcjitter_scale *s, double v)
{
	double part;

	if (s->log)
		part = v > s->low ? log(v / s->low) / log(s->high / s->low) : 0;
	else
		part = (v - s->low) / (s->high - s->low);
	part = part < 0 ? 0 : part > 1 ? 1 : part;
	return s->at_low + part * (s->at_high - s->at_low);
}

void
zcjitter_scale_log(
	struct zcjitter_scale *s, double low, double high, double at_low, double at_high)
{
	double missing;

	low = low < 1 ? 1 : low;
	high = high < low ? low : high;
	missing = log10(low * 10 / high);
	if (missing > 0) {
		low /= pow(10, missing / 2);
		high *= pow(10, missing / 2);
	}
	*s = (struct zcjitter_scale){ low, high, at_low, at_high, true };
}

void
zcjitter_svg_begin(FILE *out, const char *shape, int width, int height, const char *title)
{
	fprintf(out, "<svg class=\"%s\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"",
		shape, width, height);
	zcjitter_html_text(title, out);
	fputs("\">\n", out);
}

void
zcjitter_svg_end(FILE *out)
{
	fputs("</svg>\n", out);
}

void
zcjitter_svg_line(
	FILE *out, const char *style_class, double x1, double y1, double x2, double y2)
{
	fprintf(out, "<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>\n",
		style_class, x1, y1, x2, y2);
}

void
zcjitter_svg_text(FILE *out, const char *style_class, double x, double y, const char *anchor,
	const char *text)
{
	fprintf(out, "<text class=\"%s\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">",
		style_class, x, y, anchor);
	zcjitter_html_text(text, out);
	fputs("</text>\n", out);
}

static void
with_prefix(double v, const char *const *units, int count, char *buf)
{
	int u = 0;

	while (u < count - 1 && v >= 999.5) {
		v /= 1000;
		u++;
	}
	snprintf(buf, LABEL_MAX, "%g%s", v, units[u]);
}

static void
label(double v, enum zcjitter_unit unit, double step, char *buf)
{
	static const char *const times[] = { " ns", " \xc2\xb5s", " ms", " s" };
	static const char *const counts[] = { "", "k", "M", "G" };

	if (unit == ZCJITTER_UNIT_TIME && v == 0)
		snprintf(buf, LABEL_MAX, "0");
	else if (unit == ZCJITTER_UNIT_TIME)
		with_prefix(v, times, 4, buf);
	else if (unit == ZCJITTER_UNIT_COUNT)
		with_prefix(v, counts, 4, buf);
	else if (step >= 3600)
		snprintf(buf, LABEL_MAX, "%.0f h", v / 3600);
	else if (step >= 60)
		snprintf(buf, LABEL_MAX, "%.0f min", v / 60);
	else
		snprintf(buf, LABEL_MAX, "%g s", v);
}

/* The smallest round step that keeps ticks apart. */
static double
linear_step(const struct zcjitter_scale *s, enum zcjitter_unit unit, double apart)
{
	static const double clock[] = { 60, 120, 300, 600, 1200, 1800, 3600, 7200, 14400, 28800,
		86400 };
	double room = fabs(s->at_high - s->at_low) / apart;
	double least = (s->high - s->low) / (room < 1 ? 1 : room);
	double step = pow(10, floor(log10(least)));

	if (unit == ZCJITTER_UNIT_SECONDS && least > 30) {
		for (size_t i = 0; i < sizeof(clock) / sizeof(clock[0]); i++)
			if (clock[i] >= least)
				return clock[i];
		return ceil(least / 86400) * 86400;
	}
	return step >= least       ? step
	       : 2 * step >= least ? 2 * step
	       : 5 * step >= least ? 5 * step
				   : 10 * step;
}

struct ticks {
	double at[64];
	int count;
	double step; /* of linear ticks */
};

static void
find_ticks(
	const struct zcjitter_scale *s, enum zcjitter_unit unit, double apart, struct ticks *t)
{
	static const double fine[] = { 1, 2, 5 };
	double decade, room = fabs(s->at_high - s->at_low);
	double decades = s->log ? log10(s->high / s->low) : 1;
	int parts = room / (decades * 3) >= apart ? 3 : 1;
	int skip = (int)ceil(apart / (room / decades));

	t->count = 0;
	t->step = 0;
	if (!s->log) {
		t->step = linear_step(s, unit, apart);
		for (double v = ceil(s->low / t->step) * t->step;
			v <= s->high + t->step * 1e-6 && t->count < 64; v += t->step)
			t->at[t->count++] = v;
		return;
	}
	for (int e = (int)floor(log10(s->low)); t->count < 60; e++) {
		decade = pow(10, e);
		if (decade > s->high)
			break;
		if (parts == 1 && e % skip)
			continue;
		for (int i = 0; i < parts; i++)
			if (decade * fine[i] >= s->low * 0.9999 &&
				decade * fine[i] <= s->high * 1.0001)
				t->at[t->count++] = decade * fine[i];
	}
}

void
zcjitter_svg_axis_x(FILE *out, const struct zcjitter_scale *s, enum zcjitter_unit unit,
	double from, double to)
{
	char buf[LABEL_MAX];
	struct ticks t;

	find_ticks(s, unit, X_APART, &t);
	for (int i = 0; i < t.count; i++) {
		double x = zcjitter_scale_at(s, t.at[i]), middle;

		label(t.at[i], unit, t.step, buf);
		middle = s->at_high + X_BEYOND - (double)strlen(buf) * CHAR_WIDTH / 2;
		zcjitter_svg_line(out, "grid", x, from, x, to);
		zcjitter_svg_text(out, "tick", fmin(x, middle), to + 14, "middle", buf);
	}
	zcjitter_svg_line(out, "axis", s->at_low, to, s->at_high, to);
}

void
zcjitter_svg_axis_y(FILE *out, const struct zcjitter_scale *s, enum zcjitter_unit unit,
	double from, double to)
{
	char buf[LABEL_MAX];
	struct ticks t;

	find_ticks(s, unit, Y_APART, &t);
	for (int i = 0; i < t.count; i++) {
		double y = zcjitter_scale_at(s, t.at[i]);

		zcjitter_svg_line(out, "grid", from, y, to, y);
		label(t.at[i], unit, t.step, buf);
		zcjitter_svg_text(out, "tick", from - 5, y + 3.5, "end", buf);
	}
}
