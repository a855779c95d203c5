/* Tags by libsndfile, of which this is the only file of the daemon that knows it; those that it
 * has no word for are read besides. The worker's thread. */
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

/* More are left out: `list` and `count` make a row for each combination of a song's values. */
#define VALUES_MAX 64

/* The names of Vorbis comments, and what libsndfile calls them; 0: it has no word for it. */
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

struct found {
	struct zc_tag_value value[VALUES_MAX + ZC_TAG_COUNT];
	size_t count, own; /* own: of them those that are to be freed */
};

static size_t
count_of(const struct found *f, enum zc_tag tag, const char *text)
{
	size_t n = 0;

	for (size_t i = 0; i < f->count; i++)
		n += f->value[i].tag == tag && (!text || !strcmp(f->value[i].text, text));
	return n;
}

static void
take_text(void *ctx, const char *key, const char *text)
{
	struct found *f = ctx;
	char *copy;

	for (size_t i = 0; *text && f->count < VALUES_MAX && i < KEYS; i++) {
		if (strcasecmp(key, keys[i].key) != 0 || count_of(f, keys[i].tag, text))
			continue;
		copy = strdup(text);
		if (copy)
			f->value[f->count++] = (struct zc_tag_value){ keys[i].tag, copy };
	}
}

/* libsndfile knows one value of each, and more kinds of files. */
static void
take_sndfile(struct found *f, SNDFILE *sf)
{
	f->own = f->count;
	for (size_t i = 0; i < KEYS; i++) {
		const char *text = keys[i].sndfile ? sf_get_string(sf, keys[i].sndfile) : NULL;

		if (text && *text && !count_of(f, keys[i].tag, NULL))
			f->value[f->count++] = (struct zc_tag_value){ keys[i].tag, text };
	}
}

static struct zc_tags *
tags_of(int fd, SNDFILE *sf, const SF_INFO *info)
{
	struct found *f = calloc(1, sizeof(*f));
	const struct zc_meta_want want = { .text = take_text, .ctx = f };
	struct zc_tags *t;

	if (!f)
		return NULL;
	zc_meta_read(fd, &want);
	take_sndfile(f, sf);
	t = zc_tags_new(f->value, f->count);
	for (size_t i = 0; i < f->own; i++)
		free((char *)f->value[i].text);
	free(f);
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

	/* No more of it comes into the page cache than is asked for, and that goes again. */
	posix_fadvise(fd, 0, 0, POSIX_FADV_RANDOM);
	sf = sf_open_fd(fd, SFM_READ, &info, 0);
	if (sf) {
		t = tags_of(fd, sf, &info);
		sf_close(sf);
	}
	posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
	return t;
}
