/* zcctl watch: the daemon reports changes; the figures between them are read from its
 * measurement area, which costs it nothing. One thread. */
#include "tools/zcctl/zcctl.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tools/draw/draw.h"
#include "tools/draw/monitor.h"
#include "tools/draw/monitor_json.h"
#include "tools/draw/terminal.h"
#include "tools/zcctl/zcctl_follow.h"
#include "tools/common/kv.h"
#include "tools/common/now.h"

#define REDRAW_NS 250000000
#define SECONDS_MAX 3600

struct watch {
	struct zc_tool *c; /* borrows */
	struct zc_monitor *monitor; /* owns; NULL: only the daemon's answers */
	bool page; /* on a terminal */
	bool drawn;
};

static struct zc_draw_data
draw_data(const struct watch *w, const char *title)
{
	return (struct zc_draw_data){ .title = title,
		.hists = &w->monitor->map.area->hists,
		.snap = &w->monitor->snap,
		.filler = &w->monitor->map.area->filler,
		.wakes = w->monitor->wakes,
		.count = w->monitor->count };
}

static void
show_page(struct watch *w, const struct zcctl_view *v)
{
	struct zc_draw_data data;
	char title[1024];
	size_t columns, rows;

	zc_terminal_size(&columns, &rows);
	zcctl_view_line(v, zc_now_ns(), columns - 1, title, sizeof(title));
	data = draw_data(w, title);
	w->drawn |= zc_terminal_draw(&data, !w->drawn);
}

static void
show_line(struct watch *w, const struct zcctl_view *v)
{
	char title[1024], figures[512];
	struct zc_draw_data data;

	zcctl_view_line(v, zc_now_ns(), SIZE_MAX, title, sizeof(title));
	if (!w->monitor) {
		puts(title);
		return;
	}
	data = draw_data(w, NULL);
	printf("%s  %s\n", title, zc_draw_line(&data, figures, sizeof(figures)));
}

static void
show_json(struct watch *w, const struct zcctl_view *v)
{
	json_t *o = zcctl_view_json(v, zc_now_ns());

	zc_json_put(o, "measured", w->monitor ? zc_monitor_json(w->monitor) : json_null());
	zc_json_print(o, true);
}

static void
show(struct watch *w, const struct zcctl_view *v)
{
	if (w->monitor)
		zc_monitor_update(w->monitor);
	if (w->c->args->json)
		show_json(w, v);
	else if (!w->page)
		show_line(w, v);
	else if (w->monitor)
		show_page(w, v);
	fflush(stdout);
}

static int
changed(void *ctx, const struct zcctl_view *v)
{
	show(ctx, v);
	return ferror(stdout) ? ZC_EXIT_FAILED : ZCCTL_GO_ON;
}

static void
tick(void *ctx, const struct zcctl_view *v)
{
	struct watch *w = ctx;

	/* A page is redrawn even when nothing plays, as the terminal may have been resized;
	 * lines would only repeat. */
	if (w->page || mpd_status_get_state(v->status) == MPD_STATE_PLAY)
		show(w, v);
}

/* Without access to the area a message says so and only the daemon's answers are shown. */
static int
open_monitor(struct watch *w)
{
	struct zcctl_view v = { 0 };
	struct zc_err err = { 0 };
	const char *file;
	int r = zcctl_view_get(w->c, &v);

	if (r)
		return r;
	file = zc_kv_text(v.zc, "area_file");
	if (*file && zc_tool_is_local(w->c)) {
		w->monitor = malloc(sizeof(*w->monitor));
		if (!w->monitor || zc_monitor_open(w->monitor, file, &err)) {
			fprintf(stderr,
				"zcctl: no live figures, only the daemon's status: %s\n",
				w->monitor ? err.text : "out of memory");
			if (w->monitor)
				zc_monitor_close(w->monitor);
			free(w->monitor);
			w->monitor = NULL;
		}
	}
	zcctl_view_free(&v);
	return ZC_EXIT_OK;
}

int
zcctl_watch(struct zc_tool *c, int argc, char **argv)
{
	struct watch w = { .c = c, .page = !c->args->json && isatty(STDOUT_FILENO) };
	struct zcctl_follower f = { .changed = changed, .ctx = &w };
	long seconds = 1;
	int r;

	if (argc > 2)
		return zc_tool_usage(c, "watch takes one number of seconds");
	if (argc == 2 && zc_parse_int(argv[1], 1, SECONDS_MAX, &seconds))
		return zc_tool_usage(c, "watch %s: takes a number of seconds from 1 to %d",
			argv[1], SECONDS_MAX);
	r = zc_tool_connect(c);
	if (!r)
		r = open_monitor(&w);
	if (r)
		return r;
	if (w.monitor) {
		f.tick = tick;
		f.every_ns = w.page ? REDRAW_NS : seconds * INT64_C(1000000000);
	}
	r = zcctl_follow(c, &f);
	if (w.monitor)
		zc_monitor_close(w.monitor);
	free(w.monitor);
	/* Ctrl-C is the normal end of a watch. */
	return r == ZC_EXIT_INTERRUPTED ? ZC_EXIT_OK : r;
}
