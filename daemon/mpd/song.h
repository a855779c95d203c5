/* Answers about songs. Control thread only. */
#ifndef ZC_SONG_H
#define ZC_SONG_H

#include "daemon/mpd/client.h"
#include "daemon/library/library.h"
#include "daemon/queue/queue.h"

/* A line for each value that the song has of a tag. */
void zc_reply_tag(struct zc_client *c, const struct zc_tags *tags, enum zc_tag t);
/* What is known of a file; f may be NULL. Without its "file:" line. */
void zc_reply_file(struct zc_client *c, const struct zc_file *f);
/* An entry of the queue with position and id. */
void zc_reply_song(struct zc_client *c, const struct zc_song *song, uint32_t pos);

#endif
