/* The short commands: one request, no output but errors. One thread. */
#include "tools/zcctl/zcctl.h"

#include <stdio.h>
#include <string.h>

#include "tools/common/json.h"

static bool
run_pause(struct mpd_connection *conn)
{
	return mpd_run_pause(conn, true);
}

/* The protocol's "pause" does nothing while stopped; a person wants it to play. */
static bool
play_or_pause(struct mpd_connection *conn, bool pause_if_playing)
{
	struct mpd_status *s = mpd_run_status(conn);
	enum mpd_state state = s ? mpd_status_get_state(s) : MPD_STATE_UNKNOWN;

	if (!s)
		return false;
	mpd_status_free(s);
	if (state == MPD_STATE_STOP)
		return mpd_run_play(conn);
	return mpd_run_pause(conn, pause_if_playing && state == MPD_STATE_PLAY);
}

static bool
run_resume(struct mpd_connection *conn)
{
	return play_or_pause(conn, false);
}

static bool
run_toggle(struct mpd_connection *conn)
{
	return play_or_pause(conn, true);
}

int
zcctl_simple(struct zc_tool *c, int argc, char **argv)
{
	static const struct {
		const char *name;
		bool (*run)(struct mpd_connection *conn);
	} commands[] = { { "pause", run_pause }, { "resume", run_resume },
		{ "toggle", run_toggle }, { "stop", mpd_run_stop }, { "next", mpd_run_next },
		{ "prev", mpd_run_previous } };
	size_t i = 0;
	int r;

	if (argc > 1)
		return zc_tool_usage(
			c, "%s takes no arguments, but \"%s\" was given", argv[0], argv[1]);
	while (strcmp(commands[i].name, c->command))
		i++;
	r = zc_tool_connect(c);
	if (!r)
		r = zc_tool_done(c, commands[i].run(c->conn));
	return r ? r : zc_tool_ok(c);
}

/* Where to, in seconds of the current song. ZC_EXIT_OK or the exit code. */
static int
seek_percent(struct zc_tool *c, double percent, double *seconds)
{
	struct mpd_status *s = mpd_run_status(c->conn);
	unsigned int total;

	if (!s)
		return zc_tool_failed(c, NULL);
	total = mpd_status_get_total_time(s);
	mpd_status_free(s);
	if (!total)
		return zc_tool_error(c, ZC_EXIT_FAILED,
			"seek %.0f%%: nothing plays whose length is known; name a time",
			percent);
	*seconds = total * percent / 100;
	return ZC_EXIT_OK;
}

int
zcctl_seek(struct zc_tool *c, int argc, char **argv)
{
	enum zc_seek_kind kind;
	double value;
	int r;

	if (argc != 2)
		return zc_tool_usage(c, "seek needs one place: 1:30, +10, -10 or 50%%");
	if (zc_parse_seek(argv[1], &kind, &value))
		return zc_tool_usage(
			c, "seek %s: not a place; write 1:30, 90, +10, -10 or 50%%", argv[1]);
	r = zc_tool_connect(c);
	if (!r && kind == ZC_SEEK_PERCENT)
		r = seek_percent(c, value, &value);
	if (!r)
		r = zc_tool_done(
			c, mpd_run_seek_current(c->conn, (float)value, kind == ZC_SEEK_BY));
	return r ? r : zc_tool_ok(c);
}

static int
show_volume(struct zc_tool *c)
{
	struct mpd_status *s = mpd_run_status(c->conn);
	int volume;

	if (!s)
		return zc_tool_failed(c, NULL);
	volume = mpd_status_get_volume(s);
	mpd_status_free(s);
	if (c->args->json) {
		json_t *top = zc_json_object();

		zc_json_put(top, "volume", volume < 0 ? json_null() : json_integer(volume));
		zc_json_print(top, false);
	} else if (volume >= 0) {
		printf("%d\n", volume);
	}
	if (volume < 0 && !c->args->json)
		return zc_tool_error(
			c, ZC_EXIT_FAILED, "no volume: the device has no mixer, or none plays");
	return ZC_EXIT_OK;
}

int
zcctl_volume(struct zc_tool *c, int argc, char **argv)
{
	bool by = argc > 1 && strchr("+-", *argv[1]);
	long n = 0;
	int r;

	if (argc > 2)
		return zc_tool_usage(c, "volume takes one value: 0 to 100, +N or -N");
	if (argc == 2 && zc_parse_int(argv[1], by ? -100 : 0, 100, &n))
		return zc_tool_usage(c, "volume %s: takes 0 to 100, +N or -N", argv[1]);
	r = zc_tool_connect(c);
	if (r)
		return r;
	if (argc == 1)
		return show_volume(c);
	r = zc_tool_done(c, by ? mpd_run_change_volume(c->conn, (int)n)
			       : mpd_run_set_volume(c->conn, (unsigned int)n));
	return r ? r : zc_tool_ok(c);
}
