/* The length, format and tags of a song, in one block of memory. Immutable once made; any
 * thread. */
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

/* The name in the protocol: "Artist" and so on. Static. */
const char *zc_tag_name(enum zc_tag t);
/* The tag of that name, in any case; ZC_TAG_COUNT if unknown. Sort tags such as "ArtistSort",
 * which are not read from files, give the tag they sort by. */
enum zc_tag zc_tag_parse(const char *name);

struct zc_tags {
	double seconds; /* 0: unknown */
	struct zc_fmt fmt; /* all zero: unknown */
	char *value[ZC_TAG_COUNT]; /* the first value, points into text; NULL: none */
	char text[]; /* the values of each tag one after the other, then an empty string */
};

struct zc_tag_value {
	enum zc_tag tag;
	const char *text; /* lent, not empty */
};

/* The next value of the same tag of the same song; NULL after the last. value must come from
 * value[], zc_tags_get or this function. */
const char *zc_tags_next(const char *value);

/* The first value to search, sort and group by: a song without AlbumArtist has its Artist there.
 * NULL if there is none, or if tags is NULL. */
const char *zc_tags_get(const struct zc_tags *tags, enum zc_tag t);

/* Copies all values and keeps the order of those of one tag. The caller frees the result with
 * free. NULL without memory. */
struct zc_tags *zc_tags_new(const struct zc_tag_value *values, size_t count);

#endif
