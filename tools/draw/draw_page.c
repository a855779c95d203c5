/* The page: the space for each part, and the counters. */
#include "tools/draw/draw.h"

#include <stdarg.h>
#include <string.h>

#define CHART_LEAST 3
#define CHART_MOST 10
/* Blank lines, headings and axes around two charts. */
#define AROUND 5

static int64_t
now_ns(const struct zc_draw_data *data)
{
	return data->count ? data->wakes[data->count - 1].woke_ns : 0;
}

static void __attribute__((format(printf, 2, 3)))
put(const struct zc_draw *d, const char *fmt, ...)
{
	char text[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	fprintf(d->out, "%.*s\n", (int)d->columns, text);
}

static uint64_t
get(const _Atomic uint64_t *v)
{
	return atomic_load_explicit(v, memory_order_relaxed);
}

static size_t
counters(const struct zc_draw *d, const struct zc_draw_data *data, size_t rows)
{
	const struct zc_counters *n = &data->snap->count;
	size_t lines = 0;

	if (lines++ < rows)
		put(d,
			"engine  %llu wake-ups, %llu calls, faults %llu minor %llu major, "
			"%llu switched away",
			(unsigned long long)n->wakeups, (unsigned long long)n->syscalls,
			(unsigned long long)n->faults_minor,
			(unsigned long long)n->faults_major,
			(unsigned long long)n->switches_involuntary);
	if (data->filler && lines++ < rows)
		put(d, "filler  faults %llu minor %llu major, %llu switched away, %.3f s CPU",
			(unsigned long long)get(&data->filler->faults_minor),
			(unsigned long long)get(&data->filler->faults_major),
			(unsigned long long)get(&data->filler->switches_involuntary),
			(double)get(&data->filler->cpu_us) / 1e6);
	if (lines++ < rows)
		put(d, "bytes   %llu direct, %llu copied, %llu decoded in %llu reads",
			(unsigned long long)n->bytes_direct,
			(unsigned long long)n->bytes_copied,
			(unsigned long long)n->bytes_decoded, (unsigned long long)n->reads);
	if (data->snap->ppm_err > 0 && lines++ < rows)
		put(d, "clock   DAC %+.2f ppm against the system, error %.2f", data->snap->ppm,
			data->snap->ppm_err);
	return lines < rows ? lines : rows;
}

static void
late_heading(const struct zc_draw *d, const struct zc_hist *h)
{
	struct zc_hist_figures f;
	char p50[ZC_DRAW_NS_MAX], p99[ZC_DRAW_NS_MAX], max[ZC_DRAW_NS_MAX];

	zc_hist_figures(h, &f);
	if (!f.count)
		put(d, "wake-up latency: no planned wake-up yet");
	else
		put(d, "wake-up latency: p50 %s, p99 %s, max %s",
			zc_draw_ns((int64_t)f.p50_ns, p50), zc_draw_ns((int64_t)f.p99_ns, p99),
			zc_draw_ns((int64_t)f.max_ns, max));
}

static void
margin_heading(const struct zc_draw *d, const struct zc_draw_data *data)
{
	const struct zc_wake *w = data->count ? &data->wakes[data->count - 1] : NULL;
	int64_t margin_ns = w ? zc_wake_figure_ns(ZC_KIND_MARGIN, NULL, w) : -1;
	char now[ZC_DRAW_NS_MAX], least[ZC_DRAW_NS_MAX];
	struct zc_hist_figures f;

	zc_hist_figures(&data->hists->of[ZC_KIND_MARGIN], &f);
	if (!f.count)
		put(d, "margin to an xrun: nothing played yet");
	else
		put(d, "margin to an xrun: %s%sleast %s, %llu xrun%s",
			margin_ns < 0 ? "" : zc_draw_ns(margin_ns, now),
			margin_ns < 0 ? "" : " at the last wake-up, ",
			zc_draw_ns((int64_t)f.min_ns, least),
			(unsigned long long)data->snap->count.xruns,
			data->snap->count.xruns == 1 ? "" : "s");
}

static size_t
table_lines(const struct zc_wake_hists *hists)
{
	size_t lines = 1;

	for (int kind = 0; kind < ZC_KINDS; kind++)
		lines += zc_hist_quantile(&hists->of[kind], 1) > 0;
	return lines;
}

void
zc_draw_page(const struct zc_draw *d, const struct zc_draw_data *data)
{
	size_t left = d->rows, below = table_lines(data->hists) + 6, chart;

	if (data->title && left) {
		fprintf(d->out, "%s\n", data->title);
		left--;
	}
	chart = left > below + AROUND ? (left - below - AROUND) / 2 + 1 : CHART_LEAST;
	chart = chart < CHART_LEAST ? CHART_LEAST : chart > CHART_MOST ? CHART_MOST : chart;
	if (left > chart + 1) {
		put(d, "%s", "");
		late_heading(d, &data->hists->of[ZC_KIND_LATE]);
		left -= 2;
		left -= zc_draw_hist(
			d, &data->hists->of[ZC_KIND_LATE], chart < left ? chart : left);
	}
	if (left > chart) {
		margin_heading(d, data);
		left--;
		left -= zc_draw_margin(d, data->wakes, data->count, chart);
	}
	if (left > 2) {
		put(d, "%s", "");
		left -= 1 + zc_draw_table(d, data->hists, now_ns(data), left - 1);
	}
	if (left > 1) {
		put(d, "%s", "");
		counters(d, data, left - 1);
	}
}

char *
zc_draw_line(const struct zc_draw_data *data, char *buf, size_t size)
{
	const struct zc_counters *n = &data->snap->count;
	char p99[ZC_DRAW_NS_MAX], max[ZC_DRAW_NS_MAX], least[ZC_DRAW_NS_MAX];
	struct zc_hist_figures late, margin;

	zc_hist_figures(&data->hists->of[ZC_KIND_LATE], &late);
	zc_hist_figures(&data->hists->of[ZC_KIND_MARGIN], &margin);
	snprintf(buf, size,
		"late p99 %s max %s, margin least %s, %llu wake-up%s, %llu xrun%s, faults %llu "
		"minor %llu major",
		zc_draw_ns((int64_t)late.p99_ns, p99), zc_draw_ns((int64_t)late.max_ns, max),
		zc_draw_ns((int64_t)margin.min_ns, least), (unsigned long long)n->wakeups,
		n->wakeups == 1 ? "" : "s", (unsigned long long)n->xruns,
		n->xruns == 1 ? "" : "s", (unsigned long long)n->faults_minor,
		(unsigned long long)n->faults_major);
	return buf;
}
