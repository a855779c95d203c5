/* The commands that show: status, devices, played, warnings. One thread. */
#include "zcctl.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "zcctl_follow.h"
#include "zcctl_kv.h"
#include "zcctl_song.h"
#include "zcctl_text.h"

static const char *
state_name(enum mpd_state state)
{
	switch (state) {
	case MPD_STATE_PLAY:
		return "playing";
	case MPD_STATE_PAUSE:
		return "paused";
	case MPD_STATE_STOP:
		return "stopped";
	default:
		return "unknown";
	}
}

static json_t *
options_json(const struct mpd_status *s)
{
	static const char *const single[] = { "off", "on", "oneshot" };
	json_t *o = zc_json_object();
	enum mpd_single_state state = mpd_status_get_single_state(s);

	zc_json_put_bool(o, "repeat", mpd_status_get_repeat(s));
	zc_json_put_bool(o, "random", mpd_status_get_random(s));
	zc_json_put_text(o, "single",
		single[state == MPD_SINGLE_ONESHOT ? 2
			: state == MPD_SINGLE_ON   ? 1
						   : 0]);
	zc_json_put_bool(o, "consume", mpd_status_get_consume(s));
	return o;
}

json_t *
zcctl_view_json(const struct zcctl_view *v, int64_t now_ns)
{
	const struct mpd_status *s = v->status;
	bool stopped = mpd_status_get_state(s) == MPD_STATE_STOP;
	double total = zcctl_view_total(v);
	int volume = mpd_status_get_volume(s);
	json_t *o = zc_json_object(), *queue = zc_json_object();

	zc_json_put_text(o, "state", state_name(mpd_status_get_state(s)));
	zc_json_put(o, "song", zcctl_song_json(v->song));
	zc_json_put(o, "elapsed_s",
		stopped ? json_null() : json_real(zcctl_view_elapsed(v, now_ns)));
	zc_json_put(o, "duration_s", stopped || total <= 0 ? json_null() : json_real(total));
	zc_json_put(o, "audio", zcctl_format_json(mpd_status_get_audio_format(s)));
	zc_json_put(o, "volume", volume < 0 ? json_null() : json_integer(volume));
	zc_json_put_int(queue, "length", mpd_status_get_queue_length(s));
	zc_json_put_int(queue, "version", mpd_status_get_queue_version(s));
	zc_json_put(o, "queue", queue);
	zc_json_put(o, "options", options_json(s));
	zc_json_put_text(o, "error", mpd_status_get_error(s));
	zc_json_put(o, "zc", json_incref(v->own));
	return o;
}

static void
line(const char *label, const char *text)
{
	char clean[1024];

	if (!text || !*text)
		return;
	zcctl_clean(clean, sizeof(clean), text, SIZE_MAX);
	printf("%-14s %s\n", label, clean);
}

/* As line, with a text made up. */
static void __attribute__((format(printf, 2, 3))) linef(const char *label, const char *fmt, ...)
{
	char text[1024];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	line(label, text);
}

static double
number(const json_t *o, const char *key)
{
	return zcctl_kv_number(o, key, 0);
}

/* What zc_status and zc_played both tell of a track; nothing before its file was opened. */
static void
print_track(const json_t *o)
{
	double direct = number(o, "bytes_direct"), copied = number(o, "bytes_copied");
	double decoded = number(o, "bytes_decoded");
	char path[256];

	if (number(o, "frames") <= 0)
		return;
	linef("file format", "%s %s, %s", zcctl_kv_text(o, "container"),
		zcctl_kv_text(o, "codec"), zcctl_kv_text(o, "file_format"));
	linef("DAC format", "%s, %s", zcctl_kv_text(o, "hw_format"),
		json_is_true(json_object_get(o, "bit_exact")) ? "bit-exact" : "not bit-exact");
	line("note", zcctl_kv_text(o, "note"));
	line("path", zcctl_path_str(o, path, sizeof(path)));
	linef("copies", "%.0f bytes by the disk into the ring, %.0f copied, %.0f decoded",
		direct, copied, decoded);
}

/* What is known of the device and the engine. */
static void
print_engine(const json_t *o)
{
	double hz = number(o, "rate_hz");

	if (!json_object_size(o))
		return;
	line("device", zcctl_kv_text(o, "device"));
	line("ring", zcctl_kv_text(o, "device_about"));
	if (hz > 0) {
		linef("ring ahead", "%.0f ms committed to the DAC",
			(number(o, "ring_committed") - number(o, "ring_played")) * 1e3 / hz);
		linef("DAC clock", "%.2f Hz, %+.1f ppm (error %.1f)", hz, number(o, "rate_ppm"),
			number(o, "rate_ppm_err"));
	}
	linef("xruns", "%.0f in this track, %.0f since the start", number(o, "track_xruns"),
		number(o, "xruns"));
	linef("engine", "%s", zcctl_kv_text(o, "engine"));
	linef("engine work",
		"%.0f wake-ups, %.0f system calls, %.0f page faults since the start",
		number(o, "wakeups"), number(o, "syscalls"),
		number(o, "faults_minor") + number(o, "faults_major"));
}

static void
print_status(const struct zcctl_view *v)
{
	const struct mpd_status *s = v->status;
	char at[ZCCTL_TIME_MAX], of[ZCCTL_TIME_MAX], text[512];
	double total = zcctl_view_total(v);
	int pos = mpd_status_get_song_pos(s), volume = mpd_status_get_volume(s);

	if (mpd_status_get_state(s) == MPD_STATE_STOP || pos < 0)
		snprintf(text, sizeof(text), "%s, %u in the queue",
			state_name(mpd_status_get_state(s)), mpd_status_get_queue_length(s));
	else
		snprintf(text, sizeof(text), "%s %d/%u, %s of %s",
			state_name(mpd_status_get_state(s)), pos + 1,
			mpd_status_get_queue_length(s),
			zcctl_time_str(mpd_status_get_elapsed_ms(s) / 1000.0, at),
			zcctl_length_str(total, of));
	line("state", text);
	if (v->song) {
		line("song", zcctl_song_name(v->song, text, sizeof(text)));
		line("file", mpd_song_get_uri(v->song));
	}
	/* zcaudiod tells more of the format below. */
	if (!json_object_size(v->own))
		line("format", zcctl_format_str(mpd_status_get_audio_format(s), text));
	if (volume >= 0) {
		snprintf(text, sizeof(text), "%d%%", volume);
		line("volume", text);
	}
	print_track(v->own);
	print_engine(v->own);
	line("error", mpd_status_get_error(s));
}

static int
no_arguments(struct zcctl *c, int argc, char **argv)
{
	if (argc > 1)
		return zcctl_usage(
			c, "%s takes no arguments, but \"%s\" was given", argv[0], argv[1]);
	return zcctl_connect(c);
}

int
zcctl_status(struct zcctl *c, int argc, char **argv)
{
	struct zcctl_view view = { 0 };
	json_t *top, *histograms = NULL;
	int r = no_arguments(c, argc, argv);

	if (!r)
		r = zcctl_view_get(c, &view);
	if (!r && c->args->json)
		r = zcctl_kv_get(c, "zc_histograms", NULL, true, &histograms);
	if (!r && c->args->json) {
		top = zcctl_view_json(&view, view.at_ns);
		zc_json_put(top, "histograms", histograms);
		zc_json_print(top, false);
	} else if (!r) {
		print_status(&view);
	}
	zcctl_view_free(&view);
	return r;
}

/* Shows the records of one of the daemon's own commands: each by print. */
static int
show_records(struct zcctl *c, const char *command, const char *arg, const char *key,
	const char *none, void (*print)(const json_t *record))
{
	json_t *records, *top;
	int r = zcctl_connect(c);

	if (!r)
		r = zcctl_kv_get(c, command, arg, false, &records);
	if (r)
		return r;
	if (c->args->json) {
		top = zc_json_object();
		zc_json_put(top, key, records);
		return zc_json_print(top, false) ? ZCCTL_FAILED : ZCCTL_OK;
	}
	if (!json_array_size(records))
		puts(none);
	for (size_t i = 0; i < json_array_size(records); i++)
		print(json_array_get(records, i));
	json_decref(records);
	return ZCCTL_OK;
}

static void
print_device(const json_t *o)
{
	const json_t *item;
	size_t i;

	line("device", zcctl_kv_text(o, "device"));
	linef("card", "%s, %s", zcctl_kv_text(o, "card"), zcctl_kv_text(o, "pcm"));
	line("driver", zcctl_kv_text(o, "driver"));
	line("busy", zcctl_kv_text(o, "busy"));
	json_array_foreach(json_object_get(o, "format"), i, item)
	{
		char text[512];

		line("takes", zcctl_runs(text, sizeof(text), json_string_value(item)));
	}
	putchar('\n');
}

int
zcctl_devices(struct zcctl *c, int argc, char **argv)
{
	int r = no_arguments(c, argc, argv);

	return r ? r
		 : show_records(c, "zc_devices", NULL, "devices", "no devices", print_device);
}

static void
print_warning(const json_t *o)
{
	char text[1024];

	zcctl_clean(text, sizeof(text), zcctl_kv_text(o, "warning"), SIZE_MAX);
	puts(text);
}

int
zcctl_warnings(struct zcctl *c, int argc, char **argv)
{
	int r = no_arguments(c, argc, argv);

	return r ? r
		 : show_records(
			   c, "zc_warnings", NULL, "warnings", "no warnings", print_warning);
}

/* What the engine did for the track, and how steadily. */
static void
print_engine_work(const json_t *o)
{
	linef("xruns", "%.0f", number(o, "xruns"));
	linef("page faults", "%.0f minor, %.0f major on the engine's thread",
		number(o, "faults_minor"), number(o, "faults_major"));
	linef("engine work", "%.0f wake-ups, %.0f system calls", number(o, "wakeups"),
		number(o, "syscalls"));
	if (json_object_get(o, "late_max_us"))
		linef("wake-up jitter", "p50 %.0f us, p99 %.0f us, max %.0f us late",
			number(o, "late_p50_us"), number(o, "late_p99_us"),
			number(o, "late_max_us"));
	if (json_object_get(o, "margin_min_ms"))
		linef("ring ahead", "never below %.0f ms", number(o, "margin_min_ms"));
}

static void
print_played(const json_t *o)
{
	double hz = 0;

	sscanf(zcctl_kv_text(o, "hw_format"), "%*s %lf", &hz);
	line("file", zcctl_kv_text(o, "file"));
	line("result", zcctl_kv_text(o, "result"));
	line("error", zcctl_kv_text(o, "error"));
	if (hz > 0)
		linef("played", "%.0f of %.0f frames, %.1f of %.1f s",
			number(o, "frames_played"), number(o, "frames"),
			number(o, "frames_played") / hz, number(o, "frames") / hz);
	print_track(o);
	if (hz > 0)
		print_engine_work(o);
	putchar('\n');
}

int
zcctl_played(struct zcctl *c, int argc, char **argv)
{
	long n;

	if (argc > 2 || (argc == 2 && zcctl_parse_int(argv[1], 1, 64, &n)))
		return zcctl_usage(c, "played takes how many tracks to show: 1 to 64");
	return show_records(c, "zc_played", argc == 2 ? argv[1] : "10", "played",
		"nothing was played yet", print_played);
}
