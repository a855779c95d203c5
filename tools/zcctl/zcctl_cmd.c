/* The short commands: each sends one request and prints nothing but errors. One thread. */
#include "tools/zcctl/zcctl.h"

#include <stdio.h>
#include <string.h>

#include "tools/common/json.h"

/* The result of a command that acts on the track that plays. */
static int
playing_done(struct zc_tool *c, bool ok)
{
	struct mpd_connection *conn = c->conn;

	if (ok || mpd_connection_get_error(conn) != MPD_ERROR_SERVER ||
		mpd_connection_get_server_error(conn) != MPD_SERVER_ERROR_PLAYER_SYNC)
		return zc_tool_done(c, ok);
	return zc_tool_error(c, ZC_EXIT_FAILED,
		"%s: nothing is playing; start with: zcctl play FILE..., or: zcctl resume",
		c->command);
}

/* The protocol's "pause" does nothing while stopped; a person wants it to play. */
static int
play_or_pause(struct zc_tool *c, bool pause_if_playing)
{
	struct mpd_status *s = mpd_run_status(c->conn);
	unsigned int length = s ? mpd_status_get_queue_length(s) : 0;
	enum mpd_state state = s ? mpd_status_get_state(s) : MPD_STATE_UNKNOWN;

	if (!s)
		return zc_tool_failed(c, NULL);
	mpd_status_free(s);
	if (state != MPD_STATE_STOP)
		return zc_tool_done(
			c, mpd_run_pause(c->conn, pause_if_playing && state == MPD_STATE_PLAY));
	if (!length)
		return zc_tool_error(c, ZC_EXIT_FAILED,
			"%s: the queue is empty; name files: zcctl play FILE...", c->command);
	return zc_tool_done(c, mpd_run_play(c->conn));
}

static int
run_pause(struct zc_tool *c)
{
	return zc_tool_done(c, mpd_run_pause(c->conn, true));
}

static int
run_resume(struct zc_tool *c)
{
	return play_or_pause(c, false);
}

static int
run_toggle(struct zc_tool *c)
{
	return play_or_pause(c, true);
}

static int
run_stop(struct zc_tool *c)
{
	return zc_tool_done(c, mpd_run_stop(c->conn));
}

static int
run_next(struct zc_tool *c)
{
	return playing_done(c, mpd_run_next(c->conn));
}

static int
run_prev(struct zc_tool *c)
{
	return playing_done(c, mpd_run_previous(c->conn));
}

int
zcctl_simple(struct zc_tool *c, int argc, char **argv)
{
	static const struct {
		const char *name;
		int (*run)(struct zc_tool *c);
	} commands[] = { { "pause", run_pause }, { "resume", run_resume },
		{ "toggle", run_toggle }, { "stop", run_stop }, { "next", run_next },
		{ "prev", run_prev } };
	size_t i = 0;
	int r = zc_tool_no_arguments(c, argc, argv);

	if (r)
		return r;
	while (strcmp(commands[i].name, c->command))
		i++;
	r = zc_tool_connect(c);
	if (!r)
		r = commands[i].run(c);
	return r ? r : zc_tool_ok(c);
}

/* The place in seconds of the current song. ZC_EXIT_OK or the exit code. */
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
		r = playing_done(
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
		return zc_tool_error(c, ZC_EXIT_FAILED,
			"no volume: the device has no mixer, or no device is open");
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
