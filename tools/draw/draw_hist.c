/* A histogram over a logarithmic axis, and percentiles as a table. */
#include "tools/draw/draw.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The axis begins at half a microsecond: below that nothing in scheduling differs. */
#define OCTAVE_MIN 9
#define OCTAVES_LEAST 6

struct axis {
	double from, to; /* octaves */
	size_t columns;
};

static struct axis
axis_of(const struct zc_hist_figures *f, size_t columns)
{
	struct axis a = { .from = floor(log2((double)f->min_ns + 1)),
		.to = ceil(log2((double)f->max_ns + 2)),
		.columns = columns };

	if (a.from < OCTAVE_MIN)
		a.from = OCTAVE_MIN;
	if (a.to < a.from + OCTAVES_LEAST)
		a.to = a.from + OCTAVES_LEAST;
	return a;
}

static size_t
column_of(const struct axis *a, double ns)
{
	double at = (log2(ns + 1) - a->from) / (a->to - a->from) * (double)a->columns;

	return at < 0 ? 0 : at >= (double)a->columns ? a->columns - 1 : (size_t)at;
}

static size_t
draw_axis(const struct zc_draw *d, const struct axis *a)
{
	char text[ZC_DRAW_NS_MAX];
	size_t at = 0;

	fprintf(d->out, "%*s", ZC_DRAW_GUTTER, "");
	for (double ns = 1000; ns < 1e13; ns *= 10) {
		size_t column, len;

		if (log2(ns) < a->from || log2(ns) > a->to)
			continue;
		column = column_of(a, ns);
		snprintf(text, sizeof(text), "%s%.0f %s", d->utf8 ? "\u2514" : "|",
			ns < 1e6   ? ns / 1e3
			: ns < 1e9 ? ns / 1e6
				   : ns / 1e9,
			ns < 1e6   ? "us"
			: ns < 1e9 ? "ms"
				   : "s");
		len = strlen(text) - (d->utf8 ? strlen("\u2514") - 1 : 0);
		if (column < at || column + len > a->columns)
			continue;
		fprintf(d->out, "%*s%s", (int)(column - at), "", text);
		at = column + len;
	}
	fputc('\n', d->out);
	return 1;
}

size_t
zc_draw_hist(const struct zc_draw *d, const struct zc_hist *h, size_t rows)
{
	size_t columns = d->columns > ZC_DRAW_GUTTER ? d->columns - ZC_DRAW_GUTTER : 0;
	struct zc_hist_figures f;
	struct axis axis;
	double *values, most = 0;
	char top[24];

	if (rows < 2 || !columns || !(values = calloc(columns, sizeof(*values))))
		return 0;
	zc_hist_figures(h, &f);
	axis = axis_of(&f, columns);
	for (uint32_t i = 0; i < ZC_HIST_BINS; i++) {
		uint32_t n = atomic_load_explicit(&h->bin[i], memory_order_relaxed);
		uint64_t ns = i < ZC_HIST_BINS - 1 ? zc_hist_bin_top_ns(i) : f.max_ns;

		if (n)
			values[column_of(&axis, (double)ns)] += n;
	}
	for (size_t i = 0; i < columns; i++)
		most = values[i] > most ? values[i] : most;
	for (size_t i = 0; i < columns && most > 0; i++)
		values[i] = log1p(values[i]) / log1p(most);
	snprintf(top, sizeof(top), "%.0f", most);
	zc_draw_chart(d, values, columns, rows - 1, top, rows > 2 ? "1" : top);
	draw_axis(d, &axis);
	free(values);
	return rows;
}

static void
table_row(const struct zc_draw *d, const char *name, const struct zc_hist_figures *f,
	int64_t now_ns)
{
	const uint64_t ns[] = { f->min_ns, f->p50_ns, f->p90_ns, f->p99_ns, f->p999_ns,
		f->p9999_ns, f->max_ns };
	char row[256], text[ZC_DRAW_NS_MAX];
	int len = snprintf(row, sizeof(row), "%-15s%8llu", name, (unsigned long long)f->count);

	for (size_t i = 0; i < sizeof(ns) / sizeof(ns[0]); i++)
		len += snprintf(row + len, sizeof(row) - (size_t)len, "%8s",
			zc_draw_ns((int64_t)ns[i], text));
	if (now_ns >= f->max_at_ns)
		snprintf(row + len, sizeof(row) - (size_t)len, ", %.0f s ago",
			(double)(now_ns - f->max_at_ns) / 1e9);
	fprintf(d->out, "%.*s\n", (int)d->columns, row);
}

size_t
zc_draw_table(
	const struct zc_draw *d, const struct zc_wake_hists *hists, int64_t now_ns, size_t rows)
{
	char head[128];
	size_t lines = 1;

	if (!rows)
		return 0;
	snprintf(head, sizeof(head), "%-15s%8s%8s%8s%8s%8s%8s%8s%8s", "", "count", "min", "p50",
		"p90", "p99", "p99.9", "p99.99", "max");
	fprintf(d->out, "%.*s\n", (int)d->columns, head);
	for (int kind = 0; kind < ZC_KINDS && lines < rows; kind++) {
		struct zc_hist_figures f;

		zc_hist_figures(&hists->of[kind], &f);
		if (!f.count)
			continue;
		table_row(d, zc_wake_kind_name((enum zc_wake_kind)kind), &f, now_ns);
		lines++;
	}
	return lines;
}
