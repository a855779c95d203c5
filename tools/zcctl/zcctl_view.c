#include "tools/zcctl/zcctl_view.h"

#include <stdio.h>
#include <string.h>

#include "tools/common/kv.h"
#include "tools/common/text.h"
#include "tools/zcctl/zcctl_song.h"
#include "tools/common/now.h"

void
zcctl_view_free(struct zcctl_view *v)
{
	if (v->status)
		mpd_status_free(v->status);
	if (v->song)
		mpd_song_free(v->song);
	json_decref(v->zc);
	memset(v, 0, sizeof(*v));
}

int
zcctl_view_get(struct zc_tool *c, struct zcctl_view *v)
{
	json_t *records;
	int r;

	zcctl_view_free(v);
	r = zc_tool_status(c, &v->status, &v->song);
	v->at_ns = zc_now_ns();
	if (r)
		return r;
	r = zc_kv_get(c, "zc_status", NULL, true, &records);
	if (r)
		return r;
	v->zc = json_array_size(records) ? json_incref(json_array_get(records, 0))
					 : zc_json_object();
	json_decref(records);
	return ZC_EXIT_OK;
}

double
zcctl_view_total(const struct zcctl_view *v)
{
	/* The duration in the status has whole seconds only. */
	unsigned int ms = v->song ? mpd_song_get_duration_ms(v->song) : 0;

	return ms ? ms / 1000.0 : mpd_status_get_total_time(v->status);
}

double
zcctl_view_elapsed(const struct zcctl_view *v, int64_t now)
{
	double s = mpd_status_get_elapsed_ms(v->status) / 1000.0;
	double total = zcctl_view_total(v);

	if (mpd_status_get_state(v->status) == MPD_STATE_PLAY)
		s += (double)(now - v->at_ns) / 1e9;
	return total > 0 && s > total ? total : s;
}

char *
zcctl_path_str(const json_t *zc, char *buf, size_t size)
{
	const char *path = zc_kv_text(zc, "path");
	const char *reason = zc_kv_text(zc, "reason_text");

	snprintf(buf, size, "%s%s%s", path, *path && *reason ? ": " : "", reason);
	return buf;
}

char *
zcctl_view_line(const struct zcctl_view *v, int64_t now, size_t columns, char *buf, size_t size)
{
	enum mpd_state state = mpd_status_get_state(v->status);
	double total = zcctl_view_total(v);
	double elapsed = zcctl_view_elapsed(v, now);
	char at[ZC_TEXT_TIME_MAX], of[ZC_TEXT_TIME_MAX], format[ZC_TEXT_FORMAT_MAX], bar[64],
		name[512];
	double xruns = zc_kv_number(v->zc, "track_xruns", 0);
	char all[1024];
	int len;

	if (state != MPD_STATE_PLAY && state != MPD_STATE_PAUSE) {
		const char *error = mpd_status_get_error(v->status);

		snprintf(
			all, sizeof(all), "stopped%s%s", error ? ": " : "", error ? error : "");
		zc_text_clean(buf, size, all, columns);
		return buf;
	}
	if (v->song)
		zcctl_song_name(v->song, name, sizeof(name));
	else
		*name = 0;
	len = snprintf(all, sizeof(all), "%s %s / %s %s %s",
		state == MPD_STATE_PLAY ? "play " : "pause", zc_text_time(elapsed, at),
		zc_text_length(total, of),
		zc_text_bar(bar, columns >= 100 ? 30 : 16, total > 0 ? elapsed / total : 0),
		zc_text_format(mpd_status_get_audio_format(v->status), format));
	len += snprintf(all + len, sizeof(all) - (size_t)len, " %s", zc_kv_text(v->zc, "path"));
	if (xruns > 0)
		len += snprintf(all + len, sizeof(all) - (size_t)len, " %.0f xrun%s", xruns,
			xruns == 1 ? "" : "s");
	snprintf(all + len, sizeof(all) - (size_t)len, "  %s", name);
	zc_text_clean(buf, size, all, columns);
	return buf;
}

const char *
zcctl_state_name(enum mpd_state state)
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

	zc_json_put_text(o, "state", zcctl_state_name(mpd_status_get_state(s)));
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
	zc_json_put(o, "zc", json_incref(v->zc));
	return o;
}
