/* Cases that must not be verified: bits that differ from the file's, files that were replaced
 * or are incomplete, and a verifier that is too late. */
#include "tests/unit/unit.h"

#include <errno.h>
#include <sndfile.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/sim/verify_rig.h"

#define FRAMES 60000u
#define HEADER 44

static const struct zc_fmt cd = { ZC_S16_LE, 2, 44100 };
static const struct zc_fmt hd = { ZC_S24_3LE, 2, 96000 };

static void
cleanup(struct zc_stage *s)
{
	zc_stage_close(s);
	remove(s->wav);
}

/* Plays path to its end; returns the state of its receipt. */
static const char *
play(struct zc_stage *s, const char *path)
{
	CU_ASSERT_FATAL(zc_stage_open(s, NULL) == 0);
	CU_ASSERT_EQUAL_FATAL(zc_stage_queue(s, path, 0), 1);
	CU_ASSERT(zc_stage_finish(s));
	return zc_verify_rig_state(s, 1);
}

static void
flip_one(const struct zc_fmt *fmt, enum zc_path best, uint64_t frame, uint32_t byte)
{
	const char *file = zc_stage_path("flip.wav");
	uint8_t *data = zc_stage_noise(file, fmt, FRAMES, 5);
	uint32_t frame_bytes = zc_fmt_frame_bytes(fmt);
	const struct zc_receipt *r;
	struct zc_stage s;

	zc_verify_rig_init(&s, 1000);
	zc_verify_rig.in_step = true;
	zc_verify_rig.flip = true;
	zc_verify_rig.flip_frame = frame;
	zc_verify_rig.flip_byte = byte;
	s.track_conf.best = best;
	CU_ASSERT_STRING_EQUAL(play(&s, file), "failed");
	r = &s.track[0].receipt;
	CU_ASSERT(r->differs);
	/* The ring may begin with silence that aligns it to the disk's blocks. */
	CU_ASSERT_EQUAL(r->differs_frame, frame - s.track[0].counts.lead_in_frames);
	CU_ASSERT_EQUAL(r->differs_channel, byte / (frame_bytes / 2) + 1);
	CU_ASSERT_STRING_NOT_EQUAL(r->digest, r->file_digest);
	CU_ASSERT(zc_verify_rig_digest(r->file_digest, data, (size_t)FRAMES * frame_bytes));
	data[r->differs_frame * frame_bytes + byte] ^= 1;
	CU_ASSERT(zc_verify_rig_digest(r->digest, data, (size_t)FRAMES * frame_bytes));
	cleanup(&s);
	free(data);
}

static void
one_bit(void)
{
	flip_one(&cd, ZC_PATH_DIRECT, 400, 0);
	flip_one(&cd, ZC_PATH_DIRECT, FRAMES - 1, 3);
	flip_one(&hd, ZC_PATH_STAGED, 33333, 5);
	flip_one(&hd, ZC_PATH_DECODED, 12345, 2);
}

/* `instead` replaces the file `place` once the track is open; NULL: the file is removed. */
static const char *place, *instead;

static void
take_the_place(struct zc_source *src)
{
	(void)src;
	CU_ASSERT_FATAL((instead ? rename(instead, place) : remove(place)) == 0);
}

static const char *
play_replaced(struct zc_stage *s, const char *path, const char *by)
{
	place = path;
	instead = by;
	zc_verify_rig_init(s, 3000);
	s->with_track = take_the_place;
	return play(s, path);
}

static void
write_samples(const char *path, const uint8_t *data, uint64_t frames, int channels)
{
	SF_INFO info = { .samplerate = 44100,
		.channels = channels,
		.format = SF_FORMAT_WAV | SF_FORMAT_PCM_16 };
	SNDFILE *f = sf_open(path, SFM_WRITE, &info);

	CU_ASSERT_PTR_NOT_NULL_FATAL(f);
	CU_ASSERT(sf_write_raw(f, data, (sf_count_t)frames * 2 * channels) ==
		  (sf_count_t)frames * 2 * channels);
	sf_close(f);
}

static void
swapped_channels(void)
{
	const char *file = zc_stage_path("swap.wav"), *other = zc_stage_path("swapped.wav");
	uint8_t *data = zc_stage_noise(file, &cd, FRAMES, 6);
	struct zc_stage s;

	for (size_t i = 0; i < FRAMES * 4; i += 4) {
		uint8_t left[2] = { data[i], data[i + 1] };

		memcpy(&data[i], &data[i + 2], 2);
		memcpy(&data[i + 2], left, 2);
	}
	write_samples(other, data, FRAMES, 2);
	CU_ASSERT_STRING_EQUAL(play_replaced(&s, file, other), "failed");
	CU_ASSERT_EQUAL(s.track[0].receipt.differs_frame, 0);
	CU_ASSERT_EQUAL(s.track[0].receipt.differs_channel, 1);
	cleanup(&s);
	free(data);
}

static void
another_bit_on_disk(void)
{
	const char *file = zc_stage_path("bit.wav"), *other = zc_stage_path("bit2.wav");
	uint8_t *data = zc_stage_noise(file, &cd, FRAMES, 6);
	struct zc_stage s;

	data[4 * 41234 + 2] ^= 1;
	write_samples(other, data, FRAMES, 2);
	CU_ASSERT_STRING_EQUAL(play_replaced(&s, file, other), "failed");
	CU_ASSERT_EQUAL(s.track[0].receipt.differs_frame, 41234);
	CU_ASSERT_EQUAL(s.track[0].receipt.differs_channel, 2);
	cleanup(&s);
	free(data);
}

static void
another_file_on_disk(void)
{
	const char *file = zc_stage_path("f.wav"), *other = zc_stage_path("g.wav");
	uint8_t *data = zc_stage_noise(file, &cd, FRAMES, 6);
	struct zc_stage s;

	/* A shorter file, a longer one, one with fewer channels, a FIFO, none. */
	write_samples(other, data, FRAMES / 2, 2);
	CU_ASSERT_STRING_EQUAL(play_replaced(&s, file, other), "failed");
	CU_ASSERT_EQUAL(s.track[0].receipt.differs_frame, FRAMES / 2);
	cleanup(&s);

	write_samples(file, data, FRAMES / 2, 2);
	write_samples(other, data, FRAMES, 2);
	CU_ASSERT_STRING_EQUAL(play_replaced(&s, file, other), "failed");
	CU_ASSERT_PTR_NOT_NULL(strstr(s.track[0].receipt.text, "more than the 30000 frames"));
	cleanup(&s);

	write_samples(file, data, FRAMES, 2);
	write_samples(other, data, FRAMES, 1);
	CU_ASSERT_STRING_EQUAL(play_replaced(&s, file, other), "failed");
	CU_ASSERT_PTR_NOT_NULL(strstr(s.track[0].receipt.text, "1 channels"));
	cleanup(&s);

	write_samples(file, data, FRAMES, 2);
	CU_ASSERT(mkfifo(other, 0600) == 0);
	CU_ASSERT_STRING_EQUAL(play_replaced(&s, file, other), "failed");
	cleanup(&s);

	remove(file);
	write_samples(file, data, FRAMES, 2);
	CU_ASSERT_STRING_EQUAL(play_replaced(&s, file, NULL), "not-verifiable");
	CU_ASSERT_PTR_NOT_NULL(strstr(s.track[0].receipt.text, "No such file"));
	CU_ASSERT_EQUAL(s.track[0].receipt.digest_frames, FRAMES);
	cleanup(&s);
	free(data);
}

static void
truncated(void)
{
	const char *file = zc_stage_path("cut.wav");
	const char *raw = zc_stage_path("cut.s16_le-44100-2.raw");
	struct zc_stage s;

	free(zc_stage_noise(file, &cd, FRAMES, 6));
	CU_ASSERT(truncate(file, HEADER + 4 * 50000) == 0);
	zc_verify_rig_init(&s, 3000);
	CU_ASSERT_STRING_EQUAL(play(&s, file), "failed");
	CU_ASSERT_PTR_NOT_NULL(strstr(s.track[0].receipt.text, "truncated"));
	CU_ASSERT_EQUAL(s.track[0].receipt.frames, 50000);
	cleanup(&s);

	CU_ASSERT(rename(file, raw) == 0 && truncate(raw, 4 * 50000 + 3) == 0);
	zc_verify_rig_init(&s, 3000);
	CU_ASSERT_STRING_EQUAL(play(&s, raw), "failed");
	cleanup(&s);
}

static void
shrink(struct zc_source *src)
{
	(void)src;
	CU_ASSERT(truncate(place, HEADER + 4 * 1000) == 0);
}

static void
shrunk_while_it_plays(void)
{
	struct zc_stage s;

	place = zc_stage_path("shrinks.wav");
	free(zc_stage_noise(place, &cd, FRAMES, 6));
	zc_verify_rig_init(&s, 3000);
	s.with_track = shrink;
	CU_ASSERT_STRING_EQUAL(play(&s, place), "failed");
	CU_ASSERT_EQUAL(s.track[0].receipt.frames, 1000);
	CU_ASSERT_PTR_NOT_NULL(strstr(s.track[0].receipt.text, "ended at frame 1000 of 60000"));
	cleanup(&s);
}

static void
write_flac(const char *path)
{
	SF_INFO info = {
		.samplerate = 44100, .channels = 2, .format = SF_FORMAT_FLAC | SF_FORMAT_PCM_16
	};
	SNDFILE *f = sf_open(path, SFM_WRITE, &info);
	uint8_t *data = zc_stage_noise(zc_stage_path("flac.wav"), &cd, FRAMES, 6);

	CU_ASSERT_PTR_NOT_NULL_FATAL(f);
	CU_ASSERT(sf_writef_short(f, (const short *)(const void *)data, FRAMES) == FRAMES);
	sf_close(f);
	free(data);
}

/* Fills the MD5 in a FLAC file's STREAMINFO block with one byte value. */
static void
write_md5(const char *path, int byte)
{
	FILE *f = fopen(path, "r+");

	CU_ASSERT_PTR_NOT_NULL_FATAL(f);
	CU_ASSERT(fseek(f, 26, SEEK_SET) == 0);
	for (int i = 0; i < 16; i++)
		fputc(byte, f);
	CU_ASSERT(fclose(f) == 0);
}

static void
md5_of_flac(void)
{
	const char *file = zc_stage_path("md5.flac");
	struct zc_stage s;

	write_flac(file);
	zc_verify_rig_init(&s, 3000);
	CU_ASSERT_STRING_EQUAL(play(&s, file), "verified");
	CU_ASSERT_EQUAL(strlen(s.track[0].receipt.md5), 32);
	cleanup(&s);

	write_md5(file, 0x5a);
	zc_verify_rig_init(&s, 3000);
	CU_ASSERT_STRING_EQUAL(play(&s, file), "failed");
	CU_ASSERT_PTR_NOT_NULL(strstr(s.track[0].receipt.text, "MD5"));
	cleanup(&s);

	write_md5(file, 0);
	zc_verify_rig_init(&s, 3000);
	CU_ASSERT_STRING_EQUAL(play(&s, file), "verified");
	CU_ASSERT_STRING_EQUAL(s.track[0].receipt.md5, "");
	cleanup(&s);

	/* A FLAC file whose end is missing. */
	CU_ASSERT(truncate(file, 100000) == 0);
	zc_verify_rig_init(&s, 3000);
	CU_ASSERT_STRING_EQUAL(play(&s, file), "failed");
	cleanup(&s);
}

static void
too_late(void)
{
	const char *file = zc_stage_path("late.wav");
	const struct zc_receipt *r;
	struct zc_stage s;

	free(zc_stage_noise(file, &cd, 400000, 6));
	zc_verify_rig_init(&s, 500);
	zc_verify_rig.in_step = true;
	zc_verify_rig.held_until = 200000;
	CU_ASSERT_STRING_EQUAL(play(&s, file), "incomplete");
	r = &s.track[0].receipt;
	CU_ASSERT(r->missed > 100000 && r->missed < 250000);
	CU_ASSERT_EQUAL(r->frames + r->missed, 400000);
	CU_ASSERT_PTR_NOT_NULL(
		strstr(r->text, "the rest was overwritten before the verifier read it"));
	cleanup(&s);
}

static void
too_late_for_the_notes(void)
{
	const char *file = zc_stage_path("seek.wav");
	struct zc_stage s;

	free(zc_stage_noise(file, &cd, 400000, 6));
	zc_verify_rig_init(&s, 500);
	zc_verify_rig.held = true;
	CU_ASSERT_FATAL(zc_stage_open(&s, NULL) == 0);
	CU_ASSERT_EQUAL(zc_stage_command(&s, ZC_CMD_PAUSE, 0), 0);
	CU_ASSERT_EQUAL_FATAL(zc_stage_queue(&s, file, 0), 1);
	for (uint64_t i = 0; i < 600; i++)
		CU_ASSERT_EQUAL(zc_stage_command(&s, ZC_CMD_SEEK, 500 * i), 0);
	zc_verify_rig.held = false;
	zc_verify_rig.in_step = true;
	CU_ASSERT_EQUAL(zc_stage_command(&s, ZC_CMD_SEEK, 0), 0);
	CU_ASSERT_EQUAL(zc_stage_command(&s, ZC_CMD_RESUME, 0), 0);
	CU_ASSERT(zc_stage_finish(&s));
	CU_ASSERT_STRING_EQUAL(zc_verify_rig_state(&s, 1), "incomplete");
	CU_ASSERT_PTR_NOT_NULL(strstr(s.track[0].receipt.text, "fell too far behind"));
	cleanup(&s);
}

/* The device is closed before the verifier has read anything: a copy of its ring was kept. */
static void
closed_before_it_was_read(void)
{
	const char *file = zc_stage_path("closed.wav");
	struct zc_stage s;

	free(zc_stage_noise(file, &cd, FRAMES, 6));
	zc_verify_rig_init(&s, 3000);
	zc_verify_rig.held_until = UINT64_MAX;
	CU_ASSERT_FATAL(zc_stage_open(&s, NULL) == 0);
	CU_ASSERT_EQUAL_FATAL(zc_stage_queue(&s, file, 0), 1);
	CU_ASSERT(zc_stage_finish(&s));
	CU_ASSERT_EQUAL(zc_stage_command(&s, ZC_CMD_RELEASE, 0), 0);
	CU_ASSERT(!s.has_sink);
	CU_ASSERT_STRING_EQUAL(zc_verify_rig_state(&s, 1), "verified");
	cleanup(&s);
}

static void
an_unplugged_device(void)
{
	const char *file = zc_stage_path("unplug.wav");
	struct zc_stage s;

	free(zc_stage_noise(file, &cd, 200000, 6));
	zc_verify_rig_init(&s, 1000);
	zc_verify_rig.in_step = true;
	s.sink_conf.sim_script = "unplug@100000";
	CU_ASSERT_FATAL(zc_stage_open(&s, NULL) == 0);
	CU_ASSERT_EQUAL_FATAL(zc_stage_queue(&s, file, 0), 1);
	CU_ASSERT(zc_stage_finish(&s));
	CU_ASSERT_STRING_EQUAL(zc_verify_rig_state(&s, 1), "incomplete");
	CU_ASSERT_EQUAL(s.track[0].receipt.frames, 100000 - s.track[0].counts.lead_in_frames);
	cleanup(&s);
}

static void
alias(struct zc_sink *s)
{
	s->aliased = true;
}

static void
an_aliased_ring(void)
{
	const char *file = zc_stage_path("aliased.wav");
	struct zc_stage s;

	free(zc_stage_noise(file, &cd, FRAMES, 6));
	zc_verify_rig_init(&s, 3000);
	s.with_fresh_sink = alias;
	CU_ASSERT_STRING_EQUAL(play(&s, file), "not-verifiable");
	CU_ASSERT_PTR_NOT_NULL(strstr(s.track[0].receipt.text, "same page"));
	cleanup(&s);
}

ZC_UNIT_MAIN("engine verify faults", { "one bit in the ring", one_bit },
	{ "swapped channels on disk", swapped_channels },
	{ "another bit on disk", another_bit_on_disk },
	{ "another file on disk", another_file_on_disk }, { "a truncated file", truncated },
	{ "a file that shrinks", shrunk_while_it_plays },
	{ "the MD5 of a FLAC file", md5_of_flac },
	{ "overwritten before it was read", too_late },
	{ "too late for the notes", too_late_for_the_notes },
	{ "closed before it was read", closed_before_it_was_read },
	{ "a device that is unplugged", an_unplugged_device },
	{ "a ring of one page", an_aliased_ring })
