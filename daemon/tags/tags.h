/* What is known of a song: its length, format and tags. Immutable once made, any thread. */
#ifndef ZC_TAGS_H
#define ZC_TAGS_H

#include <stddef.h>
#include <stdint.h>

#include "pipeline/fmt.h"

enum zc_tag {
	ZC_TAG_ARTIST,
	ZC_TAG_ALBUM_ARTIST,
	ZC_TAG_ALBUM,
	ZC_TAG_TITLE,
	ZC_TAG_TRACK,
	ZC_TAG_DISC,
	ZC_TAG_GENRE,
	ZC_TAG_DATE,
	ZC_TAG_COMPOSER,
	ZC_TAG_PERFORMER,
	ZC_TAG_COMMENT,
	ZC_TAG_COUNT
};
#define ZC_TAGS_ALL ((1u << ZC_TAG_COUNT) - 1)

/* "Artist" and so on. */
const char *zc_tag_name(enum zc_tag t);
/* Case-insensitive; ZC_TAG_COUNT if unknown. Names of tags that are never there but stand for
 * one that is (the Sort ones) give that. */
enum zc_tag zc_tag_parse(const char *name);

struct zc_tags {
	double seconds; /* 0: unknown */
	struct zc_fmt fmt; /* all zero: unknown */
	char *value[ZC_TAG_COUNT]; /* the first one, points into text; NULL: not there */
	char text[];
};

struct zc_tag_value {
	enum zc_tag tag;
	const char *text; /* lent, not empty */
};

/* The value behind this one of the same tag of the same song; NULL: it is the last. */
const char *zc_tags_next(const char *value);

/* What searching, sorting and grouping go by, the first of it: an album without an artist of
 * its own has that of the song. NULL: nothing. */
const char *zc_tags_get(const struct zc_tags *tags, enum zc_tag t);

/* All are copied, those of a tag in their order. NULL without memory. */
struct zc_tags *zc_tags_new(const struct zc_tag_value *values, size_t count);

#endif
