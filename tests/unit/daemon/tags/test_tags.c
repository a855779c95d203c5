/* Tags in memory, and tags of files that libsndfile wrote, also with an ID3v2 chunk. */
#include "tests/unit/unit.h"

#include <sndfile.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "daemon/tags/tags.h"
#include "daemon/tags/tags_read.h"

static void
values_in_order(void)
{
	static const struct zc_tag_value values[] = {
		{ ZC_TAG_TITLE, "a title" },
		{ ZC_TAG_ARTIST, "first" },
		{ ZC_TAG_ALBUM, "an album" },
		{ ZC_TAG_ARTIST, "second" },
		{ ZC_TAG_ARTIST, "third" },
	};
	struct zc_tags *t = zc_tags_new(values, sizeof(values) / sizeof(values[0]));
	const char *v;

	CU_ASSERT_PTR_NOT_NULL_FATAL(t);
	v = zc_tags_get(t, ZC_TAG_ALBUM_ARTIST);
	CU_ASSERT_STRING_EQUAL(v, "first");
	v = zc_tags_next(v);
	CU_ASSERT_STRING_EQUAL(v, "second");
	v = zc_tags_next(v);
	CU_ASSERT_STRING_EQUAL(v, "third");
	CU_ASSERT_PTR_NULL(zc_tags_next(v));
	CU_ASSERT_PTR_NULL(zc_tags_next(zc_tags_get(t, ZC_TAG_TITLE)));
	CU_ASSERT_STRING_EQUAL(zc_tags_get(t, ZC_TAG_ALBUM), "an album");
	CU_ASSERT_PTR_NULL(zc_tags_get(t, ZC_TAG_GENRE));
	free(t);
	t = zc_tags_new(NULL, 0);
	CU_ASSERT_PTR_NOT_NULL_FATAL(t);
	for (int i = 0; i < ZC_TAG_COUNT; i++)
		CU_ASSERT_PTR_NULL(t->value[i]);
	free(t);
}

static int
sound_file(int format)
{
	SF_INFO info = { .samplerate = 48000, .channels = 2, .format = format };
	short silence[64] = { 0 };
	int fd = memfd_create("tags", MFD_CLOEXEC);
	SNDFILE *sf = sf_open_fd(fd, SFM_WRITE, &info, SF_FALSE);

	CU_ASSERT_PTR_NOT_NULL_FATAL(sf);
	sf_set_string(sf, SF_STR_TITLE, "its title");
	sf_set_string(sf, SF_STR_GENRE, "Jazz");
	CU_ASSERT_EQUAL(sf_write_short(sf, silence, 64), 64);
	CU_ASSERT_EQUAL(sf_close(sf), 0);
	return fd;
}

static void
an_id3_chunk_beats_libsndfile(void)
{
	static const char tag[] = "id3 \x32\0\0\0ID3\4\0\0\0\0\0\x28"
				  "TIT2\0\0\0\6\0\0\3title"
				  "TPE1\0\0\0\x0e\0\0\3first\0second\0";
	int fd = sound_file(SF_FORMAT_WAV | SF_FORMAT_PCM_16);
	struct zc_tags *t;

	lseek(fd, 0, SEEK_END);
	CU_ASSERT_EQUAL(write(fd, tag, sizeof(tag) - 1), (ssize_t)sizeof(tag) - 1);
	lseek(fd, 0, SEEK_SET);
	t = zc_tags_read(fd);
	CU_ASSERT_PTR_NOT_NULL_FATAL(t);
	CU_ASSERT_STRING_EQUAL(t->value[ZC_TAG_TITLE], "title");
	CU_ASSERT_PTR_NULL(zc_tags_next(t->value[ZC_TAG_TITLE]));
	CU_ASSERT_STRING_EQUAL(t->value[ZC_TAG_ARTIST], "first");
	CU_ASSERT_STRING_EQUAL(zc_tags_next(t->value[ZC_TAG_ARTIST]), "second");
	CU_ASSERT_STRING_EQUAL(t->value[ZC_TAG_GENRE], "Jazz");
	CU_ASSERT_EQUAL(t->fmt.rate_hz, 48000);
	CU_ASSERT_EQUAL(t->fmt.channels, 2);
	free(t);
	close(fd);
}

static void
a_value_found_twice_counts_once(void)
{
	int fd = sound_file(SF_FORMAT_FLAC | SF_FORMAT_PCM_16);
	struct zc_tags *t;

	lseek(fd, 0, SEEK_SET);
	t = zc_tags_read(fd);
	CU_ASSERT_PTR_NOT_NULL_FATAL(t);
	CU_ASSERT_STRING_EQUAL(t->value[ZC_TAG_TITLE], "its title");
	CU_ASSERT_PTR_NULL(zc_tags_next(t->value[ZC_TAG_TITLE]));
	CU_ASSERT_PTR_NULL(t->value[ZC_TAG_ARTIST]);
	free(t);
	close(fd);
}

ZC_UNIT_MAIN("tags", { "values in order", values_in_order },
	{ "an ID3 chunk beats libsndfile", an_id3_chunk_beats_libsndfile },
	{ "a value found twice counts once", a_value_found_twice_counts_once })
