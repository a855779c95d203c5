/* The commands that show: status, devices, played, warnings, watch. One thread. */
#include "zcctl.h"

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

static json_t *
status_json(const struct zcctl_view *v)
{
	const struct mpd_status *s = v->status;
	bool stopped = mpd_status_get_state(s) == MPD_STATE_STOP;
	double total = mpd_status_get_total_time(s);
	int volume = mpd_status_get_volume(s);
	json_t *o = zc_json_object(), *queue = zc_json_object();

	zc_json_put_text(o, "state", state_name(mpd_status_get_state(s)));
	zc_json_put(o, "song", zcctl_song_json(v->song));
	zc_json_put(o, "elapsed_s",
		stopped ? json_null() : json_real(mpd_status_get_elapsed_ms(s) / 1000.0));
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

static void
print_value(const char *label, const json_t *value)
{
	const json_t *item;
	size_t i;

	if (json_is_integer(value))
		printf("%-14s %" JSON_INTEGER_FORMAT "\n", label, json_integer_value(value));
	else if (json_is_real(value))
		printf("%-14s %.3f\n", label, json_real_value(value));
	else if (json_is_boolean(value))
		line(label, json_is_true(value) ? "yes" : "no");
	else
		line(label, json_string_value(value));
	json_array_foreach(value, i, item) line(label, json_string_value(item));
}

/* What the daemon's own commands say, one line for each key, as it comes, but for the path and
 * its reason, which are one. */
static void
lines(const json_t *object)
{
	static const char *const shown[] = { "state", "path", "reason", "reason_text" };
	char path[256];
	const char *key;
	json_t *value;

	line("path", zcctl_path_str(object, path, sizeof(path)));
	json_object_foreach((json_t *)object, key, value)
	{
		char label[64];
		size_t i = 0;

		while (i < 4 && strcmp(key, shown[i]) != 0)
			i++;
		if (i < 4)
			continue;
		snprintf(label, sizeof(label), "%s", key);
		for (char *at = label; (at = strchr(at, '_'));)
			*at = ' ';
		print_value(label, value);
	}
}

static void
print_status(const struct zcctl_view *v)
{
	const struct mpd_status *s = v->status;
	char at[ZCCTL_TIME_MAX], of[ZCCTL_TIME_MAX], text[512];
	unsigned int total = mpd_status_get_total_time(s);
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
	line("format", zcctl_format_str(mpd_status_get_audio_format(s), text));
	if (volume >= 0) {
		snprintf(text, sizeof(text), "%d%%", volume);
		line("volume", text);
	}
	lines(v->own);
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
	int r = no_arguments(c, argc, argv);

	if (!r)
		r = zcctl_view_get(c, &view);
	if (!r && c->args->json)
		zc_json_print(status_json(&view), false);
	else if (!r)
		print_status(&view);
	zcctl_view_free(&view);
	return r;
}

static int
watch_changed(void *ctx, const struct zcctl_view *v)
{
	const struct zcctl *c = ctx;
	char text[1024];

	if (c->args->json)
		zc_json_print(status_json(v), true);
	else if (!isatty(STDOUT_FILENO))
		puts(zcctl_view_line(v, v->at_ns, SIZE_MAX, text, sizeof(text)));
	fflush(stdout);
	return ZCCTL_GO_ON;
}

int
zcctl_watch(struct zcctl *c, int argc, char **argv)
{
	int r = no_arguments(c, argc, argv);

	if (r)
		return r;
	r = zcctl_follow(c, watch_changed, c);
	/* Ctrl-C is how a watch is meant to end. */
	return r == ZCCTL_INTERRUPTED ? ZCCTL_OK : r;
}

/* Shows the records of one of the daemon's own commands. */
static int
show_records(struct zcctl *c, const char *command, const char *arg, const char *key,
	const char *none)
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
	for (size_t i = 0; i < json_array_size(records); i++) {
		if (i)
			putchar('\n');
		lines(json_array_get(records, i));
	}
	json_decref(records);
	return ZCCTL_OK;
}

int
zcctl_devices(struct zcctl *c, int argc, char **argv)
{
	int r = no_arguments(c, argc, argv);

	return r ? r : show_records(c, "zc_devices", NULL, "devices", "no devices");
}

int
zcctl_warnings(struct zcctl *c, int argc, char **argv)
{
	int r = no_arguments(c, argc, argv);

	return r ? r : show_records(c, "zc_warnings", NULL, "warnings", "no warnings");
}

int
zcctl_played(struct zcctl *c, int argc, char **argv)
{
	long n;

	if (argc > 2 || (argc == 2 && zcctl_parse_int(argv[1], 1, 64, &n)))
		return zcctl_usage(c, "played takes how many tracks to show: 1 to 64");
	return show_records(
		c, "zc_played", argc == 2 ? argv[1] : NULL, "played", "nothing was played yet");
}
