/* Files that cannot be played, or not as they promise: each is refused with a text that names
 * it and the right code, or plays what is there. Nothing blocks, and nothing is read beside the
 * samples. */
#include "unit.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "readahead.h"
#include "tests/gen.h"
#include "tests/tmpdir.h"
#include "track.h"
#include "track_source.h"

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

static char dir[ZC_TMPDIR_MAX];
static char path[2 * ZC_TMPDIR_MAX];

static const char *
name(const char *base)
{
	snprintf(path, sizeof(path), "%s/%s", dir, base);
	return path;
}

static void
begin(void)
{
	CU_ASSERT_FATAL(zc_tmpdir_make(dir) == 0);
}

static void
end(void)
{
	zc_tmpdir_remove(dir);
}

static void
refuse(const char *what, const struct zc_track_conf *like, int code)
{
	struct zc_track_conf conf = like ? *like : (struct zc_track_conf){ 0 };
	struct zc_err err = { 0 };
	struct zc_track *t;

	conf.path = what;
	conf.id = 1;
	t = zc_track_open(&conf, &err);
	if (t || err.code != code)
		printf("# %s: %d %s\n", what, err.code, err.text);
	CU_ASSERT_PTR_NULL(t);
	CU_ASSERT_EQUAL(err.code, code);
	CU_ASSERT(strncmp(err.text, what, 200) == 0 || strstr(err.text, what) != NULL);
	CU_ASSERT(strchr(err.text, '\n') == NULL);
	zc_track_close(t);
}

static struct zc_track *
accept_file(const char *what)
{
	struct zc_track_conf conf = { .path = what, .id = 1 };
	struct zc_err err = { 0 };
	struct zc_track *t = zc_track_open(&conf, &err);

	if (!t)
		printf("# %s\n", err.text);
	CU_ASSERT_PTR_NOT_NULL_FATAL(t);
	return t;
}

static void
put(const char *base, const void *bytes, size_t len)
{
	FILE *f = fopen(name(base), "wb");

	CU_ASSERT_FATAL(f && fwrite(bytes, 1, len, f) == len && fclose(f) == 0);
}

static void
what_is_no_file_is_not_entered(void)
{
	struct sockaddr_un un = { .sun_family = AF_UNIX };
	char at[sizeof(un.sun_path)];
	int s = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	refuse(name("missing.wav"), NULL, -ENOENT);
	refuse(name("missing/too.wav"), NULL, -ENOENT);
	put("empty.wav", "", 0);
	refuse(path, NULL, -ENODATA);
	put("empty.s16_le-44100-2.raw", "", 0);
	refuse(path, NULL, -ENODATA);
	refuse(dir, NULL, -EISDIR);
	refuse("/dev/null", NULL, -ENXIO);
	refuse("/dev/zero", NULL, -ENXIO);
	/* Without a writer; opening it for reading would wait for one. */
	CU_ASSERT_FATAL(mkfifo(name("fifo.wav"), 0600) == 0);
	refuse(path, NULL, -ENXIO);
	/* Relative, as short as a socket's path must be. */
	snprintf(at, sizeof(at), "zc-test-socket-%d", (int)getpid());
	memcpy(un.sun_path, at, sizeof(at));
	CU_ASSERT_FATAL(s >= 0 && bind(s, (struct sockaddr *)&un, sizeof(un)) == 0);
	refuse(at, NULL, -ENXIO);
	close(s);
	unlink(at);
	CU_ASSERT_FATAL(symlink("loop.wav", name("loop.wav")) == 0);
	refuse(path, NULL, -ELOOP);
	put("file", "x", 1);
	refuse(name("file/below.wav"), NULL, -ENOTDIR);
}

/* Root may read everything; another user's eyes are borrowed. */
static void
what_may_not_be_read_is_refused(void)
{
	bool root = geteuid() == 0;

	put("secret.wav", "RIFF", 4);
	CU_ASSERT_FATAL(chmod(path, 0) == 0);
	if (root)
		CU_ASSERT_FATAL(seteuid(65534) == 0);
	refuse(path, NULL, -EACCES);
	if (root)
		CU_ASSERT_FATAL(seteuid(0) == 0);
}

/* A WAV header whose every field can be wrong, and some samples. */
struct wav {
	char riff[4];
	uint32_t riff_bytes;
	char wave[4];
	char fmt[4];
	uint32_t fmt_bytes;
	uint16_t tag, channels;
	uint32_t rate, byte_rate;
	uint16_t frame_bytes, bits;
	char data[4];
	uint32_t data_bytes;
	uint8_t samples[400];
};

static struct wav
good_wav(void)
{
	struct wav w = { .riff = "RIFF",
		.riff_bytes = 436,
		.wave = "WAVE",
		.fmt = "fmt ",
		.fmt_bytes = 16,
		.tag = 1,
		.channels = 2,
		.rate = 44100,
		.byte_rate = 176400,
		.frame_bytes = 4,
		.bits = 16,
		.data = "data",
		.data_bytes = 400 };

	for (size_t i = 0; i < sizeof(w.samples); i++)
		w.samples[i] = (uint8_t)(i * 37 + 1);
	return w;
}

/* No field may crash, hang or make it read beside the samples; what can never play is refused.
 */
static void
absurd_headers_are_refused(void)
{
	struct wav w = good_wav();

	put("good.wav", &w, sizeof(w));
	zc_track_close(accept_file(path));
#define ABSURD(file, code, ...)                                                                \
	do {                                                                                   \
		w = good_wav();                                                                \
		__VA_ARGS__;                                                                   \
		put(file, &w, sizeof(w));                                                      \
		refuse(path, NULL, code);                                                      \
	} while (0)
	ABSURD("no-channels.wav", -EILSEQ, w.channels = 0; w.frame_bytes = 0);
	ABSURD("channels-33.wav", -EILSEQ, w.channels = 33; w.frame_bytes = 66);
	ABSURD("channels-65535.wav", -EILSEQ, w.channels = 65535; w.frame_bytes = 65535);
	ABSURD("rate-0.wav", -EILSEQ, w.rate = 0; w.byte_rate = 0);
	ABSURD("rate-999.wav", -EILSEQ, w.rate = 999; w.byte_rate = 999 * 4);
	ABSURD("rate-2000000.wav", -EILSEQ, w.rate = 2000000; w.byte_rate = 8000000);
	ABSURD("rate-negative.wav", -EILSEQ, w.rate = 0xffffffff; w.byte_rate = 0xffffffff);
	ABSURD("tag-unknown.wav", -EILSEQ, w.tag = 0x7777);
	ABSURD("bits-0.wav", -EILSEQ, w.bits = 0; w.frame_bytes = 0);
	ABSURD("no-data.wav", -EILSEQ, memcpy(w.data, "none", 4));
	ABSURD("no-fmt.wav", -EILSEQ, memcpy(w.fmt, "tmf ", 4));
	ABSURD("no-wave.wav", -EILSEQ, memcpy(w.wave, "EVAW", 4));
	ABSURD("no-riff.wav", -EILSEQ, memcpy(w.riff, "XXXX", 4));
#undef ABSURD
}

static void
noise_is_refused(void)
{
	uint8_t noise[65536];
	unsigned int state = 5;
	char file[32];

	for (int i = 0; i < 20; i++) {
		for (size_t j = 0; j < sizeof(noise); j++)
			noise[j] = (uint8_t)(rand_r(&state) >> 7);
		/* So that no decoder takes it for one of its streams by chance. */
		memcpy(noise, "\x01\x02\x03\x04", 4);
		snprintf(file, sizeof(file), "noise%d.%s", i, i % 2 ? "flac" : "wav");
		put(file, noise, i ? sizeof(noise) >> (i % 8) : 1);
		refuse(path, NULL, -EILSEQ);
	}
	put("text.wav", "This is no sound file.\n", 23);
	refuse(path, NULL, -EILSEQ);
}

static const struct zc_gen_case *
case_named(const char *file)
{
	for (int i = 0; i < zc_gen_case_count; i++)
		if (strcmp(zc_gen_cases[i].name, file) == 0)
			return &zc_gen_cases[i];
	CU_FAIL_FATAL("no such case");
	return NULL;
}

static off_t
write_case(const struct zc_gen_case *c)
{
	struct stat st;

	CU_ASSERT_FATAL(zc_gen_write(c, name(c->name)) == 0 && stat(path, &st) == 0);
	return st.st_size;
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

/* Plain files cut short play what is there and say what was promised. */
static void
truncated_files_play_what_is_there(void)
{
	static const char *const files[] = { "head44-s16.wav", "wav-s24", "wavex-s32",
		"rf64-s16", "w64-s16", "aiff-s16", "sowt-s24", "au-be-s16", "au-le-s32" };

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		const struct zc_gen_case *c = case_named(files[i]);
		uint32_t frame_bytes = zc_fmt_frame_bytes(&c->fmt);
		uint64_t offset, there;
		struct zc_track *t;
		uint8_t *got;
		void *want;
		size_t len;
		int error;

		write_case(c);
		t = accept_file(path);
		offset = zc_track_source(t)->data_offset;
		zc_track_close(t);
		/* In the middle of a frame. */
		CU_ASSERT_FATAL(truncate(path, (off_t)(offset + 1000u * frame_bytes + 1)) == 0);
		t = accept_file(path);
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

/* Streamed by a program that could not know the length: that is no promise. */
static void
unknown_lengths_are_no_promise(void)
{
	static const uint32_t lengths[] = { 0xffffffff, 0x7fffffff, 0x7ffff000 };

	for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
		struct wav w = good_wav();
		struct zc_track *t;

		w.riff_bytes = w.data_bytes = lengths[i];
		put("streamed.wav", &w, sizeof(w));
		t = accept_file(path);
		CU_ASSERT_EQUAL(zc_track_info(t)->frames, 100);
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
		const struct zc_gen_case *c = case_named(cuts[i].file);
		struct zc_track_conf conf = { .id = 1 };
		off_t bytes = write_case(c);
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

/* One byte in the middle of a stream: what came before is right, what follows ends. */
static void
corrupt_streams_end(void)
{
	const struct zc_gen_case *c = case_named("flac-s16.flac");
	off_t bytes = write_case(c);
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
	t = accept_file(path);
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

/* What was read before the disk failed is given first, then the error. */
static void
disk_errors_come_after_what_was_good(void)
{
	static const char *const files[] = { "len88200-s24.wav", "flac-s16.flac", "vorbis.ogg",
		"mp3.mp3" };

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		const struct zc_gen_case *c = case_named(files[i]);
		off_t bytes = write_case(c);
		struct zc_track *t = accept_file(path);
		const struct zc_source *s = zc_track_source(t);
		uint8_t *got = malloc(s->frames * s->frame_bytes);
		void *want;
		size_t len;
		uint64_t n;
		int error;

		CU_ASSERT_FATAL(got && zc_gen_expect(c, &s->fmt, &want, &len) == 0);
		bad_from = bytes / 2;
		n = play(t, got, &error);
		CU_ASSERT_EQUAL(error, -EIO);
		CU_ASSERT(n > s->frames / 4 && n < s->frames);
		CU_ASSERT(memcmp(got, want, n * s->frame_bytes) == 0);
		/* The disk is back: so is the sound. */
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
	struct wav w = good_wav();

	put("bad-disk.wav", &w, sizeof(w));
	bad_from = 0;
	refuse(path, NULL, -EIO);
	bad_from = 20;
	refuse(path, NULL, -EIO);
	bad_from = 100;
	refuse(path, NULL, -EIO);
	bad_from = -1;
}

/* A file that is written to while it plays keeps the length it had. */
static void
growing_files_keep_their_length(void)
{
	static const uint8_t more[10000] = { 1 };
	const struct zc_gen_case *c = case_named("raw.s16_le-44100-2.raw");
	struct zc_track *t;
	uint8_t got[64];
	FILE *f;

	write_case(c);
	t = accept_file(path);
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

/* One that shrinks ends without an error, within what was not read ahead yet. */
static void
shrinking_files_end(void)
{
	enum { FRAMES = 1 << 20 };
	uint8_t *bytes = malloc(FRAMES * 4);
	struct zc_track *t;
	int error;

	CU_ASSERT_FATAL(bytes != NULL);
	memset(bytes, 1, FRAMES * 4);
	put("shrinks.s16_le-44100-2.raw", bytes, FRAMES * 4);
	t = accept_file(path);
	CU_ASSERT_EQUAL(zc_track_info(t)->frames, FRAMES);
	CU_ASSERT_FATAL(truncate(path, 4 * 70000 + 2) == 0);
	CU_ASSERT_EQUAL(play(t, bytes, &error), 70000);
	CU_ASSERT_EQUAL(error, 0);
	free(bytes);
	zc_track_close(t);
}

static void
headerless_files_need_a_format(void)
{
	struct zc_track_conf conf = { .raw = { ZC_S16_LE, 2, 48000 } };
	struct zc_err err = { 0 };
	struct zc_track *t;

	put("x.raw", "123456789", 9);
	refuse(path, NULL, -EILSEQ);
	put("x.s17_le-44100-2.raw", "123456789", 9);
	refuse(path, NULL, -EILSEQ);
	put("x.s16_le-44100-0.raw", "123456789", 9);
	refuse(path, NULL, -EILSEQ);
	put("x.s16_le-44100-33.raw", "123456789", 9);
	refuse(path, NULL, -EILSEQ);
	put("x.s16_le-44100-2x.raw", "123456789", 9);
	refuse(path, NULL, -EILSEQ);
	put("x.s16_le-44100-2.raw", "123", 3);
	refuse(path, NULL, -ENODATA);
	put("y.pcm", "123456789", 9);
	conf.path = path;
	conf.id = 1;
	t = zc_track_open(&conf, &err);
	CU_ASSERT_PTR_NOT_NULL_FATAL(t);
	CU_ASSERT_EQUAL(zc_track_info(t)->frames, 2);
	CU_ASSERT_STRING_EQUAL(zc_track_info(t)->note, "the last 1 bytes are no whole frame");
	CU_ASSERT_EQUAL(zc_track_info(t)->file.rate_hz, 48000);
	zc_track_close(t);
}

static void
the_device_is_named_with_what_it_takes(void)
{
	struct zc_caps caps = { 0 };
	struct zc_track_conf conf = { .caps = &caps, .id = 1 };
	struct zc_err err;

	caps.row[ZC_S16_LE] = (struct zc_caps_row){ .channels = 1u << 1, .rates = 3u << 5 };
	CU_ASSERT_FATAL(write_case(case_named("rate96000.wav")) > 0);
	conf.path = path;
	CU_ASSERT_PTR_NULL(zc_track_open(&conf, &err));
	CU_ASSERT_EQUAL(err.code, -EINVAL);
	CU_ASSERT_PTR_NOT_NULL(strstr(err.text, "96000 Hz, and the device takes 44100 48000;"));
	CU_ASSERT_FATAL(write_case(case_named("ch6-s16.wav")) > 0);
	CU_ASSERT_PTR_NULL(zc_track_open(&conf, &err));
	CU_ASSERT_EQUAL(err.code, -EINVAL);
	CU_ASSERT_PTR_NOT_NULL(strstr(err.text, "6 channels, and the device takes 2;"));
	CU_ASSERT_FATAL(write_case(case_named("wav-s24")) > 0);
	CU_ASSERT_PTR_NULL(zc_track_open(&conf, &err));
	CU_ASSERT_EQUAL(err.code, -EINVAL);
	CU_ASSERT_PTR_NOT_NULL(strstr(
		err.text, "24 bits a sample, and the device takes S16_LE at this rate;"));
	caps.row[ZC_S16_LE] = (struct zc_caps_row){
		.channels = 1u << 1, .rate_min_hz = 4000, .rate_max_hz = 48000
	};
	CU_ASSERT_FATAL(write_case(case_named("rate96000.wav")) > 0);
	CU_ASSERT_PTR_NULL(zc_track_open(&conf, &err));
	CU_ASSERT_PTR_NOT_NULL(strstr(err.text, "the device takes 4000 to 48000;"));
	memset(&caps, 0, sizeof(caps));
	CU_ASSERT_PTR_NULL(zc_track_open(&conf, &err));
	CU_ASSERT_PTR_NOT_NULL(strstr(err.text, "the device takes nothing;"));
}

ZC_UNIT_MAIN("source_bad", { "begin", begin },
	{ "what is no file is not entered", what_is_no_file_is_not_entered },
	{ "what may not be read is refused", what_may_not_be_read_is_refused },
	{ "absurd headers are refused", absurd_headers_are_refused },
	{ "noise is refused", noise_is_refused },
	{ "truncated files play what is there", truncated_files_play_what_is_there },
	{ "unknown lengths are no promise", unknown_lengths_are_no_promise },
	{ "truncated streams end", truncated_streams_end },
	{ "corrupt streams end", corrupt_streams_end },
	{ "disk errors come after what was good", disk_errors_come_after_what_was_good },
	{ "a header that cannot be read is an error",
		a_header_that_cannot_be_read_is_an_error },
	{ "growing files keep their length", growing_files_keep_their_length },
	{ "shrinking files end", shrinking_files_end },
	{ "headerless files need a format", headerless_files_need_a_format },
	{ "the device is named with what it takes", the_device_is_named_with_what_it_takes },
	{ "end", end })
