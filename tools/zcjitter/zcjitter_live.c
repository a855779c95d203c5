/* zcjitter live: draws the measurement area again and again, without asking the daemon. */
#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "tools/draw/monitor.h"
#include "tools/draw/terminal.h"
#include "tools/common/kv.h"
#include "tools/common/parse.h"
#include "tools/zcjitter/zcjitter.h"
#include "tools/zcjitter/zcjitter_error.h"

#define PAGE_NS 250000000
#define LINE_S 1

static volatile sig_atomic_t stop;

static void
on_signal(int sig)
{
	stop = sig;
}

/* Asks the daemon for the path of its measurement area, into buf. */
static int
ask_path(struct zc_tool *c, char *buf, size_t size)
{
	json_t *records;
	int code = zc_tool_connect(c);

	if (!code)
		code = zc_kv_get(c, "zc_status", NULL, false, &records);
	if (code)
		return code;
	snprintf(buf, size, "%s", zc_kv_text(json_array_get(records, 0), "area_file"));
	json_decref(records);
	if (!*buf)
		code = zcjitter_error(ZC_EXIT_UNREACHABLE,
			"%s: the daemon has no measurement area: set area_file in its "
			"configuration",
			c->where);
	mpd_connection_free(c->conn);
	c->conn = NULL;
	return code;
}

static void
show(struct zc_monitor *monitor, const char *title, bool page, bool first)
{
	const struct zc_draw_data of = { .title = title,
		.hists = &monitor->map.area->hists,
		.snap = &monitor->snap,
		.filler = &monitor->map.area->filler,
		.wakes = monitor->wakes,
		.count = monitor->count };
	char line[512];

	if (page)
		zc_terminal_draw(&of, first);
	else
		puts(zc_draw_line(&of, line, sizeof(line)));
	fflush(stdout);
}

static int
watch(const char *path)
{
	struct zc_monitor *monitor = malloc(sizeof(*monitor));
	bool page = isatty(STDOUT_FILENO), alive = true;
	const struct timespec wait = { .tv_sec = page ? 0 : LINE_S,
		.tv_nsec = page ? PAGE_NS : 0 };
	struct zc_err err;
	int code = ZC_EXIT_OK;

	if (!monitor)
		return zcjitter_error(ZC_EXIT_FAILED, "out of memory");
	if (zc_monitor_open(monitor, path, &err))
		code = zcjitter_error(ZC_EXIT_UNREACHABLE, "%s", err.text);
	for (bool first = true; !code && !stop && alive; first = false) {
		alive = zc_monitor_update(monitor);
		show(monitor, path, page, first);
		if (alive)
			nanosleep(&wait, NULL);
	}
	zc_monitor_close(monitor);
	free(monitor);
	if (!alive)
		return zcjitter_error(ZC_EXIT_UNREACHABLE, "%s: its daemon has ended", path);
	return code;
}

int
zcjitter_live(int argc, char **argv)
{
	static const struct option longs[] = { { "socket", required_argument, NULL, 's' },
		{ "area", required_argument, NULL, 'a' }, { 0 } };
	struct sigaction act = { .sa_handler = on_signal };
	struct zc_args args = { 0 };
	struct zc_tool c = { .args = &args, .command = "live" };
	char path[4096] = "";
	int o, code = ZC_EXIT_OK;

	opterr = 0;
	while ((o = getopt_long(argc, argv, ":", longs, NULL)) != -1) {
		if (o == 's')
			args.socket = optarg;
		else if (o == 'a')
			snprintf(path, sizeof(path), "%s", optarg);
		else
			return zcjitter_bad_option("live", o, argv, longs);
	}
	if (argc != optind)
		return zcjitter_usage("live", "live takes no FILE");
	if (!*path)
		code = ask_path(&c, path, sizeof(path));
	sigaction(SIGINT, &act, NULL);
	sigaction(SIGTERM, &act, NULL);
	return code ? code : watch(path);
}
