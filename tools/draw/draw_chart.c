/* Bars in steps of an eighth of a line, and times as text. */
#include "tools/draw/draw.h"

#include <string.h>

#define EIGHTHS 8

static const char *
glyph(bool utf8, int eighths)
{
	static const char *const blocks[] = { " ", "\u2581", "\u2582", "\u2583", "\u2584",
		"\u2585", "\u2586", "\u2587", "\u2588" };
	static const char *const plain[] = { " ", ".", ".", ":", ":", "|", "|", "#", "#" };

	return utf8 ? blocks[eighths] : plain[eighths];
}

/* How many eighths of this line, counted from the bottom, the value fills. */
static int
filled(double value, size_t line, size_t rows)
{
	int all = (int)(value * (double)(rows * EIGHTHS) + 0.5);
	int here;

	if (value <= 0)
		return 0;
	if (all < 1)
		all = 1;
	here = all - (int)line * EIGHTHS;
	return here < 0 ? 0 : here > EIGHTHS ? EIGHTHS : here;
}

void
zc_draw_chart(const struct zc_draw *d, const double *values, size_t count, size_t rows,
	const char *top, const char *bottom)
{
	for (size_t line = rows; line-- > 0;) {
		const char *label = line == rows - 1 ? top : line == 0 ? bottom : "";
		size_t last = count;

		while (last && !filled(values[last - 1], line, rows))
			last--;
		fprintf(d->out, "%*s ", ZC_DRAW_GUTTER - 1, label);
		for (size_t i = 0; i < last; i++)
			fputs(glyph(d->utf8, filled(values[i], line, rows)), d->out);
		fputc('\n', d->out);
	}
}

char *
zc_draw_ns(int64_t ns, char *buf)
{
	static const struct {
		double ns;
		const char *name;
	} units[] = { { 1e9, "s" }, { 1e6, "ms" }, { 1e3, "us" } };

	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		double v = (double)ns / units[i].ns;

		/* A value that rounds to 1000 of a unit is shown as 1 of the next. */
		if (v < 0.9995)
			continue;
		snprintf(buf, ZC_DRAW_NS_MAX, "%.*f %s",
			v < 9.995   ? 2
			: v < 99.95 ? 1
				    : 0,
			v, units[i].name);
		return buf;
	}
	snprintf(buf, ZC_DRAW_NS_MAX, "%lld ns", (long long)ns);
	return buf;
}
