/* zcctl queue: the list and its changes. Positions are counted from 1, as they are shown. */
#include "tools/zcctl/zcctl.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "tools/common/json.h"
#include "tools/common/add.h"
#include "tools/zcctl/zcctl_song.h"
#include "tools/common/text.h"

static void
print_song(const struct mpd_song *song, int current)
{
	char name[512], time[ZC_TEXT_TIME_MAX];
	unsigned int pos = mpd_song_get_pos(song), seconds = mpd_song_get_duration(song);

	zcctl_song_name(song, name, sizeof(name));
	printf("%c%5u  %8s  %s\n", current == (int)pos ? '>' : ' ', pos + 1,
		zc_text_length(seconds, time), name);
}

static int
list(struct zc_tool *c)
{
	struct mpd_status *status = mpd_run_status(c->conn);
	json_t *songs = zc_json_array(), *top;
	struct mpd_song *song;
	int current, r;

	if (!status || !mpd_send_list_queue_meta(c->conn)) {
		r = zc_tool_failed(c, NULL);
		goto out;
	}
	current = mpd_status_get_song_pos(status);
	while ((song = mpd_recv_song(c->conn))) {
		if (c->args->json)
			zc_json_append(songs, zcctl_song_json(song));
		else
			print_song(song, current);
		mpd_song_free(song);
	}
	r = zc_tool_done(c, mpd_response_finish(c->conn));
	if (!r && c->args->json) {
		top = zc_json_object();
		zc_json_put(
			top, "current", current < 0 ? json_null() : json_integer(current + 1));
		zc_json_put(top, "songs", json_incref(songs));
		zc_json_print(top, false);
	}
out:
	if (status)
		mpd_status_free(status);
	json_decref(songs);
	return r;
}

static int
add(struct zc_tool *c, int argc, char **argv)
{
	struct zc_add a = { 0 };
	int r;

	if (argc < 2)
		return zc_tool_usage(c, "queue add needs at least one file or folder");
	r = zc_add_find(c, &a, argc - 1, argv + 1);
	if (!r)
		r = zc_tool_connect(c);
	if (!r)
		r = zc_add_send(c, &a);
	if (!r)
		zc_add_print(c, &a);
	zc_add_free(&a);
	return r;
}

/* The daemon's own message counts positions from 0, which would mislead people. */
static int
range_done(struct zc_tool *c, bool ok, const char *command, const char *range)
{
	struct mpd_connection *conn = c->conn;
	struct mpd_status *status;
	unsigned int length;

	if (ok || mpd_connection_get_error(conn) != MPD_ERROR_SERVER ||
		mpd_connection_get_server_error(conn) != MPD_SERVER_ERROR_ARG ||
		!mpd_connection_clear_error(conn))
		return zc_tool_done(c, ok);
	status = mpd_run_status(conn);
	if (!status)
		return zc_tool_failed(c, NULL);
	length = mpd_status_get_queue_length(status);
	mpd_status_free(status);
	if (!length)
		return zc_tool_error(
			c, ZC_EXIT_FAILED, "queue %s %s: the queue is empty", command, range);
	return zc_tool_error(c, ZC_EXIT_FAILED,
		"queue %s %s: the queue has positions 1 to %u; see: zcctl queue", command,
		range, length);
}

static int
bad_range(const struct zc_tool *c, const char *command, const char *range)
{
	return zc_tool_usage(c,
		"queue %s %s: not a position or range; write 3, 3-5 or 3-, counted from 1",
		command, range);
}

static int
del(struct zc_tool *c, int argc, char **argv)
{
	unsigned int start, end;
	int r;

	if (argc != 2)
		return zc_tool_usage(c, "queue del needs one position or range: 3, 3-5 or 3-");
	if (zc_parse_range(argv[1], &start, &end))
		return bad_range(c, "del", argv[1]);
	r = zc_tool_connect(c);
	if (!r)
		r = range_done(c, mpd_run_delete_range(c->conn, start, end), "del", argv[1]);
	return r ? r : zc_tool_ok(c);
}

static int
clear(struct zc_tool *c, int argc, char **argv)
{
	int r;

	if (argc != 1)
		return zc_tool_usage(
			c, "queue clear takes no arguments, but \"%s\" was given", argv[1]);
	r = zc_tool_connect(c);
	if (!r)
		r = zc_tool_done(c, mpd_run_clear(c->conn));
	return r ? r : zc_tool_ok(c);
}

static int
move(struct zc_tool *c, int argc, char **argv)
{
	unsigned int start, end, to, to_end;
	int r;

	if (argc != 3)
		return zc_tool_usage(c,
			"queue move needs a position or range and where to move it: 3 1, or "
			"3-5 1");
	if (zc_parse_range(argv[1], &start, &end))
		return bad_range(c, "move", argv[1]);
	if (zc_parse_range(argv[2], &to, &to_end) || to_end != to + 1)
		return zc_tool_usage(c,
			"queue move to %s: not a position; positions are counted from 1",
			argv[2]);
	r = zc_tool_connect(c);
	if (!r) {
		char range[64];

		snprintf(range, sizeof(range), "%.24s %.24s", argv[1], argv[2]);
		r = range_done(c, mpd_run_move_range(c->conn, start, end, to), "move", range);
	}
	return r ? r : zc_tool_ok(c);
}

int
zcctl_queue(struct zc_tool *c, int argc, char **argv)
{
	static const char *const names[] = { "add", "del", "clear", "move" };
	int (*const runs[])(
		struct zc_tool * c, int argc, char **argv) = { add, del, clear, move };
	const char *meant;
	int r;

	if (argc < 2) {
		r = zc_tool_connect(c);
		return r ? r : list(c);
	}
	for (size_t i = 0; i < 4; i++)
		if (!strcmp(argv[1], names[i]))
			return runs[i](c, argc - 1, argv + 1);
	meant = zc_parse_suggest(argv[1], names, 4);
	return zc_tool_usage(c, "queue %s: no such command%s%s%s", argv[1],
		meant ? "; did you mean \"queue " : "", meant ? meant : "", meant ? "\"?" : "");
}
