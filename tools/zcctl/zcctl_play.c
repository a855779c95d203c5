/* zcctl play: puts files into the queue, plays them and waits for the end; each track is
 * announced, and at its end its certificate is shown. The queue is not touched before every file
 * was found, and not emptied before the daemon took every one. One thread. */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pipeline/fmt.h"
#include "tools/common/add.h"
#include "tools/common/kv.h"
#include "tools/common/options.h"
#include "tools/common/receipt.h"
#include "tools/common/text.h"
#include "tools/zcctl/zcctl.h"
#include "tools/zcctl/zcctl_follow.h"
#include "tools/zcctl/zcctl_song.h"

/* A certificate comes at most this long after the end of its track. */
#define CERTIFICATE_NS INT64_C(2000000000)

enum on_interrupt { INTERRUPT_STOP, INTERRUPT_PAUSE, INTERRUPT_LEAVE };

enum outcome { OUTCOME_NONE, OUTCOME_STOPPED, OUTCOME_PLAYED, OUTCOME_FAILED };

/* The fate of a track that was added. One that was cut off because its device was lost plays on
 * when the device is back, and gets another certificate then. */
struct fate {
	enum outcome outcome;
	bool announced;
	double ended; /* UNIX time of its certificate */
	bool receipt_due; /* its receipt was not printed yet */
};

struct playing {
	struct zc_tool *c; /* borrows */
	struct zc_add add;
	struct fate *fates; /* owns; one for each track of add */
	bool append, wait;
	enum on_interrupt on_interrupt;
	unsigned int shown_id; /* the track announced last */
	char shown_path[256]; /* its path, as announced */
	char printed_error[1024]; /* the error printed last */
	bool waiting; /* for the device, which was printed */
	bool track_failed;
	int64_t replaced_ns; /* since when none of our tracks is in the queue; 0: some are */
};

/* What the announcement of a track contains. */
struct beginning {
	const char *uri, *name;
	unsigned int id, place, places; /* place 0: unknown */
	struct mpd_audio_format format;
	double seconds;
	const json_t *zc; /* borrows; path and reason */
	const char *path; /* both in one text */
};

static void
print_beginning(const struct playing *p, const struct beginning *b, bool new_song)
{
	char format[ZC_TEXT_FORMAT_MAX], total[ZC_TEXT_TIME_MAX], place[32] = "";

	zc_text_format(&b->format, format);
	if (p->c->args->json) {
		json_t *o = zc_json_object();

		zc_json_put_text(o, "event", new_song ? "track" : "path");
		zc_json_put_int(o, "id", b->id);
		zc_json_put_text(o, "uri", b->uri);
		zc_json_put_text(o, "format", format);
		zc_json_put_real(o, "duration_s", b->seconds);
		zc_json_put_text(o, "path", zc_kv_text(b->zc, "path"));
		zc_json_put_text(o, "reason", zc_kv_text(b->zc, "reason"));
		zc_json_print(o, true);
		return;
	}
	if (b->place)
		snprintf(place, sizeof(place), "%u/%u ", b->place, b->places);
	zcctl_line_clear();
	if (new_song)
		printf("%s%s  %s  %s%s%s\n", place, b->name, zc_text_length(b->seconds, total),
			format, *b->path ? "  " : "", b->path);
	else
		printf("    now %s\n", b->path);
	fflush(stdout);
}

/* Prints a line when a track begins, and when its path changes. */
static void
announce(struct playing *p, const struct zcctl_view *v)
{
	const struct mpd_audio_format *format = mpd_status_get_audio_format(v->status);
	unsigned int id = v->song ? mpd_song_get_id(v->song) : 0;
	bool new_song = id != p->shown_id;
	struct beginning b = { .id = id, .zc = v->zc };
	char name[512], path[256];

	zcctl_path_str(v->zc, path, sizeof(path));
	/* The daemon knows neither before the file is open and its path chosen. */
	if (!id || !format || !strcmp(zc_kv_text(v->zc, "reason"), "none") ||
		(!new_song && !strcmp(path, p->shown_path)))
		return;
	p->shown_id = id;
	snprintf(p->shown_path, sizeof(p->shown_path), "%s", path);
	for (int i = 0; i < p->add.count; i++)
		p->fates[i].announced |= p->add.ids[i] == id;
	b.uri = mpd_song_get_uri(v->song);
	b.name = zcctl_song_name(v->song, name, sizeof(name));
	b.place = (unsigned int)mpd_status_get_song_pos(v->status) + 1;
	b.places = mpd_status_get_queue_length(v->status);
	b.format = *format;
	b.seconds = zcctl_view_total(v);
	b.path = path;
	print_beginning(p, &b, new_song);
}

/* Announces a track that was over before the daemon was asked about it, from its certificate. */
static void
announce_late(struct playing *p, int i, const json_t *o)
{
	const char *uri = zc_kv_text(o, "file"), *slash = strrchr(uri, '/');
	struct beginning b = { .id = p->add.ids[i], .uri = uri, .zc = o };
	char sample[16], name[512], path[256];
	unsigned int hz, channels;
	enum zc_sample s;

	p->fates[i].announced = true;
	if (sscanf(zc_kv_text(o, "file_format"), "%15s %u Hz %u ch", sample, &hz, &channels) !=
			3 ||
		!hz)
		return;
	s = zc_sample_parse(sample);
	b.format.sample_rate = hz;
	b.format.bits =
		zc_sample_is_float(s) ? MPD_SAMPLE_FORMAT_FLOAT : (uint8_t)zc_sample_bits(s);
	b.format.channels = (uint8_t)channels;
	b.seconds = zc_kv_number(o, "frames", 0) / hz;
	zc_text_clean(name, sizeof(name), slash && slash[1] ? slash + 1 : uri, SIZE_MAX);
	b.name = name;
	b.place = p->append ? 0 : (unsigned int)i + 1;
	b.places = (unsigned int)p->add.count;
	b.path = zcctl_path_str(o, path, sizeof(path));
	print_beginning(p, &b, true);
}

static void
report_resumed(const struct playing *p)
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

/* Handles the certificate of one of our tracks that has ended. */
static void
conclude(struct playing *p, struct fate *f, const json_t *o)
{
	const char *result = zc_kv_text(o, "result");
	bool failed = !strcmp(result, "failed"), stopped = !strcmp(result, "stopped");
	double xruns = zc_kv_number(o, "xruns", 0);

	/* What played after the wait may have ended before its status could be seen. */
	if (p->waiting && !failed) {
		p->waiting = false;
		report_resumed(p);
	}
	f->outcome = failed ? OUTCOME_FAILED : stopped ? OUTCOME_STOPPED : OUTCOME_PLAYED;
	f->ended = zc_kv_number(o, "ended", 0);
	f->receipt_due = json_object_get(o, "verify") != NULL;
	p->track_failed |= failed;
	if (failed)
		snprintf(p->printed_error, sizeof(p->printed_error), "%s",
			zc_kv_text(o, "error"));
	else if (!f->announced)
		announce_late(p, (int)(f - p->fates), o);
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
		       "%.0f xrun%s\n",
			stopped ? "stopped" : "played", zc_kv_number(o, "bytes_direct", 0),
			zc_kv_number(o, "bytes_copied", 0), zc_kv_number(o, "bytes_decoded", 0),
			zc_kv_number(o, "payload_bytes", 0),
			json_is_true(json_object_get(o, "bit_exact")) ? "bit-exact"
								      : "not bit-exact",
			xruns, xruns == 1 ? "" : "s");
	if (*zc_kv_text(o, "note"))
		printf("    note: %s\n", zc_kv_text(o, "note"));
	fflush(stdout);
	if (failed)
		fprintf(stderr, "zcctl: %s\n", p->printed_error);
}

static bool
is_new(const struct fate *f, const json_t *o)
{
	return f->outcome == OUTCOME_NONE ||
	       (f->outcome == OUTCOME_STOPPED && zc_kv_number(o, "ended", 0) > f->ended);
}

static void
handle_certificate(struct playing *p, struct fate *f, const json_t *o)
{
	if (is_new(f, o))
		conclude(p, f, o);
	if (!f->receipt_due || zc_kv_number(o, "ended", 0) != f->ended || zc_receipt_pending(o))
		return;
	f->receipt_due = false;
	zcctl_line_clear();
	p->track_failed |= zc_receipt_announce(p->c, o);
}

/* Handles the certificates of our tracks that ended since the last call. */
static int
read_certificates(struct playing *p)
{
	json_t *records;
	int r = zc_kv_get(p->c, "zc_played", NULL, true, &records);

	if (r)
		return r;
	/* Newest first on the wire. */
	for (size_t n = json_array_size(records); n-- > 0;) {
		const json_t *o = json_array_get(records, n);
		double id = zc_kv_number(o, "id", 0);

		for (int i = 0; i < p->add.count; i++)
			if (p->add.ids[i] == id)
				handle_certificate(p, &p->fates[i], o);
	}
	json_decref(records);
	return ZC_EXIT_OK;
}

static int
count_due(const struct playing *p)
{
	int due = 0;

	for (int i = 0; i < p->add.count; i++)
		due += p->fates[i].receipt_due;
	return due;
}

static int
pending_receipts(void *ctx)
{
	struct playing *p = ctx;

	if (!count_due(p) || read_certificates(p))
		return 0;
	return count_due(p);
}

/* Reports a track that has no certificate of its end. */
static void
report_unplayed(struct playing *p, int i, const char *error)
{
	p->track_failed = true;
	if (p->c->args->json) {
		json_t *e = zc_json_object();

		zc_json_put_text(e, "event", "failed");
		zc_json_put_int(e, "id", p->add.ids[i]);
		zc_json_put_text(e, "file", p->add.names[i]);
		zc_json_put_text(e, "result", "failed");
		zc_json_put_text(e, "error", error);
		zc_json_print(e, true);
	}
	zcctl_line_clear();
	fflush(stdout);
	fprintf(stderr, "zcctl: %s: %s: %s\n", p->add.names[i],
		p->fates[i].outcome == OUTCOME_NONE ? "not played" : "not played to its end",
		error);
}

/* Playing ended. If the device was not available it ended early, and the daemon keeps the
 * reason. The daemon also keeps the error of a track that it skipped, which ended nothing. */
static int
ended(struct playing *p, const struct zcctl_view *v)
{
	const char *error = mpd_status_get_error(v->status);
	/* Other servers give no certificates, so it is unknown which tracks played. */
	bool certified = json_object_size(v->zc) > 0 && p->add.count;

	zc_receipt_wait(pending_receipts, p);
	if (error && !certified)
		return zc_tool_error(p->c, ZC_EXIT_TRACK, "%s", error);
	if (error && strcmp(error, p->printed_error))
		for (int i = 0; i < p->add.count; i++)
			if (p->fates[i].outcome < OUTCOME_PLAYED)
				report_unplayed(p, i, error);
	return p->track_failed ? ZC_EXIT_TRACK : ZC_EXIT_OK;
}

/* The daemon waits for its device; its error says so, and what to do. */
static void
report_waiting(struct playing *p, const struct zcctl_view *v)
{
	const char *error = mpd_status_get_error(v->status);
	bool waiting = mpd_status_get_state(v->status) == MPD_STATE_PAUSE && error &&
		       strcmp(error, p->printed_error);

	if (waiting && !p->waiting) {
		if (p->c->args->json) {
			json_t *e = zc_json_object();

			zc_json_put_text(e, "event", "waiting");
			zc_json_put_text(e, "error", error);
			zc_json_print(e, true);
		}
		zcctl_line_clear();
		fflush(stdout);
		fprintf(stderr, "zcctl: %s\n", error);
	}
	if (p->waiting && mpd_status_get_state(v->status) == MPD_STATE_PLAY)
		report_resumed(p);
	p->waiting = waiting;
}

static bool
is_ours(const struct playing *p, unsigned int id)
{
	for (int i = 0; i < p->add.count; i++)
		if (p->add.ids[i] == id)
			return true;
	return false;
}

/* A track that is not ours plays: finds out whether any of ours is still to be played or
 * reported. Other clients may have removed ours from the queue or replaced them; the
 * certificate of a track that was cut off by that comes a moment later, or never if it had not
 * begun. */
static int
find_rest(struct playing *p, int64_t now_ns, bool *rest)
{
	struct mpd_connection *conn = p->c->conn;
	bool unreported = false;

	*rest = true;
	for (int i = 0; i < p->add.count; i++) {
		struct mpd_song *song;

		if (p->fates[i].outcome != OUTCOME_NONE)
			continue;
		song = mpd_run_get_queue_song_id(conn, p->add.ids[i]);
		if (song) {
			mpd_song_free(song);
			p->replaced_ns = 0;
			return ZC_EXIT_OK;
		}
		if (mpd_connection_get_error(conn) != MPD_ERROR_SERVER ||
			!mpd_connection_clear_error(conn))
			return zc_tool_failed(p->c, NULL);
		unreported = true;
	}
	if (!p->replaced_ns)
		p->replaced_ns = now_ns;
	*rest = unreported && now_ns - p->replaced_ns < CERTIFICATE_NS;
	return ZC_EXIT_OK;
}

static int
changed(void *ctx, const struct zcctl_view *v)
{
	struct playing *p = ctx;
	unsigned int id = v->song ? mpd_song_get_id(v->song) : 0;
	bool over = mpd_status_get_state(v->status) == MPD_STATE_STOP, rest = true;
	bool foreign = id && p->add.count && !is_ours(p, id);
	int r = ZC_EXIT_OK;

	if (p->shown_id != id || over || foreign || mpd_status_get_error(v->status)) {
		r = read_certificates(p);
		if (r)
			return r;
	}
	if (over)
		return ended(p, v);
	if (foreign)
		r = find_rest(p, v->at_ns, &rest);
	if (r)
		return r;
	if (!rest) {
		zc_receipt_wait(pending_receipts, p);
		return p->track_failed ? ZC_EXIT_TRACK : ZC_EXIT_OK;
	}
	if (p->replaced_ns)
		return ZCCTL_GO_ON;
	report_waiting(p, v);
	announce(p, v);
	return ZCCTL_GO_ON;
}

static int
parse_options(struct playing *p, int argc, char **argv)
{
	static const struct option longs[] = { { "append", no_argument, NULL, 'a' },
		{ "no-wait", no_argument, NULL, 'n' },
		{ "on-interrupt", required_argument, NULL, 'i' }, { 0 } };
	static const char *const words[] = { "stop", "pause", "leave" };
	char text[160];
	int o, k;

	optind = 0;
	opterr = 0;
	while ((o = getopt_long(argc, argv, ":an", longs, NULL)) != -1) {
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
				return zc_tool_usage(p->c,
					"--on-interrupt=%s: takes stop, pause or leave",
					optarg);
			p->on_interrupt = (enum on_interrupt)k;
			break;
		default:
			return zc_tool_usage(p->c, "play: %s",
				zc_options_error(o, argv, longs, text, sizeof(text)));
		}
	}
	return ZC_EXIT_OK;
}

/* Starts to play what was added, or else the queue. */
static int
start(struct playing *p, const struct mpd_status *before)
{
	struct mpd_connection *conn = p->c->conn;
	unsigned int length = mpd_status_get_queue_length(before);
	enum mpd_state state = mpd_status_get_state(before);

	if (!p->add.count || p->append) {
		if (state == MPD_STATE_PLAY) {
			/* The error that the daemon keeps is about a track before ours. */
			if (mpd_status_get_error(before))
				snprintf(p->printed_error, sizeof(p->printed_error), "%s",
					mpd_status_get_error(before));
			return ZC_EXIT_OK;
		}
		if (state == MPD_STATE_PAUSE)
			return zc_tool_done(p->c, mpd_run_pause(conn, false));
		if (!p->add.count)
			return length ? zc_tool_done(p->c, mpd_run_play(conn))
				      : zc_tool_error(p->c, ZC_EXIT_FAILED,
						"the queue is empty; name files: zcctl play "
						"FILE...");
	}
	/* Play first, then remove the old ones: the sound does not wait for the tidying. */
	if (!mpd_run_play_id(conn, p->add.ids[0]) ||
		(!p->append && length && !mpd_run_delete_range(conn, 0, length)))
		return zc_tool_failed(p->c, p->add.names[0]);
	return ZC_EXIT_OK;
}

static int
interrupted(struct playing *p)
{
	static const char *const done[] = { "stopped", "paused", "left playing" };
	bool ok = true;

	if (p->on_interrupt == INTERRUPT_STOP)
		ok = mpd_run_stop(p->c->conn);
	else if (p->on_interrupt == INTERRUPT_PAUSE)
		ok = mpd_run_pause(p->c->conn, true);
	if (!ok)
		return zc_tool_failed(p->c, NULL);
	if (!p->c->args->json)
		printf("%s\n", done[p->on_interrupt]);
	return ZC_EXIT_INTERRUPTED;
}

static int
run(struct playing *p, int count, char **operands)
{
	struct mpd_status *before;
	int r = zc_add_find(p->c, &p->add, count, operands);

	if (!r)
		r = zc_tool_connect(p->c);
	if (r)
		return r;
	before = mpd_run_status(p->c->conn);
	if (!before)
		return zc_tool_failed(p->c, NULL);
	if (count)
		r = zc_add_send(p->c, &p->add);
	if (!r)
		r = start(p, before);
	mpd_status_free(before);
	if (r)
		return r;
	if (count)
		zc_add_print(p->c, &p->add);
	if (!p->wait)
		return ZC_EXIT_OK;
	p->fates = calloc((size_t)p->add.count + 1, sizeof(*p->fates));
	if (!p->fates)
		return zc_tool_error(p->c, ZC_EXIT_FAILED, "out of memory");
	r = zcctl_follow(p->c, &(struct zcctl_follower){ .changed = changed, .ctx = p });
	return r == ZC_EXIT_INTERRUPTED ? interrupted(p) : r;
}

int
zcctl_play(struct zc_tool *c, int argc, char **argv)
{
	struct playing p = { .c = c, .wait = true };
	int r = parse_options(&p, argc, argv);

	if (!r)
		r = run(&p, argc - optind, argv + optind);
	zc_add_free(&p.add);
	free(p.fates);
	return r;
}
