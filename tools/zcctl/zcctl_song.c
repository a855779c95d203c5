/* A song and an audio format for people and for programs. Pure functions. */
#include "tools/zcctl/zcctl_song.h"

#include <stdio.h>
#include <string.h>

#include "tools/common/text.h"

char *
zcctl_song_name(const struct mpd_song *song, char *buf, size_t size)
{
	const char *title = mpd_song_get_tag(song, MPD_TAG_TITLE, 0);
	const char *artist = mpd_song_get_tag(song, MPD_TAG_ARTIST, 0);
	const char *uri = mpd_song_get_uri(song);
	const char *slash = strrchr(uri, '/');
	char name[1024];

	snprintf(name, sizeof(name), "%s%s%s", title && artist ? artist : "",
		title && artist ? " - " : "",
		title               ? title
		: slash && slash[1] ? slash + 1
				    : uri);
	zc_text_clean(buf, size, name, SIZE_MAX);
	return buf;
}

json_t *
zcctl_song_json(const struct mpd_song *song)
{
	unsigned int ms, s;
	json_t *o;

	if (!song)
		return json_null();
	ms = mpd_song_get_duration_ms(song);
	s = mpd_song_get_duration(song);
	o = zc_json_object();
	zc_json_put_int(o, "position", mpd_song_get_pos(song) + 1);
	zc_json_put_int(o, "id", mpd_song_get_id(song));
	zc_json_put_text(o, "uri", mpd_song_get_uri(song));
	zc_json_put_text(o, "title", mpd_song_get_tag(song, MPD_TAG_TITLE, 0));
	zc_json_put_text(o, "artist", mpd_song_get_tag(song, MPD_TAG_ARTIST, 0));
	zc_json_put_text(o, "album", mpd_song_get_tag(song, MPD_TAG_ALBUM, 0));
	zc_json_put(o, "duration_s",
		ms  ? json_real(ms / 1000.0)
		: s ? json_real(s)
		    : json_null());
	return o;
}

json_t *
zcctl_format_json(const struct mpd_audio_format *f)
{
	bool is_float;
	json_t *o;

	if (!f)
		return json_null();
	is_float = f->bits == MPD_SAMPLE_FORMAT_FLOAT;
	o = zc_json_object();
	zc_json_put_int(o, "rate_hz", f->sample_rate);
	zc_json_put_int(o, "bits", is_float ? 32 : f->bits);
	zc_json_put_bool(o, "float", is_float);
	zc_json_put_int(o, "channels", f->channels);
	return o;
}
