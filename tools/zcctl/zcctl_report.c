/* zcctl metrics and report: the daemon's counters, and all that it reports on one page. One
 * thread. */
#include "tools/zcctl/zcctl.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/common/kv.h"
#include "tools/common/page.h"

/* Parses `name="value"` with its escapes at *at into labels, and moves *at on. */
static bool
parse_label(const char **at, json_t *labels)
{
	char name[64], value[1024];
	const char *s = *at;
	size_t n = strcspn(s, "="), len = 0;

	if (n >= sizeof(name) || s[n] != '=' || s[n + 1] != '"')
		return false;
	snprintf(name, sizeof(name), "%.*s", (int)n, s);
	for (s += n + 2; *s && *s != '"'; s++) {
		if (*s == '\\' && s[1])
			s++;
		if (len < sizeof(value) - 1)
			value[len++] = s[-1] == '\\' && *s == 'n' ? '\n' : *s;
	}
	value[len] = '\0';
	zc_json_put_text(labels, name, value);
	*at = *s ? s + 1 : s;
	return true;
}

/* A line of the text format as an object; NULL for a comment. */
static json_t *
metric_json(const char *line)
{
	json_t *o, *labels;
	size_t n = strcspn(line, "{ ");
	const char *at = line + n;
	char name[128];

	if (*line == '#' || n >= sizeof(name))
		return NULL;
	snprintf(name, sizeof(name), "%.*s", (int)n, line);
	o = zc_json_object();
	labels = zc_json_object();
	if (*at == '{')
		do
			at++;
		while (parse_label(&at, labels) && *at == ',');
	at += strcspn(at, " ");
	zc_json_put_text(o, "name", name);
	zc_json_put(o, "labels", labels);
	zc_json_put_real(o, "value", strtod(at, NULL));
	return o;
}

int
zcctl_metrics(struct zc_tool *c, int argc, char **argv)
{
	json_t *records, *top, *list;
	const json_t *line;
	size_t i;
	int r;

	r = zc_tool_no_arguments(c, argc, argv);
	if (!r)
		r = zc_tool_connect(c);
	if (!r)
		r = zc_kv_get(c, "zc_metrics", NULL, false, &records);
	if (r)
		return r;
	list = zc_json_array();
	json_array_foreach(records, i, line)
	{
		const char *text = zc_kv_text(line, "metric");
		json_t *metric = c->args->json ? metric_json(text) : NULL;

		if (metric)
			zc_json_append(list, metric);
		else if (!c->args->json)
			puts(text);
	}
	json_decref(records);
	if (!c->args->json) {
		json_decref(list);
		return ZC_EXIT_OK;
	}
	top = zc_json_object();
	zc_json_put(top, "metrics", list);
	return zc_json_print(top, false) ? ZC_EXIT_FAILED : ZC_EXIT_OK;
}

static void
print_hist(const json_t *o)
{
	static const char *const keys[] = { "p50_ns", "p90_ns", "p99_ns", "p999_ns", "max_ns" };

	printf("%-16s %9.0f", zc_kv_text(o, "histogram"), zc_kv_number(o, "count", 0));
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		printf(" %10.1f", zc_kv_number(o, keys[i], 0) / 1000);
	putchar('\n');
}

static int
report_text(struct zc_tool *c)
{
	static const struct {
		const char *title, *name;
		int (*run)(struct zc_tool *c, int argc, char **argv);
	} parts[] = { { "Now", "status", zcctl_status },
		{ "Warnings", "warnings", zcctl_warnings },
		{ "Incidents", "incidents", zcctl_incidents },
		{ "Played", "played", zcctl_played } };
	int r = ZC_EXIT_OK;

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]) && !r; i++) {
		char name[16], *argv[] = { name, NULL };

		snprintf(name, sizeof(name), "%s", parts[i].name);
		printf("%s%s\n\n", i ? "\n" : "", parts[i].title);
		r = parts[i].run(c, 1, argv);
	}
	if (r)
		return r;
	printf("\nMeasured since the daemon started, us\n\n%-16s %9s %10s %10s %10s %10s "
	       "%10s\n",
		"", "count", "p50", "p90", "p99", "p99.9", "max");
	return zc_page_records(
		c, "zc_histograms", NULL, "histograms", "nothing was measured", print_hist);
}

static int
report_json(struct zc_tool *c)
{
	static const struct {
		const char *key, *command, *arg;
		bool one;
	} parts[] = { { "status", "zc_status", NULL, true },
		{ "warnings", "zc_warnings", NULL, false },
		{ "incidents", "zc_incidents", NULL, false },
		{ "played", "zc_played", NULL, false },
		{ "histograms", "zc_histograms", NULL, false } };
	json_t *top = zc_json_object(), *records;
	int r = ZC_EXIT_OK;

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		r = zc_kv_get(c, parts[i].command, parts[i].arg, false, &records);
		if (r)
			break;
		zc_json_put(top, parts[i].key,
			parts[i].one ? json_incref(json_array_get(records, 0))
				     : json_incref(records));
		json_decref(records);
	}
	if (!r)
		return zc_json_print(top, false) ? ZC_EXIT_FAILED : ZC_EXIT_OK;
	json_decref(top);
	return r;
}

int
zcctl_report(struct zc_tool *c, int argc, char **argv)
{
	int r;

	r = zc_tool_no_arguments(c, argc, argv);
	if (!r)
		r = zc_tool_connect(c);
	if (r)
		return r;
	return c->args->json ? report_json(c) : report_text(c);
}
