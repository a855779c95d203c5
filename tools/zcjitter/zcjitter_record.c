/* zcjitter record: writes the wake records of the measurement area to a file. The daemon is
 * asked only at the start and the end, once a minute for the tracks that ended, and once a
 * second while waiting for the end of the music. */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "pipeline/area.h"
#include "pipeline/recording.h"
#include "tools/common/add.h"
#include "tools/common/kv.h"
#include "tools/common/parse.h"
#include "tools/zcjitter/zcjitter.h"
#include "tools/zcjitter/zcjitter_error.h"
#include "tools/zcjitter/zcjitter_machine.h"
#include "tools/zcjitter/zcjitter_events.h"

#define POLL_NS 200000000
#define ASK_EVERY 5 /* polls */
#define TRACKS_EVERY 300
#define AT_ONCE 256
#define NS_PER_S 1000000000ll

struct record {
	struct zc_args args;
	struct zc_tool c;
	const char *path; /* borrows */
	const char *area_path; /* borrows; NULL: ask the daemon */
	double seconds; /* 0: no limit */
	bool tracks, playlist;
	bool asks; /* the daemon too, not only its area */
	struct zc_add add; /* owns the files it found */
	struct zc_area_map map;
	struct zc_area_cursor cursor;
	struct zc_recording_writer w;
	struct zcjitter_events events;
};

static volatile sig_atomic_t stop;

static void
on_signal(int sig)
{
	stop = sig;
}

static int64_t
clock_ns(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return t.tv_sec * NS_PER_S + t.tv_nsec;
}

/* The first object of an answer; an empty one if there is none. */
static int
ask_one(struct record *r, const char *command, json_t **object)
{
	json_t *records;
	int code = zc_kv_get(&r->c, command, NULL, false, &records);

	if (code)
		return code;
	*object = json_incref(json_array_get(records, 0));
	if (!*object)
		*object = zc_json_object();
	json_decref(records);
	return ZC_EXIT_OK;
}

static int
open_area(struct record *r, const json_t *status)
{
	const char *path = r->area_path ? r->area_path : zc_kv_text(status, "area_file");
	struct zc_err err;

	if (!*path)
		return zcjitter_error(ZC_EXIT_UNREACHABLE,
			"%s: the daemon has no measurement area: set area_file in its "
			"configuration",
			r->c.where);
	if (zc_area_map(&r->map, path, &err))
		return zcjitter_error(ZC_EXIT_UNREACHABLE, "%s", err.text);
	if (!zc_area_alive(&r->map))
		return zcjitter_error(ZC_EXIT_UNREACHABLE,
			"%s: its daemon has ended; start it with: systemctl start zcaudiod",
			path);
	/* Records from before are not part of the recording. */
	r->cursor.next = atomic_load_explicit(&r->map.area->newest, memory_order_acquire) + 1;
	return ZC_EXIT_OK;
}

static void
put_known(json_t *to, const json_t *from, const char *const *keys)
{
	for (; *keys; keys++)
		if (json_object_get(from, *keys))
			zc_json_put(to, *keys, json_incref(json_object_get(from, *keys)));
}

static int
put_meta(struct record *r, const json_t *status)
{
	static const char *const keys[] = { "device", "device_about", "engine", NULL };
	json_t *meta = zc_json_object(), *daemon = zc_json_object(), *warnings = NULL;
	int code;

	put_known(daemon, status, keys);
	zc_json_put_text(daemon, "zcjitter", PACKAGE_VERSION);
	if (r->asks && !zc_kv_get(&r->c, "zc_warnings", NULL, true, &warnings)) {
		json_t *list = zc_json_array(), *warning;
		size_t i;

		json_array_foreach(warnings, i, warning)
			zc_json_append(list, json_incref(json_object_get(warning, "warning")));
		zc_json_put(daemon, "warnings", list);
		json_decref(warnings);
	}
	zc_json_put(meta, "machine", zcjitter_machine());
	zc_json_put(meta, "daemon", daemon);
	code = zcjitter_events_put(&r->events, ZC_RECORDING_META, meta);
	json_decref(meta);
	return code;
}

/* Writes the wake records that are new. */
static int
write_new(struct record *r)
{
	struct zc_wake wakes[AT_ONCE];
	struct zc_err err;
	int n;

	while ((n = zc_area_wakes(r->map.area, &r->cursor, wakes, AT_ONCE)) > 0)
		if (zc_recording_put_wakes(&r->w, wakes, (size_t)n, &err))
			return zcjitter_error(ZC_EXIT_FAILED, "%s", err.text);
	return ZC_EXIT_OK;
}

/* If the daemon does not answer it is asked again later. */
static bool
is_playing(struct record *r)
{
	struct mpd_status *status = zc_tool_connect(&r->c) ? NULL : mpd_run_status(r->c.conn);
	bool playing = !status || mpd_status_get_state(status) != MPD_STATE_STOP;

	if (status) {
		mpd_status_free(status);
	} else if (r->c.conn) {
		mpd_connection_free(r->c.conn);
		r->c.conn = NULL;
	}
	return playing;
}

/* Records until there is a reason to end, which is returned; NULL: an error was printed. */
static const char *
follow(struct record *r)
{
	int64_t until = clock_ns(CLOCK_MONOTONIC) + (int64_t)(r->seconds * NS_PER_S);
	const struct timespec poll = { .tv_nsec = POLL_NS };

	for (int n = 0;; n++) {
		bool alive = zc_area_alive(&r->map);

		if (write_new(r) || (r->asks && alive && n % TRACKS_EVERY == TRACKS_EVERY - 1 &&
					    zcjitter_events_tracks(&r->events)))
			return NULL;
		if (!alive)
			return "the daemon ended";
		if (stop)
			return "interrupted";
		if (r->seconds > 0 && clock_ns(CLOCK_MONOTONIC) >= until)
			return "the time was up";
		if ((r->tracks || r->playlist) && n % ASK_EVERY == ASK_EVERY - 1 &&
			!is_playing(r) && zc_area_alive(&r->map))
			return write_new(r) ? NULL : "the music ended";
		nanosleep(&poll, NULL);
	}
}

static int
start_music(struct record *r)
{
	int code = ZC_EXIT_OK;

	if (r->tracks)
		code = zc_tool_done(&r->c, mpd_run_clear(r->c.conn));
	if (r->tracks && !code)
		code = zc_add_send(&r->c, &r->add);
	return code ? code : zc_tool_done(&r->c, mpd_run_play(r->c.conn));
}

static int
finish(struct record *r, const char *reason)
{
	int code = reason ? ZC_EXIT_OK : ZC_EXIT_FAILED;
	bool gone = reason && !zc_area_alive(&r->map), ask = reason && !gone && r->asks;
	struct zc_err err;

	if (ask)
		code = zcjitter_events_end(&r->events);
	/* Even a full disk may have room for this. */
	if (zc_recording_end(&r->w, reason ? reason : "it could not be written on",
		    clock_ns(CLOCK_REALTIME), &err) &&
		!code)
		code = zcjitter_error(ZC_EXIT_FAILED, "%s", err.text);
	if (gone)
		zcjitter_error(ZC_EXIT_OK,
			"the daemon ended; the recording is complete until then, but lacks its last tracks");
	fprintf(stderr, "%s: %llu wake-up%s%s", r->path, (unsigned long long)r->w.wakes,
		r->w.wakes == 1 ? "" : "s", r->w.wakes ? "" : ": nothing played");
	if (r->w.lost)
		fprintf(stderr, ", %llu lost", (unsigned long long)r->w.lost);
	putc('\n', stderr);
	return code;
}

static int
record_to(struct record *r, int fd, const json_t *status)
{
	struct zc_err err;
	int code;

	if (zc_recording_begin(&r->w, fd, r->path, NULL, &err))
		return zcjitter_error(ZC_EXIT_FAILED, "%s", err.text);
	r->events = (struct zcjitter_events){ .c = &r->c, .w = &r->w };
	code = r->asks ? zcjitter_events_begin(&r->events) : ZC_EXIT_OK;
	if (!code)
		code = put_meta(r, status);
	if (!code && (r->tracks || r->playlist))
		code = start_music(r);
	return code ? code : finish(r, follow(r));
}

static int
record(struct record *r, int count, char **files)
{
	struct sigaction act = { .sa_handler = on_signal };
	json_t *status = NULL;
	int code = ZC_EXIT_OK, fd = -1;

	r->asks = !r->area_path || r->tracks || r->playlist;
	if (r->asks) {
		code = zc_tool_connect(&r->c);
		if (!code)
			code = ask_one(r, "zc_status", &status);
	}
	if (!code)
		code = open_area(r, status);
	if (!code && r->tracks)
		code = zc_add_find(&r->c, &r->add, count, files);
	if (!code) {
		fd = open(r->path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
		if (fd < 0)
			code = zcjitter_error(
				ZC_EXIT_FAILED, "%s: %s", r->path, strerror(errno));
	}
	if (!code) {
		sigaction(SIGINT, &act, NULL);
		sigaction(SIGTERM, &act, NULL);
		sigaction(SIGHUP, &act, NULL);
		code = record_to(r, fd, status);
	}
	if (fd >= 0 && close(fd) && !code)
		code = zcjitter_error(ZC_EXIT_FAILED, "%s: %s", r->path, strerror(errno));
	zc_area_unmap(&r->map);
	zc_add_free(&r->add);
	if (r->c.conn)
		mpd_connection_free(r->c.conn);
	json_decref(status);
	return code;
}

static int
parse(struct record *r, int argc, char **argv)
{
	static const struct option longs[] = { { "output", required_argument, NULL, 'o' },
		{ "seconds", required_argument, NULL, 's' },
		{ "track", no_argument, NULL, 't' }, { "playlist", no_argument, NULL, 'p' },
		{ "socket", required_argument, NULL, 'S' },
		{ "area", required_argument, NULL, 'a' }, { 0 } };
	int o;

	opterr = 0;
	while ((o = getopt_long(argc, argv, ":o:", longs, NULL)) != -1) {
		switch (o) {
		case 'o':
			r->path = optarg;
			break;
		case 's':
			if (zc_parse_time(optarg, &r->seconds) || r->seconds <= 0)
				return zcjitter_usage("record",
					"--seconds %s: not a time; write 90, 1:30 or 1:02:03",
					optarg);
			break;
		case 't':
			r->tracks = true;
			break;
		case 'p':
			r->playlist = true;
			break;
		case 'S':
			r->args.socket = optarg;
			break;
		case 'a':
			r->area_path = optarg;
			break;
		default:
			return zcjitter_bad_option("record", o, argv, longs);
		}
	}
	if ((r->seconds > 0) + r->tracks + r->playlist > 1)
		return zcjitter_usage(
			"record", "--seconds, --track and --playlist exclude each other");
	if (r->tracks && argc == optind)
		return zcjitter_usage("record", "--track needs at least one FILE to play");
	if (!r->tracks && argc != optind)
		return zcjitter_usage("record",
			"%s: record takes FILEs only with --track; -o names the recording",
			argv[optind]);
	return ZC_EXIT_OK;
}

int
zcjitter_record(int argc, char **argv)
{
	struct record r = { .map = { .fd = -1 }, .c = { .command = "record" } };
	char path[64];
	time_t now = time(NULL);
	struct tm tm;
	int code;

	r.c.args = &r.args;
	strftime(path, sizeof(path), "zcjitter-%Y%m%d-%H%M%S.zcrec", localtime_r(&now, &tm));
	r.path = path;
	code = parse(&r, argc, argv);
	return code ? code : record(&r, argc - optind, argv + optind);
}
