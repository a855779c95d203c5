/* Parts of charts: scales, axes, and elements of SVG. Their colours and fonts come from the
 * page's style sheet, by class. One thread. */
#ifndef ZC_REPORT_SVG_H
#define ZC_REPORT_SVG_H

#include <stdbool.h>
#include <stdio.h>

struct zcjitter_scale {
	double low, high; /* values; low > 0 where it is logarithmic */
	double at_low, at_high; /* their positions */
	bool log;
};

/* The position of v; of values outside the nearest edge. */
double zcjitter_scale_at(const struct zcjitter_scale *s, double v);

/* A logarithmic scale for times or counts from low to high, of a decade at least. */
void zcjitter_scale_log(
	struct zcjitter_scale *s, double low, double high, double at_low, double at_high);

void zcjitter_svg_begin(FILE *out, const char *shape, int width, int height, const char *title);
void zcjitter_svg_end(FILE *out);
void zcjitter_svg_line(
	FILE *out, const char *style_class, double x1, double y1, double x2, double y2);
/* anchor: "start", "middle" or "end". */
void zcjitter_svg_text(FILE *out, const char *style_class, double x, double y,
	const char *anchor, const char *text);

enum zcjitter_unit {
	ZCJITTER_UNIT_TIME, /* ns */
	ZCJITTER_UNIT_COUNT,
	ZCJITTER_UNIT_SECONDS
};

/* An axis: ticks with their numbers below or left of the plot, and for each a thin line across
 * it from `from` to `to`. */
void zcjitter_svg_axis_x(FILE *out, const struct zcjitter_scale *s, enum zcjitter_unit unit,
	double from, double to);
void zcjitter_svg_axis_y(FILE *out, const struct zcjitter_scale *s, enum zcjitter_unit unit,
	double from, double to);

#endif
