/* Tags by libsndfile, of which this is the only file of the daemon that knows it; those that it
 * has no word for are read besides. The worker's thread. */
#include "tags_read.h"

#include <fcntl.h>
#include <sndfile.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "meta.h"

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

/* The names of Vorbis comments. */
static const struct {
	enum zc_tag tag;
	const char *key;
} more[] = {
	{ ZC_TAG_ALBUM_ARTIST, "ALBUMARTIST" },
	{ ZC_TAG_ALBUM_ARTIST, "ALBUM ARTIST" },
	{ ZC_TAG_DISC, "DISCNUMBER" },
	{ ZC_TAG_COMPOSER, "COMPOSER" },
	{ ZC_TAG_PERFORMER, "PERFORMER" },
};

/* Of several values the first counts, as with libsndfile. */
static void
take_text(void *ctx, const char *key, const char *value)
{
	char **own = ctx;

	for (size_t i = 0; *value && i < sizeof(more) / sizeof(more[0]); i++)
		if (!strcasecmp(key, more[i].key) && !own[more[i].tag])
			own[more[i].tag] = strdup(value);
}

struct zc_tags *
zc_tags_read(int fd)
{
	static const int wanted[ZC_TAG_COUNT] = {
		[ZC_TAG_ARTIST] = SF_STR_ARTIST,
		[ZC_TAG_ALBUM] = SF_STR_ALBUM,
		[ZC_TAG_TITLE] = SF_STR_TITLE,
		[ZC_TAG_TRACK] = SF_STR_TRACKNUMBER,
		[ZC_TAG_GENRE] = SF_STR_GENRE,
		[ZC_TAG_DATE] = SF_STR_DATE,
		[ZC_TAG_COMMENT] = SF_STR_COMMENT,
	};
	char *own[ZC_TAG_COUNT] = { NULL };
	const struct zc_meta_want want = { .text = take_text, .ctx = own };
	const char *values[ZC_TAG_COUNT];
	SF_INFO info = { 0 };
	struct zc_tags *t = NULL;
	SNDFILE *f;

	/* No more of it comes into the page cache than is asked for, and that goes again. */
	posix_fadvise(fd, 0, 0, POSIX_FADV_RANDOM);
	f = sf_open_fd(fd, SFM_READ, &info, 0);
	if (!f)
		goto out;
	zc_meta_read(fd, &want);
	for (int i = 0; i < ZC_TAG_COUNT; i++) {
		values[i] = wanted[i] ? sf_get_string(f, wanted[i]) : own[i];
		if (values[i] && !*values[i])
			values[i] = NULL;
	}
	t = zc_tags_new(values);
	if (t && info.samplerate > 0 && info.channels > 0) {
		t->fmt.rate_hz = (uint32_t)info.samplerate;
		t->fmt.channels = (uint32_t)info.channels;
		t->fmt.sample = sample_of(info.format & SF_FORMAT_SUBMASK);
		if (info.frames > 0 && info.frames != SF_COUNT_MAX)
			t->seconds = (double)info.frames / info.samplerate;
	}
	for (int i = 0; i < ZC_TAG_COUNT; i++)
		free(own[i]);
	sf_close(f);
out:
	posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
	return t;
}
