/* The commands that show: status, devices, played, warnings. One thread. */
#include "tools/zcctl/zcctl.h"

#include <stdio.h>
#include <string.h>

#include "tools/common/kv.h"
#include "tools/common/page.h"
#include "tools/common/receipt.h"
#include "tools/zcctl/zcctl_song.h"
#include "tools/zcctl/zcctl_view.h"
#include "tools/common/text.h"

static double
number(const json_t *o, const char *key)
{
	return zc_kv_number(o, key, 0);
}

/* What zc_status and zc_played have in common about a track; nothing before its file was
 * opened. */
static void
print_track(const json_t *o)
{
	double direct = number(o, "bytes_direct"), copied = number(o, "bytes_copied");
	double decoded = number(o, "bytes_decoded");
	char path[256];

	if (number(o, "frames") <= 0)
		return;
	zc_page_linef("file format", "%s %s, %s", zc_kv_text(o, "container"),
		zc_kv_text(o, "codec"), zc_kv_text(o, "file_format"));
	zc_page_linef("DAC format", "%s, %s", zc_kv_text(o, "hw_format"),
		json_is_true(json_object_get(o, "bit_exact")) ? "bit-exact" : "not bit-exact");
	zc_page_line("note", zc_kv_text(o, "note"));
	zc_page_line("path", zcctl_path_str(o, path, sizeof(path)));
	zc_page_linef("copies",
		"%.0f bytes by the disk into the ring, %.0f copied, %.0f decoded", direct,
		copied, decoded);
}

/* Prints the device and the engine. */
static void
print_engine(const json_t *o)
{
	double hz = number(o, "rate_hz");

	if (!json_object_size(o))
		return;
	zc_page_line("device", zc_kv_text(o, "device"));
	zc_page_line("ring", zc_kv_text(o, "device_about"));
	if (hz > 0) {
		zc_page_linef("ring ahead", "%.0f ms committed to the DAC",
			(number(o, "ring_committed") - number(o, "ring_played")) * 1e3 / hz);
		zc_page_linef("DAC clock", "%.2f Hz, %+.1f ppm (error %.1f)", hz,
			number(o, "rate_ppm"), number(o, "rate_ppm_err"));
	}
	zc_page_linef("xruns", "%.0f in this track, %.0f since the start",
		number(o, "track_xruns"), number(o, "xruns"));
	zc_page_linef("engine", "%s", zc_kv_text(o, "engine"));
	zc_page_linef("engine work",
		"%.0f wake-ups, %.0f system calls, %.0f page faults since the start",
		number(o, "wakeups"), number(o, "syscalls"),
		number(o, "faults_minor") + number(o, "faults_major"));
}

static void
print_status(const struct zcctl_view *v)
{
	const struct mpd_status *s = v->status;
	char at[ZC_TEXT_TIME_MAX], of[ZC_TEXT_TIME_MAX], text[512];
	double total = zcctl_view_total(v);
	int pos = mpd_status_get_song_pos(s), volume = mpd_status_get_volume(s);

	if (mpd_status_get_state(s) == MPD_STATE_STOP || pos < 0)
		snprintf(text, sizeof(text), "%s, %u in the queue",
			zcctl_state_name(mpd_status_get_state(s)),
			mpd_status_get_queue_length(s));
	else
		snprintf(text, sizeof(text), "%s %d/%u, %s of %s",
			zcctl_state_name(mpd_status_get_state(s)), pos + 1,
			mpd_status_get_queue_length(s),
			zc_text_time(mpd_status_get_elapsed_ms(s) / 1000.0, at),
			zc_text_length(total, of));
	zc_page_line("state", text);
	if (v->song) {
		zc_page_line("song", zcctl_song_name(v->song, text, sizeof(text)));
		zc_page_line("file", mpd_song_get_uri(v->song));
	}
	/* zcaudiod's own answer has more detail on the format, below. */
	if (!json_object_size(v->zc))
		zc_page_line("format", zc_text_format(mpd_status_get_audio_format(s), text));
	if (volume >= 0) {
		snprintf(text, sizeof(text), "%d%%", volume);
		zc_page_line("volume", text);
	}
	print_track(v->zc);
	print_engine(v->zc);
	zc_page_line("error", mpd_status_get_error(s));
}

static int
connect_without_arguments(struct zc_tool *c, int argc, char **argv)
{
	int r = zc_tool_no_arguments(c, argc, argv);

	return r ? r : zc_tool_connect(c);
}

int
zcctl_status(struct zc_tool *c, int argc, char **argv)
{
	struct zcctl_view view = { 0 };
	json_t *top, *histograms = NULL;
	int r = connect_without_arguments(c, argc, argv);

	if (!r)
		r = zcctl_view_get(c, &view);
	if (!r && c->args->json)
		r = zc_kv_get(c, "zc_histograms", NULL, true, &histograms);
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

static void
print_device(const json_t *o)
{
	const json_t *item;
	size_t i;

	zc_page_line("device", zc_kv_text(o, "device"));
	zc_page_linef("card", "%s, %s", zc_kv_text(o, "card"), zc_kv_text(o, "pcm"));
	zc_page_line("driver", zc_kv_text(o, "driver"));
	zc_page_line("busy", zc_kv_text(o, "busy"));
	json_array_foreach(json_object_get(o, "format"), i, item)
	{
		char text[512];

		zc_page_line(
			"takes", zc_text_runs(text, sizeof(text), json_string_value(item)));
	}
	putchar('\n');
}

int
zcctl_devices(struct zc_tool *c, int argc, char **argv)
{
	int r = connect_without_arguments(c, argc, argv);

	return r ? r
		 : zc_page_records(
			   c, "zc_devices", NULL, "devices", "no devices", print_device);
}

static void
print_warning(const json_t *o)
{
	char text[1024];

	zc_text_clean(text, sizeof(text), zc_kv_text(o, "warning"), SIZE_MAX);
	puts(text);
}

int
zcctl_warnings(struct zc_tool *c, int argc, char **argv)
{
	int r = connect_without_arguments(c, argc, argv);

	return r ? r
		 : zc_page_records(
			   c, "zc_warnings", NULL, "warnings", "no warnings", print_warning);
}

/* The engine's work for the track, and its timing. */
static void
print_engine_work(const json_t *o)
{
	zc_page_linef("xruns", "%.0f", number(o, "xruns"));
	zc_page_linef("page faults", "%.0f minor, %.0f major on the engine's thread",
		number(o, "faults_minor"), number(o, "faults_major"));
	zc_page_linef("engine work", "%.0f wake-ups, %.0f system calls", number(o, "wakeups"),
		number(o, "syscalls"));
	if (json_object_get(o, "late_max_us"))
		zc_page_linef("wake-up jitter", "p50 %.0f us, p99 %.0f us, max %.0f us late",
			number(o, "late_p50_us"), number(o, "late_p99_us"),
			number(o, "late_max_us"));
	if (json_object_get(o, "margin_min_ms"))
		zc_page_linef("ring ahead", "never below %.0f ms", number(o, "margin_min_ms"));
}

/* The device and its ring, and the alignment that the disk needs to write there. */
static void
print_ring(const json_t *o, double hz)
{
	double frames = number(o, "ring_frames");

	zc_page_line("device", zc_kv_text(o, "device"));
	if (hz > 0 && frames > 0)
		zc_page_linef("ring", "%.0f frames (%.0f ms), periods of %.0f", frames,
			frames * 1000 / hz, number(o, "period_frames"));
	if (number(o, "off_align") > 0)
		zc_page_linef("phase",
			"samples from byte %.0f on, %.0f frames of silence before them; the "
			"disk moves blocks of %.0f bytes to addresses by %.0f",
			number(o, "data_offset"), number(o, "lead_in_frames"),
			number(o, "off_align"), number(o, "mem_align"));
}

static void
print_played(const json_t *o)
{
	double hz = 0;

	sscanf(zc_kv_text(o, "hw_format"), "%*s %lf", &hz);
	zc_page_line("file", zc_kv_text(o, "file"));
	zc_page_line("result", zc_kv_text(o, "result"));
	zc_page_line("error", zc_kv_text(o, "error"));
	if (hz > 0)
		zc_page_linef("played", "%.0f of %.0f frames, %.1f of %.1f s",
			number(o, "frames_played"), number(o, "frames"),
			number(o, "frames_played") / hz, number(o, "frames") / hz);
	print_track(o);
	print_ring(o, hz);
	zc_receipt_print(o);
	if (hz > 0)
		print_engine_work(o);
	putchar('\n');
}

int
zcctl_played(struct zc_tool *c, int argc, char **argv)
{
	long n;

	if (argc > 2)
		return zc_tool_usage(c, "played takes one number of tracks");
	if (argc == 2 && zc_parse_int(argv[1], 1, 64, &n))
		return zc_tool_usage(
			c, "played %s: takes a number of tracks from 1 to 64", argv[1]);
	return zc_page_records(c, "zc_played", argc == 2 ? argv[1] : "10", "played",
		"nothing was played yet", print_played);
}
