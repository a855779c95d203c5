/* Answers that describe songs. Control thread only. */
#ifndef ZC_SONG_H
#define ZC_SONG_H

#include "daemon/mpd/client.h"
#include "daemon/library/library.h"
#include "daemon/queue/queue.h"

/* Appends a line for each value of a tag. */
void zc_reply_tag(struct zc_client *c, const struct zc_tags *tags, enum zc_tag t);
/* Appends what the library knows of a file, without the "file:" line; nothing if f is NULL. */
void zc_reply_file(struct zc_client *c, const struct zc_file *f);
/* Appends an entry of the queue, with position and id. */
void zc_reply_song(struct zc_client *c, const struct zc_song *song, uint32_t pos);

#endif
