/* Files that differ from their header, or change later: the samples that exist play bit-exactly,
 * followed by the end or the error and nothing else. */
#include "tests/unit/unit.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/unit/pipeline/source/files.h"
#include "pipeline/source/readahead.h"
#include "pipeline/source/track_source.h"

/* The disk fails from this byte of the file on; -1: it does not. */
static int64_t bad_from = -1;

int64_t __real_zc_readahead_read(struct zc_readahead *ra, uint64_t off, void *dst, size_t len);
int64_t __wrap_zc_readahead_read(struct zc_readahead *ra, uint64_t off, void *dst, size_t len);
int64_t
__wrap_zc_readahead_read(struct zc_readahead *ra, uint64_t off, void *dst, size_t len)
{
	if (bad_from >= 0 && off >= (uint64_t)bad_from)
		return -EIO;
	if (bad_from >= 0 && off + len > (uint64_t)bad_from)
		len = (size_t)((uint64_t)bad_from - off);
	return __real_zc_readahead_read(ra, off, dst, len);
}

/* Reads it all; returns frames, and the error that ended it. */
static uint64_t
play(struct zc_track *t, uint8_t *out, int *error)
{
	const struct zc_source *s = zc_track_source(t);
	uint64_t done = 0;
	int64_t got;

	*error = 0;
	for (;;) {
		uint32_t n = s->frames - done < 1000 ? (uint32_t)(s->frames - done) : 1000;

		got = s->feed->ops->frames(s->feed, done, out + done * s->frame_bytes, n);
		if (got < 0)
			*error = (int)got;
		if (got <= 0)
			return done;
		done += (uint64_t)got;
	}
}

/* Truncated plain files play the frames they have, and the note gives the number that the header
 * promises. */
static void
truncated_files_play_to_their_end(void)
{
	static const char *const files[] = { "head44-s16.wav", "wav-s24", "wavex-s32",
		"rf64-s16", "w64-s16", "aiff-s16", "sowt-s24", "au-be-s16", "au-le-s32" };

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		const struct zc_gen_case *c = zc_files_case(files[i]);
		uint32_t frame_bytes = zc_fmt_frame_bytes(&c->fmt);
		uint64_t offset, there;
		const char *path;
		struct zc_track *t;
		uint8_t *got;
		void *want;
		size_t len;
		int error;

		path = zc_files_write(c, NULL);
		t = zc_files_open(path);
		offset = zc_track_source(t)->data_offset;
		zc_track_close(t);
		/* In the middle of a frame. */
		CU_ASSERT_FATAL(truncate(path, (off_t)(offset + 1000u * frame_bytes + 1)) == 0);
		t = zc_files_open(path);
		there = zc_track_source(t)->frames;
		if (there != 1000 || !zc_track_info(t)->truncated)
			printf("# %s: %llu frames, truncated %d, note \"%s\"\n", c->name,
				(unsigned long long)there, zc_track_info(t)->truncated,
				zc_track_info(t)->note);
		CU_ASSERT_EQUAL(there, 1000);
		CU_ASSERT(zc_track_info(t)->truncated);
		CU_ASSERT_STRING_EQUAL(
			zc_track_info(t)->note, "header promises 3001 frames, 1000 are there");
		CU_ASSERT(zc_track_source(t)->plan != ZC_PATH_DECODED);
		CU_ASSERT_FATAL(zc_gen_payload(c, &want, &len) == 0);
		got = malloc(len);
		CU_ASSERT_FATAL(got != NULL);
		CU_ASSERT_EQUAL(play(t, got, &error), 1000);
		CU_ASSERT_EQUAL(error, 0);
		CU_ASSERT(memcmp(got, want, (size_t)1000 * frame_bytes) == 0);
		free(want);
		free(got);
		zc_track_close(t);
	}
}

/* Streamed by a program that could not know the length, so the header promises none. */
static void
unknown_lengths_are_no_promise(void)
{
	static const uint32_t lengths[] = { 0xffffffff, 0x7fffffff, 0x7ffff000 };
	const struct zc_gen_case *c = zc_files_case("head44-s16.wav");

	for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
		const char *path;
		struct zc_track *t;
		int fd;

		path = zc_files_write(c, NULL);
		fd = open(path, O_WRONLY | O_CLOEXEC);
		CU_ASSERT_FATAL(fd >= 0 && pwrite(fd, &lengths[i], 4, 4) == 4 &&
				pwrite(fd, &lengths[i], 4, 40) == 4);
		close(fd);
		t = zc_files_open(path);
		CU_ASSERT_EQUAL(zc_track_info(t)->frames, c->frames);
		CU_ASSERT(!zc_track_info(t)->truncated);
		zc_track_close(t);
	}
}

/* Cut anywhere, compressed files open or not, and end. With little missing all but ALAC play,
 * whose table of packets comes last. Ogg is not cut within its header, where libsndfile leaks.
 */
static void
truncated_streams_end(void)
{
	static const struct {
		const char *file;
		int percent;
		bool opens;
	} cuts[] = { { "flac-s16.flac", 99, true }, { "flac-s16.flac", 50, true },
		{ "flac-s16.flac", 10, true }, { "flac-s16.flac", 1, false },
		{ "mp3.mp3", 1, false }, { "mp3.mp3", 99, true }, { "mp3.mp3", 10, true },
		{ "vorbis.ogg", 99, true }, { "vorbis.ogg", 50, true },
		{ "opus.opus", 99, true }, { "opus.opus", 50, true },
		{ "ima-adpcm.wav", 99, true }, { "ima-adpcm.wav", 3, true },
		{ "alac-16.caf", 99, false } };

	for (size_t i = 0; i < sizeof(cuts) / sizeof(cuts[0]); i++) {
		const struct zc_gen_case *c = zc_files_case(cuts[i].file);
		struct zc_track_conf conf = { .id = 1 };
		off_t bytes;
		const char *path = zc_files_write(c, &bytes);
		struct zc_track *t;
		uint8_t *got;
		uint64_t n;
		int error;

		CU_ASSERT_FATAL(truncate(path, bytes * cuts[i].percent / 100) == 0);
		conf.path = path;
		t = zc_track_open(&conf, NULL);
		CU_ASSERT_EQUAL(t != NULL, cuts[i].opens);
		if (!t)
			continue;
		got = malloc(zc_track_source(t)->frames * zc_track_source(t)->frame_bytes);
		CU_ASSERT_FATAL(got != NULL);
		n = play(t, got, &error);
		CU_ASSERT(n > 0);
		CU_ASSERT(n <= zc_track_source(t)->frames);
		free(got);
		zc_track_close(t);
	}
}

/* One damaged byte in the middle of a stream: the frames before it are right, then it ends. */
static void
corrupt_streams_end(void)
{
	const struct zc_gen_case *c = zc_files_case("flac-s16.flac");
	off_t bytes;
	const char *path = zc_files_write(c, &bytes);
	struct zc_track *t;
	uint8_t junk[300];
	uint8_t *got;
	void *want;
	size_t len;
	uint64_t n;
	int error;
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	memset(junk, 0xa5, sizeof(junk));
	CU_ASSERT_FATAL(fd >= 0 && pwrite(fd, junk, sizeof(junk), bytes / 2) == sizeof(junk));
	close(fd);
	t = zc_files_open(path);
	CU_ASSERT_FATAL(zc_gen_payload(c, &want, &len) == 0);
	got = malloc(len);
	CU_ASSERT_FATAL(got != NULL);
	n = play(t, got, &error);
	CU_ASSERT_EQUAL(error, -EILSEQ);
	CU_ASSERT(n > c->frames / 4 && n < c->frames);
	CU_ASSERT(memcmp(got, want, len / 4) == 0);
	free(want);
	free(got);
	zc_track_close(t);
}

/* Frames read before the disk failed are returned first, then the error. */
static void
disk_errors_come_after_valid_frames(void)
{
	static const char *const files[] = { "len88200-s24.wav", "flac-s16.flac", "vorbis.ogg",
		"mp3.mp3" };

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		const struct zc_gen_case *c = zc_files_case(files[i]);
		off_t bytes;
		struct zc_track *t = zc_files_open(zc_files_write(c, &bytes));
		const struct zc_source *s = zc_track_source(t);
		uint8_t *got = malloc(s->frames * s->frame_bytes);
		void *want = NULL;
		size_t len;
		uint64_t n;
		int error;

		CU_ASSERT_PTR_NOT_NULL_FATAL(got);
		CU_ASSERT_FATAL(zc_gen_expect(c, &s->fmt, &want, &len) == 0);
		bad_from = bytes / 2;
		n = play(t, got, &error);
		CU_ASSERT_EQUAL(error, -EIO);
		CU_ASSERT(n > s->frames / 4 && n < s->frames);
		CU_ASSERT(memcmp(got, want, n * s->frame_bytes) == 0);
		/* The disk works again, and so do reads. */
		bad_from = -1;
		CU_ASSERT_EQUAL(s->feed->ops->frames(s->feed, n, got, 100), 100);
		if (c->exact)
			CU_ASSERT(memcmp(got, (uint8_t *)want + n * s->frame_bytes,
					  (size_t)100 * s->frame_bytes) == 0);
		free(want);
		free(got);
		zc_track_close(t);
	}
}

static void
a_header_that_cannot_be_read_is_an_error(void)
{
	static const int64_t froms[] = { 0, 20, 100 };
	struct zc_track_conf conf = { .id = 1 };

	conf.path = zc_files_write(zc_files_case("head44-s16.wav"), NULL);
	for (size_t i = 0; i < sizeof(froms) / sizeof(froms[0]); i++) {
		struct zc_err err = { 0 };

		bad_from = froms[i];
		CU_ASSERT_PTR_NULL(zc_track_open(&conf, &err));
		CU_ASSERT_EQUAL(err.code, -EIO);
		CU_ASSERT_PTR_NOT_NULL(strstr(err.text, conf.path));
	}
	bad_from = -1;
}

/* A file that is written to while it plays keeps the length it had. */
static void
growing_files_keep_their_length(void)
{
	static const uint8_t more[10000] = { 1 };
	const struct zc_gen_case *c = zc_files_case("raw.s16_le-44100-2.raw");
	const char *path;
	struct zc_track *t;
	uint8_t got[64];
	FILE *f;

	path = zc_files_write(c, NULL);
	t = zc_files_open(path);
	f = fopen(path, "ab");
	CU_ASSERT_FATAL(f && fwrite(more, 1, sizeof(more), f) == sizeof(more));
	fclose(f);
	CU_ASSERT_EQUAL(zc_track_source(t)->feed->ops->frames(
				zc_track_source(t)->feed, c->frames - 1, got, 10),
		1);
	CU_ASSERT_EQUAL(zc_track_source(t)->feed->ops->bytes(
				zc_track_source(t)->feed, (c->frames - 1) * 4, got, 40),
		4);
	zc_track_close(t);
}

/* A file that shrinks ends without an error, somewhere after what was read ahead. */
static void
shrinking_files_end(void)
{
	enum { FRAMES = 1 << 20 };
	uint8_t *bytes = malloc(FRAMES * 4);
	const char *path;
	struct zc_track *t;
	int error;

	CU_ASSERT_FATAL(bytes != NULL);
	memset(bytes, 1, FRAMES * 4);
	path = zc_files_put("shrinks.s16_le-44100-2.raw", bytes, FRAMES * 4);
	t = zc_files_open(path);
	CU_ASSERT_EQUAL(zc_track_info(t)->frames, FRAMES);
	CU_ASSERT_FATAL(truncate(path, 4 * 70000 + 2) == 0);
	CU_ASSERT_EQUAL(play(t, bytes, &error), 70000);
	CU_ASSERT_EQUAL(error, 0);
	free(bytes);
	zc_track_close(t);
}

ZC_UNIT_MAIN("source_broken", { "begin", zc_files_begin },
	{ "truncated files play to their end", truncated_files_play_to_their_end },
	{ "unknown lengths are no promise", unknown_lengths_are_no_promise },
	{ "truncated streams end", truncated_streams_end },
	{ "corrupt streams end", corrupt_streams_end },
	{ "disk errors come after valid frames", disk_errors_come_after_valid_frames },
	{ "a header that cannot be read is an error",
		a_header_that_cannot_be_read_is_an_error },
	{ "growing files keep their length", growing_files_keep_their_length },
	{ "shrinking files end", shrinking_files_end }, { "end", zc_files_end })
