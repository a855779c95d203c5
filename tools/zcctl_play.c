/* zcctl play: files into the queue, playing, and waiting for the end. The queue is not touched
 * before every file was found, and not emptied before the daemon took every one. One thread. */
#include "zcctl.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "zcctl_add.h"
#include "zcctl_follow.h"
#include "zcctl_kv.h"
#include "zcctl_receipt.h"
#include "zcctl_song.h"
#include "zcctl_text.h"

enum on_interrupt { INTERRUPT_STOP, INTERRUPT_PAUSE, INTERRUPT_LEAVE };

enum outcome { OUTCOME_NONE, OUTCOME_STOPPED, OUTCOME_PLAYED, OUTCOME_FAILED };

/* What is known of a track that was added. One that was cut off by its device going away plays
 * on once it is back, and gets another certificate then. */
struct fate {
	enum outcome outcome;
	double ended; /* of the certificate that said so; UNIX time */
	bool receipt_due; /* and its receipt was not told */
};

struct play {
	struct zcctl *c; /* borrows */
	struct zcctl_add add;
	struct fate *fates; /* owns; of what was added */
	bool append, wait;
	enum on_interrupt on_interrupt;
	unsigned int shown_id; /* the track that was announced last */
	char shown_path[256]; /* and its path, as announced */
	char told[1024]; /* the error that was printed last */
	bool waits; /* for the device, and that was told */
	bool track_failed;
};

static int
parse_options(struct play *p, int argc, char **argv)
{
	static const struct option longs[] = { { "append", no_argument, NULL, 'a' },
		{ "no-wait", no_argument, NULL, 'n' },
		{ "on-interrupt", required_argument, NULL, 'i' }, { 0 } };
	static const char *const words[] = { "stop", "pause", "leave" };
	int o, k;

	optind = 0;
	opterr = 0;
	while ((o = getopt_long(argc, argv, "an", longs, NULL)) != -1) {
		switch (o) {
		case 'a':
			p->append = true;
			break;
		case 'n':
			p->wait = false;
			break;
		case 'i':
			for (k = 0; k < 3 && strcmp(optarg, words[k]); k++)
				;
			if (k == 3)
				return zcctl_usage(p->c,
					"--on-interrupt=%s: takes stop, pause or leave",
					optarg);
			p->on_interrupt = (enum on_interrupt)k;
			break;
		default:
			return zcctl_usage(p->c, "play: unknown option %s", argv[optind - 1]);
		}
	}
	return ZCCTL_OK;
}

/* A line for each track when it begins, and when its path changes. */
static void
announce(struct play *p, const struct zcctl_view *v)
{
	char name[512], format[ZCCTL_FORMAT_MAX], path[256], total[ZCCTL_TIME_MAX];
	double seconds = zcctl_view_total(v);
	unsigned int id = v->song ? mpd_song_get_id(v->song) : 0;
	bool new_song = id != p->shown_id;

	zcctl_path_str(v->own, path, sizeof(path));
	zcctl_format_str(mpd_status_get_audio_format(v->status), format);
	/* Until its file is open and its path chosen the daemon knows neither. */
	if (!id || !*format || !strcmp(zcctl_kv_text(v->own, "reason"), "none") ||
		(!new_song && !strcmp(path, p->shown_path)))
		return;
	p->shown_id = id;
	snprintf(p->shown_path, sizeof(p->shown_path), "%s", path);
	if (p->c->args->json) {
		json_t *o = zc_json_object();

		zc_json_put_text(o, "event", new_song ? "track" : "path");
		zc_json_put_int(o, "id", id);
		zc_json_put_text(o, "uri", mpd_song_get_uri(v->song));
		zc_json_put_text(o, "format", format);
		zc_json_put_real(o, "duration_s", seconds);
		zc_json_put_text(o, "path", zcctl_kv_text(v->own, "path"));
		zc_json_put_text(o, "reason", zcctl_kv_text(v->own, "reason"));
		zc_json_print(o, true);
		return;
	}
	zcctl_song_name(v->song, name, sizeof(name));
	zcctl_line_clear();
	if (new_song)
		printf("%d/%u %s  %s  %s%s%s\n", mpd_status_get_song_pos(v->status) + 1,
			mpd_status_get_queue_length(v->status), name,
			zcctl_length_str(seconds, total), format, *path ? "  " : "", path);
	else
		printf("    now %s\n", path);
	fflush(stdout);
}

/* What one certificate says of a track of ours that has ended. */
static void
conclude(struct play *p, struct fate *f, const json_t *o)
{
	const char *result = zcctl_kv_text(o, "result");
	bool failed = !strcmp(result, "failed"), stopped = !strcmp(result, "stopped");

	f->outcome = failed ? OUTCOME_FAILED : stopped ? OUTCOME_STOPPED : OUTCOME_PLAYED;
	f->ended = zcctl_kv_number(o, "ended", 0);
	f->receipt_due = json_object_get(o, "verify") != NULL;
	p->track_failed |= failed;
	if (failed)
		snprintf(p->told, sizeof(p->told), "%s", zcctl_kv_text(o, "error"));
	if (p->c->args->json) {
		json_t *e = zc_json_object();

		zc_json_put_text(e, "event", failed ? "failed" : "played");
		json_object_update_missing(e, (json_t *)o);
		zc_json_print(e, true);
		return;
	}
	zcctl_line_clear();
	if (!failed)
		printf("    %s: %.0f bytes direct + %.0f copied + %.0f decoded of %.0f, %s, "
		       "%.0f xruns\n",
			stopped ? "stopped" : "played", zcctl_kv_number(o, "bytes_direct", 0),
			zcctl_kv_number(o, "bytes_copied", 0),
			zcctl_kv_number(o, "bytes_decoded", 0),
			zcctl_kv_number(o, "payload_bytes", 0),
			json_is_true(json_object_get(o, "bit_exact")) ? "bit-exact"
								      : "not bit-exact",
			zcctl_kv_number(o, "xruns", 0));
	if (*zcctl_kv_text(o, "note"))
		printf("    note: %s\n", zcctl_kv_text(o, "note"));
	fflush(stdout);
	if (failed)
		fprintf(stderr, "zcctl: %s\n", p->told);
}

static bool
is_news(const struct fate *f, const json_t *o)
{
	return f->outcome == OUTCOME_NONE ||
	       (f->outcome == OUTCOME_STOPPED && zcctl_kv_number(o, "ended", 0) > f->ended);
}

static void
take_in(struct play *p, struct fate *f, const json_t *o)
{
	if (is_news(f, o))
		conclude(p, f, o);
	if (!f->receipt_due || zcctl_kv_number(o, "ended", 0) != f->ended ||
		zcctl_receipt_pending(o))
		return;
	f->receipt_due = false;
	zcctl_line_clear();
	p->track_failed |= zcctl_receipt_tell(p->c, o);
}

/* Takes in the certificates of our tracks that ended since the last call. */
static int
look_at_played(struct play *p)
{
	json_t *records;
	int r = zcctl_kv_get(p->c, "zc_played", NULL, true, &records);

	if (r)
		return r;
	/* Newest first on the wire. */
	for (size_t n = json_array_size(records); n-- > 0;) {
		const json_t *o = json_array_get(records, n);
		double id = zcctl_kv_number(o, "id", 0);

		for (int i = 0; i < p->add.count; i++)
			if (p->add.ids[i] == id)
				take_in(p, &p->fates[i], o);
	}
	json_decref(records);
	return ZCCTL_OK;
}

static int
count_due(const struct play *p)
{
	int due = 0;

	for (int i = 0; i < p->add.count; i++)
		due += p->fates[i].receipt_due;
	return due;
}

static int
look_for_receipts(void *ctx)
{
	struct play *p = ctx;

	if (!count_due(p) || look_at_played(p))
		return 0;
	return count_due(p);
}

/* A track that never got as far as a certificate that says how it ended. */
static void
tell_unplayed(struct play *p, int i, const char *why)
{
	p->track_failed = true;
	if (p->c->args->json) {
		json_t *e = zc_json_object();

		zc_json_put_text(e, "event", "failed");
		zc_json_put_int(e, "id", p->add.ids[i]);
		zc_json_put_text(e, "file", p->add.names[i]);
		zc_json_put_text(e, "result", "failed");
		zc_json_put_text(e, "error", why);
		zc_json_print(e, true);
	}
	zcctl_line_clear();
	fflush(stdout);
	fprintf(stderr, "zcctl: %s: %s: %s\n", p->add.names[i],
		p->fates[i].outcome == OUTCOME_NONE ? "not played" : "not played to its end",
		why);
}

/* Playing ended. Where the device could not be had it ended before its time, and the daemon
 * keeps the reason; the error of a track that was passed over is kept as well, but ended
 * nothing. */
static int
ended(struct play *p, const struct zcctl_view *v)
{
	const char *why = mpd_status_get_error(v->status);
	/* Another server than zcaudiod gives no certificates: which ones played is not known.
	 */
	bool certified = json_object_size(v->own) > 0 && p->add.count;

	zcctl_receipt_wait(look_for_receipts, p);
	if (why && !certified)
		return zcctl_error(p->c, ZCCTL_TRACK, "%s", why);
	if (why && strcmp(why, p->told))
		for (int i = 0; i < p->add.count; i++)
			if (p->fates[i].outcome < OUTCOME_PLAYED)
				tell_unplayed(p, i, why);
	return p->track_failed ? ZCCTL_TRACK : ZCCTL_OK;
}

static void
tell_resumed(const struct play *p)
{
	if (p->c->args->json) {
		json_t *e = zc_json_object();

		zc_json_put_text(e, "event", "resumed");
		zc_json_print(e, true);
		return;
	}
	zcctl_line_clear();
	puts("    the device is back: playing goes on");
	fflush(stdout);
}

/* The daemon waits for its device: its error says so, and what to do. */
static void
tell_waiting(struct play *p, const struct zcctl_view *v)
{
	const char *why = mpd_status_get_error(v->status);
	bool waits = mpd_status_get_state(v->status) == MPD_STATE_PAUSE && why &&
		     strcmp(why, p->told);

	if (waits && !p->waits) {
		if (p->c->args->json) {
			json_t *e = zc_json_object();

			zc_json_put_text(e, "event", "waiting");
			zc_json_put_text(e, "error", why);
			zc_json_print(e, true);
		}
		zcctl_line_clear();
		fflush(stdout);
		fprintf(stderr, "zcctl: %s\n", why);
	}
	if (p->waits && mpd_status_get_state(v->status) == MPD_STATE_PLAY)
		tell_resumed(p);
	p->waits = waits;
}

static int
on_change(void *ctx, const struct zcctl_view *v)
{
	struct play *p = ctx;
	unsigned int id = v->song ? mpd_song_get_id(v->song) : 0;
	bool over = mpd_status_get_state(v->status) == MPD_STATE_STOP;
	int r;

	if (p->shown_id != id || over || mpd_status_get_error(v->status)) {
		r = look_at_played(p);
		if (r)
			return r;
	}
	if (over)
		return ended(p, v);
	tell_waiting(p, v);
	announce(p, v);
	return ZCCTL_GO_ON;
}

/* Starts playing: what was added, or what there is. */
static int
start(struct play *p, const struct mpd_status *before)
{
	struct mpd_connection *conn = p->c->conn;
	unsigned int length = mpd_status_get_queue_length(before);
	enum mpd_state state = mpd_status_get_state(before);

	if (!p->add.count || p->append) {
		if (state == MPD_STATE_PLAY) {
			/* What is kept is of a track before ours. */
			if (mpd_status_get_error(before))
				snprintf(p->told, sizeof(p->told), "%s",
					mpd_status_get_error(before));
			return ZCCTL_OK;
		}
		if (state == MPD_STATE_PAUSE)
			return zcctl_done(p->c, mpd_run_pause(conn, false));
		if (!p->add.count)
			return length ? zcctl_done(p->c, mpd_run_play(conn))
				      : zcctl_error(p->c, ZCCTL_FAILED,
						"the queue is empty; name files: zcctl play "
						"FILE...");
	}
	/* First the new, then away with the old: the sound does not wait for the tidying. */
	if (!mpd_run_play_id(conn, p->add.ids[0]) ||
		(!p->append && length && !mpd_run_delete_range(conn, 0, length)))
		return zcctl_conn_failed(p->c, p->add.names[0]);
	return ZCCTL_OK;
}

static int
interrupted(struct play *p)
{
	static const char *const done[] = { "stopped", "paused", "left playing" };
	bool ok = true;

	if (p->on_interrupt == INTERRUPT_STOP)
		ok = mpd_run_stop(p->c->conn);
	else if (p->on_interrupt == INTERRUPT_PAUSE)
		ok = mpd_run_pause(p->c->conn, true);
	if (!ok)
		return zcctl_conn_failed(p->c, NULL);
	if (!p->c->args->json)
		printf("%s\n", done[p->on_interrupt]);
	return ZCCTL_INTERRUPTED;
}

static int
run(struct play *p, int count, char **operands)
{
	struct mpd_status *before;
	int r = zcctl_add_find(p->c, &p->add, count, operands);

	if (!r)
		r = zcctl_connect(p->c);
	if (r)
		return r;
	before = mpd_run_status(p->c->conn);
	if (!before)
		return zcctl_conn_failed(p->c, NULL);
	if (count)
		r = zcctl_add_send(p->c, &p->add);
	if (!r)
		r = start(p, before);
	mpd_status_free(before);
	if (r)
		return r;
	if (count)
		zcctl_add_print(p->c, &p->add);
	if (!p->wait)
		return ZCCTL_OK;
	p->fates = calloc((size_t)p->add.count + 1, sizeof(*p->fates));
	if (!p->fates)
		return zcctl_error(p->c, ZCCTL_FAILED, "out of memory");
	r = zcctl_follow(p->c, &(struct zcctl_follower){ .changed = on_change, .ctx = p });
	return r == ZCCTL_INTERRUPTED ? interrupted(p) : r;
}

int
zcctl_play(struct zcctl *c, int argc, char **argv)
{
	struct play p = { .c = c, .wait = true };
	int r = parse_options(&p, argc, argv);

	if (!r)
		r = run(&p, argc - optind, argv + optind);
	zcctl_add_free(&p.add);
	free(p.fates);
	return r;
}
