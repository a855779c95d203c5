/* Tags by zc_meta_read and by libsndfile, which knows more kinds of files but only one value of
 * each tag. The only file of the daemon that uses libsndfile. */
#include "daemon/tags/tags_read.h"

#include <fcntl.h>
#include <sndfile.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "daemon/tags/meta.h"

static enum zc_sample
sample_of(int subtype)
{
	switch (subtype) {
	case SF_FORMAT_PCM_S8:
		return ZC_S8;
	case SF_FORMAT_PCM_U8:
		return ZC_U8;
	case SF_FORMAT_PCM_16:
	case SF_FORMAT_ALAC_16:
		return ZC_S16_LE;
	case SF_FORMAT_PCM_24:
	case SF_FORMAT_ALAC_20:
	case SF_FORMAT_ALAC_24:
		return ZC_S24_LE;
	case SF_FORMAT_PCM_32:
	case SF_FORMAT_ALAC_32:
		return ZC_S32_LE;
	case SF_FORMAT_DOUBLE:
		return ZC_FLOAT64_LE;
	default:
		return ZC_FLOAT_LE;
	}
}

/* Further values are dropped: `list` and `count` make a row for each combination of a song's
 * values. */
#define VALUES_MAX 64

/* Names of Vorbis comments, and the same in libsndfile; 0: it does not have that tag. */
static const struct {
	enum zc_tag tag;
	const char *key;
	int sndfile;
} keys[] = {
	{ ZC_TAG_ARTIST, "ARTIST", SF_STR_ARTIST },
	{ ZC_TAG_ALBUM_ARTIST, "ALBUMARTIST", 0 },
	{ ZC_TAG_ALBUM_ARTIST, "ALBUM ARTIST", 0 },
	{ ZC_TAG_ALBUM, "ALBUM", SF_STR_ALBUM },
	{ ZC_TAG_TITLE, "TITLE", SF_STR_TITLE },
	{ ZC_TAG_TRACK, "TRACKNUMBER", SF_STR_TRACKNUMBER },
	{ ZC_TAG_DISC, "DISCNUMBER", 0 },
	{ ZC_TAG_GENRE, "GENRE", SF_STR_GENRE },
	{ ZC_TAG_DATE, "DATE", SF_STR_DATE },
	{ ZC_TAG_COMPOSER, "COMPOSER", 0 },
	{ ZC_TAG_PERFORMER, "PERFORMER", 0 },
	{ ZC_TAG_COMMENT, "COMMENT", SF_STR_COMMENT },
};
#define KEYS (sizeof(keys) / sizeof(keys[0]))

struct values {
	struct zc_tag_value value[VALUES_MAX + ZC_TAG_COUNT];
	size_t count;
	size_t owned; /* the first ones, which are to be freed */
};

static size_t
count_of(const struct values *v, enum zc_tag tag, const char *text)
{
	size_t n = 0;

	for (size_t i = 0; i < v->count; i++)
		n += v->value[i].tag == tag && (!text || !strcmp(v->value[i].text, text));
	return n;
}

static void
add_text(void *ctx, const char *key, const char *text)
{
	struct values *v = ctx;
	char *copy;

	for (size_t i = 0; *text && v->count < VALUES_MAX && i < KEYS; i++) {
		if (strcasecmp(key, keys[i].key) != 0 || count_of(v, keys[i].tag, text))
			continue;
		copy = strdup(text);
		if (copy)
			v->value[v->count++] = (struct zc_tag_value){ keys[i].tag, copy };
	}
}

/* Adds the tags that zc_meta_read did not find; their texts belong to sf. */
static void
add_sndfile(struct values *v, SNDFILE *sf)
{
	v->owned = v->count;
	for (size_t i = 0; i < KEYS; i++) {
		const char *text = keys[i].sndfile ? sf_get_string(sf, keys[i].sndfile) : NULL;

		if (text && *text && !count_of(v, keys[i].tag, NULL))
			v->value[v->count++] = (struct zc_tag_value){ keys[i].tag, text };
	}
}

static struct zc_tags *
tags_of(int fd, SNDFILE *sf, const SF_INFO *info)
{
	struct values *v = calloc(1, sizeof(*v));
	const struct zc_meta_callbacks callbacks = { .text = add_text, .ctx = v };
	struct zc_tags *t;

	if (!v)
		return NULL;
	zc_meta_read(fd, &callbacks);
	add_sndfile(v, sf);
	t = zc_tags_new(v->value, v->count);
	for (size_t i = 0; i < v->owned; i++)
		free((char *)v->value[i].text);
	free(v);
	if (!t || info->samplerate <= 0 || info->channels <= 0)
		return t;
	t->fmt.rate_hz = (uint32_t)info->samplerate;
	t->fmt.channels = (uint32_t)info->channels;
	t->fmt.sample = sample_of(info->format & SF_FORMAT_SUBMASK);
	if (info->frames > 0 && info->frames != SF_COUNT_MAX)
		t->seconds = (double)info->frames / info->samplerate;
	return t;
}

struct zc_tags *
zc_tags_read(int fd)
{
	SF_INFO info = { 0 };
	struct zc_tags *t = NULL;
	SNDFILE *sf;

	/* Without read-ahead; and what was read leaves the page cache again below. */
	posix_fadvise(fd, 0, 0, POSIX_FADV_RANDOM);
	sf = sf_open_fd(fd, SFM_READ, &info, 0);
	if (sf) {
		t = tags_of(fd, sf, &info);
		sf_close(sf);
	}
	posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
	return t;
}
