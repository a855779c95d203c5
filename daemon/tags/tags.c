#include "daemon/tags/tags.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const char *const names[ZC_TAG_COUNT] = {
	[ZC_TAG_ARTIST] = "Artist",
	[ZC_TAG_ALBUM_ARTIST] = "AlbumArtist",
	[ZC_TAG_ALBUM] = "Album",
	[ZC_TAG_TITLE] = "Title",
	[ZC_TAG_TRACK] = "Track",
	[ZC_TAG_DISC] = "Disc",
	[ZC_TAG_GENRE] = "Genre",
	[ZC_TAG_DATE] = "Date",
	[ZC_TAG_COMPOSER] = "Composer",
	[ZC_TAG_PERFORMER] = "Performer",
	[ZC_TAG_COMMENT] = "Comment",
};

static const struct {
	const char *name;
	enum zc_tag tag;
} sort_tags[] = {
	{ "ArtistSort", ZC_TAG_ARTIST },
	{ "AlbumArtistSort", ZC_TAG_ALBUM_ARTIST },
	{ "AlbumSort", ZC_TAG_ALBUM },
	{ "TitleSort", ZC_TAG_TITLE },
};

const char *
zc_tag_name(enum zc_tag t)
{
	return names[t];
}

enum zc_tag
zc_tag_parse(const char *name)
{
	for (int t = 0; t < ZC_TAG_COUNT; t++)
		if (!strcasecmp(names[t], name))
			return (enum zc_tag)t;
	for (size_t i = 0; i < sizeof(sort_tags) / sizeof(sort_tags[0]); i++)
		if (!strcasecmp(sort_tags[i].name, name))
			return sort_tags[i].tag;
	return ZC_TAG_COUNT;
}

const char *
zc_tags_get(const struct zc_tags *tags, enum zc_tag t)
{
	if (tags && t == ZC_TAG_ALBUM_ARTIST && !tags->value[t])
		t = ZC_TAG_ARTIST;
	return tags ? tags->value[t] : NULL;
}

const char *
zc_tags_next(const char *value)
{
	value += strlen(value) + 1;
	return *value ? value : NULL;
}

static char *
copy_values(char *to, enum zc_tag t, const struct zc_tag_value *values, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (values[i].tag == t)
			to = stpcpy(to, values[i].text) + 1;
	return to;
}

struct zc_tags *
zc_tags_new(const struct zc_tag_value *values, size_t count)
{
	size_t bytes = ZC_TAG_COUNT;
	struct zc_tags *t;
	char *to, *end;

	for (size_t i = 0; i < count; i++)
		bytes += strlen(values[i].text) + 1;
	t = calloc(1, sizeof(*t) + bytes);
	if (!t)
		return NULL;
	to = t->text;
	for (int i = 0; i < ZC_TAG_COUNT; i++) {
		end = copy_values(to, (enum zc_tag)i, values, count);
		if (end == to)
			continue;
		t->value[i] = to;
		to = end + 1;
	}
	return t;
}
