/* The results of the laboratory: paired differences, and which of them are real. */
#include <math.h>
#include <string.h>

#include "tools/report/compare.h"
#include "tools/zcjitter/zcjitter_lab.h"
#include "tools/zcjitter/zcjitter_machine.h"
#include "tools/report/html_page.h"
#include "tools/report/sections.h"

#define SCHEMA "zcjitter-lab-2"
#define ABOUT_MAX 400

static double
mean(const double *v, int n)
{
	double sum = 0;

	for (int i = 0; i < n; i++)
		sum += v[i];
	return sum / n;
}

int
zcjitter_lab_comparisons(const struct zcjitter_lab *lab)
{
	int settings = -1;

	for (int s = 0; s < ZCJITTER_SETTINGS; s++)
		settings += lab->used[s];
	return settings * ZCJITTER_METRICS;
}

void
zcjitter_lab_differ(const struct zcjitter_lab *lab, int setting, int metric,
	struct zcjitter_difference *out)
{
	double strict = 1 - (1 - ZCJITTER_LEVEL) / zcjitter_lab_comparisons(lab);
	const double *base = lab->value[0][metric], *v = lab->value[setting][metric];
	double differences[ZCJITTER_ROUNDS_MAX];
	struct zcjitter_interval wide;

	for (int i = 0; i < lab->rounds; i++)
		differences[i] = v[i] - base[i];
	*out = (struct zcjitter_difference){ .base = mean(base, lab->rounds),
		.mean = mean(v, lab->rounds),
		.difference = mean(differences, lab->rounds) };
	out->known = zcjitter_mean_interval(differences, (size_t)lab->rounds, ZCJITTER_LEVEL,
			     &out->difference, &out->interval) &&
		     zcjitter_mean_interval(
			     differences, (size_t)lab->rounds, strict, &out->difference, &wide);
	out->real = out->known && (wide.low > 0 || wide.high < 0);
}

static const char *
number(double v, char *buf)
{
	snprintf(buf, ZCJITTER_NUMBER_MAX, "%.*f",
		v == floor(v) && fabs(v) < 1e6 ? 0
		: fabs(v) < 9.995              ? 2
		: fabs(v) < 99.95              ? 1
					       : 0,
		v);
	return buf;
}

static void
tab_plays(const struct zcjitter_lab *lab, struct zcjitter_table *t)
{
	zcjitter_table_begin(t, "Settings", "lll");
	zcjitter_table_heads(t, "", "setting", "path", NULL);
	for (int s = 0; s < ZCJITTER_SETTINGS; s++) {
		if (!lab->used[s])
			continue;
		zcjitter_table_add(t, "%s", zcjitter_settings[s].name);
		zcjitter_table_add(t, "%s", zcjitter_settings[s].about);
		zcjitter_table_add(t, "%s", lab->path[s]);
	}
}

static void
tab_setting(const struct zcjitter_lab *lab, int setting, struct zcjitter_table *t)
{
	char buf[ZCJITTER_NUMBER_MAX], low[ZCJITTER_NUMBER_MAX], high[ZCJITTER_NUMBER_MAX];

	zcjitter_table_begin(t, zcjitter_settings[setting].name, "lrrrrrl");
	zcjitter_table_heads(t, "", zcjitter_settings[0].name, zcjitter_settings[setting].name,
		"ratio", "difference", "95 %", " ", NULL);
	for (int m = 0; m < ZCJITTER_METRICS; m++) {
		double scale = zcjitter_metrics[m].scale;
		struct zcjitter_difference d;

		zcjitter_lab_differ(lab, setting, m, &d);
		zcjitter_table_add(t, "%s", zcjitter_metrics[m].title);
		zcjitter_table_add(t, "%s", number(d.base * scale, buf));
		zcjitter_table_add(t, "%s", number(d.mean * scale, buf));
		zcjitter_table_add(
			t, "%s", d.base > 0 ? zcjitter_ratio_str(d.mean / d.base, buf) : "-");
		zcjitter_table_add(t, "%s", number(d.difference * scale, buf));
		if (d.known)
			zcjitter_table_add(t, "%s..%s", number(d.interval.low * scale, low),
				number(d.interval.high * scale, high));
		else
			zcjitter_table_add(t, "-");
		zcjitter_table_add(t, "%s", d.real ? "real" : "");
	}
}

static const char *
about(const struct zcjitter_lab *lab, char *buf)
{
	const char *slash = strrchr(lab->file, '/');

	snprintf(buf, ABOUT_MAX,
		"%s on %s, load: %s. %d round%s, order shuffled with seed %llu. Figures are "
		"means over the rounds; the interval is the 95 %% interval of the mean paired "
		"difference (Student's t). \"real\": widened for all %d comparisons, it "
		"still leaves out 0.",
		slash ? slash + 1 : lab->file, lab->device, *lab->loads ? lab->loads : "none",
		lab->rounds, lab->rounds == 1 ? "" : "s", (unsigned long long)lab->seed,
		zcjitter_lab_comparisons(lab));
	return buf;
}

void
zcjitter_lab_text(const struct zcjitter_lab *lab, FILE *out)
{
	struct zcjitter_table t;
	char text[ABOUT_MAX];

	tab_plays(lab, &t);
	zcjitter_table_put(&t, out);
	for (int s = 1; s < ZCJITTER_SETTINGS; s++)
		if (lab->used[s]) {
			tab_setting(lab, s, &t);
			zcjitter_table_put(&t, out);
		}
	fprintf(out, "%s\n", about(lab, text));
}

void
zcjitter_lab_html(const struct zcjitter_lab *lab, FILE *out)
{
	json_t *machine = zcjitter_machine();
	struct zcjitter_table t;
	char text[ABOUT_MAX];

	zcjitter_page_begin(
		out, "Timing of playback", "Settings against each other", about(lab, text));
	tab_plays(lab, &t);
	zcjitter_page_table(&t, out);
	for (int s = 1; s < ZCJITTER_SETTINGS; s++)
		if (lab->used[s]) {
			tab_setting(lab, s, &t);
			t.about = zcjitter_settings[s].about;
			zcjitter_page_table(&t, out);
		}
	zcjitter_tab_group("machine", machine, &t);
	zcjitter_page_table(&t, out);
	zcjitter_page_end(out);
	json_decref(machine);
}

static json_t *
setting_json(const struct zcjitter_lab *lab, int s)
{
	json_t *o = zc_json_object(), *all = zc_json_object();

	for (int m = 0; m < ZCJITTER_METRICS; m++) {
		json_t *metric = zc_json_object(), *values = zc_json_array();
		struct zcjitter_difference d;

		for (int i = 0; i < lab->rounds; i++)
			zc_json_append(values, json_real(lab->value[s][m][i]));
		zcjitter_lab_differ(lab, s, m, &d);
		zc_json_put_real(metric, "mean", d.mean);
		zc_json_put(metric, "values", values);
		if (s) {
			zc_json_put_real(metric, "difference", d.difference);
			zc_json_put(metric, "low",
				d.known ? json_real(d.interval.low) : json_null());
			zc_json_put(metric, "high",
				d.known ? json_real(d.interval.high) : json_null());
			zc_json_put_bool(metric, "real", d.real);
		}
		zc_json_put(all, zcjitter_metrics[m].key, metric);
	}
	zc_json_put_text(o, "name", zcjitter_settings[s].name);
	zc_json_put_text(o, "about", zcjitter_settings[s].about);
	zc_json_put_text(o, "path", lab->path[s]);
	zc_json_put(o, "metrics", all);
	return o;
}

json_t *
zcjitter_lab_json(const struct zcjitter_lab *lab)
{
	json_t *top = zc_json_object(), *settings = zc_json_array();

	for (int s = 0; s < ZCJITTER_SETTINGS; s++)
		if (lab->used[s])
			zc_json_append(settings, setting_json(lab, s));
	zc_json_put_text(top, "schema", SCHEMA);
	zc_json_put_text(top, "device", lab->device);
	zc_json_put_text(top, "file", lab->file);
	zc_json_put_text(top, "load", lab->loads);
	zc_json_put_int(top, "rounds", lab->rounds);
	zc_json_put_int(top, "seed", (int64_t)lab->seed);
	zc_json_put_real(top, "level", ZCJITTER_LEVEL);
	zc_json_put_int(top, "comparisons", zcjitter_lab_comparisons(lab));
	zc_json_put(top, "settings", settings);
	zc_json_put(top, "machine", zcjitter_machine());
	return top;
}
