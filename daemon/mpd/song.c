/* Answers that describe songs. Control thread only. */
#include "daemon/mpd/song.h"

#include "daemon/mpd/reply.h"
#include "daemon/mpd/server_state.h"

void
zc_reply_tag(struct zc_client *c, const struct zc_tags *tags, enum zc_tag t)
{
	for (const char *value = tags->value[t]; value; value = zc_tags_next(value))
		zc_reply_text(c, zc_tag_name(t), value);
}

void
zc_reply_file(struct zc_client *c, const struct zc_file *f)
{
	const struct zc_tags *t;

	if (!f)
		return;
	zc_reply_time(c, "Last-Modified", f->mtime_s);
	t = f->tags;
	if (!t)
		return;
	zc_reply_format(c, "Format", &t->fmt);
	for (int i = 0; i < ZC_TAG_COUNT; i++)
		if (c->tag_mask & (1u << i))
			zc_reply_tag(c, t, (enum zc_tag)i);
	if (t->seconds > 0)
		zc_reply(c, "Time: %.0f\nduration: %.3f\n", t->seconds, t->seconds);
}

void
zc_reply_song(struct zc_client *c, const struct zc_song *song, uint32_t pos)
{
	zc_reply_text(c, "file", song->uri);
	zc_reply_file(c, zc_library_find(c->server->library, song->uri));
	zc_reply(c, "Pos: %u\nId: %u\n", pos, song->id);
	if (song->priority)
		zc_reply(c, "Prio: %u\n", song->priority);
}
