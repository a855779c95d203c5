/* A song and an audio format for people and for programs. Pure functions. */
#ifndef ZC_ZCCTL_SONG_H
#define ZC_ZCCTL_SONG_H

#include <mpd/client.h>

#include "tools/common/json.h"

/* The name of a song, "Artist - Title" or the last part of its URI, cleaned for a terminal.
 * Returns buf. */
char *zcctl_song_name(const struct mpd_song *song, char *buf, size_t size);

/* {"position" (from 1), "id", "uri", "title", "artist", "album", "duration_s"}, null where
 * unknown; null for NULL. */
json_t *zcctl_song_json(const struct mpd_song *song);

/* {"rate_hz", "bits", "float", "channels"}, null for NULL. */
json_t *zcctl_format_json(const struct mpd_audio_format *f);

#endif
