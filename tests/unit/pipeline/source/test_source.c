/* The table of sound files through zc_track_open: each opens as what it is, and its feed gives
 * the samples to the bit, whole, in spans and after seeks. */
#include "tests/unit/unit.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pipeline/source/convert.h"
#include "pipeline/base/file.h"
#include "tests/gen.h"
#include "tests/tmpdir.h"
#include "pipeline/track.h"
#include "pipeline/source/track_source.h"

static char dir[ZC_TMPDIR_MAX];

#define CHECK(c, cond) ZC_UNIT_CHECK((c)->name, cond)

static void
path_of(const struct zc_gen_case *c, char *path, size_t max)
{
	snprintf(path, max, "%s/%s", dir, c->name);
}

static struct zc_track *
open_case(const struct zc_gen_case *c, struct zc_track_conf *conf)
{
	char path[2 * ZC_TMPDIR_MAX];
	struct zc_err err = { 0 };
	struct zc_track *t;

	path_of(c, path, sizeof(path));
	conf->path = path;
	conf->id = 7;
	t = zc_track_open(conf, &err);
	if (!t && err.code != -EINVAL)
		printf("# %s\n", err.text);
	return t;
}

static void
write_files(void)
{
	char path[2 * ZC_TMPDIR_MAX];

	CU_ASSERT_FATAL(zc_tmpdir_make(dir) == 0);
	for (int i = 0; i < zc_gen_case_count; i++) {
		path_of(&zc_gen_cases[i], path, sizeof(path));
		CHECK(&zc_gen_cases[i], zc_gen_write(&zc_gen_cases[i], path) == 0);
	}
}

static bool
dir_takes_direct(void)
{
	char path[2 * ZC_TMPDIR_MAX];
	struct zc_file f;
	bool direct;

	path_of(&zc_gen_cases[0], path, sizeof(path));
	CU_ASSERT_FATAL(zc_file_open(&f, path, NULL) == 0);
	direct = f.direct_errno == 0;
	zc_file_close(&f);
	return direct;
}

/* Whether some frame of the ring can have the phase that the file offset asks for: tried out.
 */
static bool
phases_meet(const struct zc_source *s)
{
	for (uint32_t frame = 0; frame < s->mem_align; frame++)
		if ((uint64_t)frame * s->frame_bytes % s->mem_align ==
			s->data_offset % s->mem_align)
			return true;
	return false;
}

static void
each_file_is_recognised(void)
{
	bool direct = dir_takes_direct();

	for (int i = 0; i < zc_gen_case_count; i++) {
		const struct zc_gen_case *c = &zc_gen_cases[i];
		struct zc_track_conf conf = { 0 };
		struct zc_track *t = open_case(c, &conf);
		const struct zc_source *s;

		CHECK(c, t != NULL);
		if (!t)
			continue;
		s = zc_track_source(t);
		CHECK(c, zc_source_track(zc_track_source(t)) == t);
		CHECK(c, zc_fmt_equal(&zc_track_info(t)->file, &c->fmt));
		CHECK(c, zc_fmt_equal(&s->fmt, &c->fmt));
		CHECK(c, c->exact ? s->frames == c->frames : s->frames >= c->frames);
		CHECK(c, !zc_track_info(t)->truncated);
		CHECK(c, zc_track_info(t)->bit_exact == !c->lossy);
		if (!c->plain)
			CHECK(c, s->plan == ZC_PATH_DECODED && s->reason == ZC_REASON_CODEC);
		else if (!direct)
			CHECK(c,
				s->plan == ZC_PATH_STAGED && s->reason == ZC_REASON_NO_ODIRECT);
		else if (s->reason == ZC_REASON_PHASE_FILE)
			CHECK(c, s->plan == ZC_PATH_STAGED && !phases_meet(s));
		else
			CHECK(c, s->plan == ZC_PATH_DIRECT && phases_meet(s));
		CHECK(c, (s->direct_fd >= 0) == (s->plan == ZC_PATH_DIRECT));
		zc_track_close(t);
	}
}

static void
data_offset_is_where_the_samples_are(void)
{
	char path[2 * ZC_TMPDIR_MAX];

	for (int i = 0; i < zc_gen_case_count; i++) {
		const struct zc_gen_case *c = &zc_gen_cases[i];
		struct zc_track_conf conf = { 0 };
		struct zc_track *t = c->plain ? open_case(c, &conf) : NULL;
		void *want = NULL;
		uint8_t *have;
		size_t len;
		FILE *f;

		if (!t)
			continue;
		CU_ASSERT_FATAL(zc_gen_payload(c, &want, &len) == 0);
		have = malloc(len);
		path_of(c, path, sizeof(path));
		f = fopen(path, "rb");
		CU_ASSERT_FATAL(f && have);
		fseek(f, (long)zc_track_source(t)->data_offset, SEEK_SET);
		CHECK(c, fread(have, 1, len, f) == len && memcmp(have, want, len) == 0);
		if (c->kind == ZC_GEN_WAV)
			CHECK(c, zc_track_source(t)->data_offset ==
					 c->header_bytes +
						 (c->lead_bytes ? 8 + c->lead_bytes +
									  c->lead_bytes % 2
								: 0));
		fclose(f);
		free(have);
		free(want);
		zc_track_close(t);
	}
}

/* Reads spans of odd lengths from odd places, then past the end. */
static void
check_bytes(const struct zc_gen_case *c, struct zc_feed *feed, const uint8_t *want, size_t len)
{
	uint8_t got[3000];
	unsigned int state = 1;

	for (int i = 0; i < 50; i++) {
		size_t first = (size_t)rand_r(&state) % len;
		size_t n = (size_t)rand_r(&state) % sizeof(got);
		size_t there = n < len - first ? n : len - first;

		CHECK(c, feed->ops->bytes(feed, first, got, n) == (int64_t)there);
		CHECK(c, memcmp(got, want + first, there) == 0);
	}
	CHECK(c, feed->ops->bytes(feed, len, got, 1) == 0);
}

static void
bytes_are_the_payload(void)
{
	for (int i = 0; i < zc_gen_case_count; i++) {
		const struct zc_gen_case *c = &zc_gen_cases[i];
		struct zc_track_conf conf = { 0 };
		struct zc_track *t = c->plain ? open_case(c, &conf) : NULL;
		void *want = NULL;
		size_t len;

		if (!t)
			continue;
		CU_ASSERT_FATAL(zc_gen_payload(c, &want, &len) == 0);
		check_bytes(c, zc_track_source(t)->feed, want, len);
		free(want);
		zc_track_close(t);
	}
}

/* Decodes all of it in spans of odd lengths; returns bytes. */
static size_t
decode_all(const struct zc_source *s, uint8_t *out)
{
	static const uint32_t spans[] = { 1, 4096, 100, 16384, 7 };
	uint64_t done = 0;
	int64_t got;

	for (int i = 0; done < s->frames; i++) {
		uint32_t n = spans[i % 5];

		if (n > s->frames - done)
			n = (uint32_t)(s->frames - done);
		got = s->feed->ops->frames(s->feed, done, out + done * s->frame_bytes, n);
		if (got > 0)
			done += (uint64_t)got;
		if (got != n)
			break;
		s->feed->ops->idle(s->feed);
	}
	return done * s->frame_bytes;
}

/* Compares exactly, except lossy codecs on a float device, where a seek may change how the decoder
 * rounds. */
static bool
same(const struct zc_gen_case *c, const void *a, const void *b, size_t bytes)
{
	const float *x = a, *y = b;

	if (!c->lossy)
		return memcmp(a, b, bytes) == 0;
	for (size_t i = 0; i < bytes / sizeof(*x); i++)
		if (fabsf(x[i] - y[i]) > 1e-6f)
			return false;
	return true;
}

static void
check_seeks(const struct zc_gen_case *c, const struct zc_source *s, const uint8_t *want)
{
	static uint8_t got[3000 * 8 * 8];
	unsigned int state = 1;

	for (int i = 0; i < 8; i++) {
		uint64_t first = (uint64_t)rand_r(&state) % s->frames;
		uint32_t n = 1 + (uint32_t)rand_r(&state) % 3000;

		if (n > s->frames - first)
			n = (uint32_t)(s->frames - first);
		CHECK(c, s->feed->ops->frames(s->feed, first, got, n) == n);
		CHECK(c, same(c, got, want + first * s->frame_bytes,
				 (size_t)n * s->frame_bytes));
	}
}

static void
check_frames(const struct zc_gen_case *c, struct zc_track *t)
{
	const struct zc_source *s = zc_track_source(t);
	uint8_t *got = malloc(s->frames * s->frame_bytes + 1);
	void *want = NULL;
	size_t len = 0;

	CU_ASSERT_FATAL(got && zc_gen_expect(c, &s->fmt, &want, &len) == 0);
	CHECK(c, decode_all(s, got) == len);
	CHECK(c, memcmp(got, want, len) == 0);
	CHECK(c, s->feed->ops->frames(s->feed, s->frames, got, 1) == 0);
	if (!c->lossy || s->fmt.sample == ZC_FLOAT_LE)
		check_seeks(c, s, want);
	/* An odd address: no ring has one, but a feed must accept it. */
	CHECK(c, s->feed->ops->frames(s->feed, 0, got + 1, 1) == 1);
	CHECK(c, c->lossy || memcmp(got + 1, want, s->frame_bytes) == 0);
	free(want);
	free(got);
}

static void
frames_are_the_file(void)
{
	for (int i = 0; i < zc_gen_case_count; i++) {
		struct zc_track_conf conf = { 0 };
		struct zc_track *t = open_case(&zc_gen_cases[i], &conf);

		if (t)
			check_frames(&zc_gen_cases[i], t);
		zc_track_close(t);
	}
}

/* Each device takes one encoding, with any rate and number of channels. */
static void
frames_suit_the_device(void)
{
	static const enum zc_sample devices[] = { ZC_S16_LE, ZC_FLOAT_LE, ZC_S16_BE, ZC_S24_3LE,
		ZC_S24_LE, ZC_S32_LE };

	for (size_t d = 0; d < sizeof(devices) / sizeof(devices[0]); d++) {
		struct zc_caps caps = { 0 };
		int played = 0;

		caps.row[devices[d]] = (struct zc_caps_row){ .channels = UINT32_MAX,
			.rate_min_hz = ZC_RATE_MIN_HZ,
			.rate_max_hz = ZC_RATE_MAX_HZ };
		for (int i = 0; i < zc_gen_case_count; i++) {
			const struct zc_gen_case *c = &zc_gen_cases[i];
			struct zc_track_conf conf = { .caps = &caps };
			struct zc_track *t = open_case(c, &conf);
			bool fits = zc_sample_is_float(c->fmt.sample) ||
				    zc_sample_bits(c->fmt.sample) <=
					    (devices[d] == ZC_FLOAT_LE
							    ? 24
							    : zc_sample_bits(devices[d]));

			CHECK(c, fits == (t != NULL));
			/* Only encoding them again would show what they decode to. */
			if (!t || (!c->exact && d > 1)) {
				zc_track_close(t);
				continue;
			}
			CHECK(c, zc_track_source(t)->fmt.sample == devices[d]);
			check_frames(c, t);
			zc_track_close(t);
			played++;
		}
		CU_ASSERT(played > 50);
	}
}

static void
open_plan(const struct zc_track_conf *conf, enum zc_path plan, enum zc_reason reason)
{
	struct zc_track_conf k = *conf;
	struct zc_track *t = open_case(&zc_gen_cases[0], &k);

	CU_ASSERT_PTR_NOT_NULL_FATAL(t);
	CU_ASSERT_EQUAL(zc_track_source(t)->plan, plan);
	CU_ASSERT_EQUAL(zc_track_source(t)->reason, reason);
	CU_ASSERT_EQUAL(zc_track_source(t)->direct_fd, -1);
	check_frames(&zc_gen_cases[0], t);
	zc_track_close(t);
}

static void
plan_is_limited_as_asked(void)
{
	open_plan(&(struct zc_track_conf){ .best = ZC_PATH_STAGED }, ZC_PATH_STAGED,
		ZC_REASON_CONFIG);
	open_plan(&(struct zc_track_conf){ .best = ZC_PATH_DECODED }, ZC_PATH_DECODED,
		ZC_REASON_CONFIG);
	if (dir_takes_direct())
		open_plan(&(struct zc_track_conf){ .no_uring = true }, ZC_PATH_STAGED,
			ZC_REASON_NO_URING);
}

static void
remove_files(void)
{
	zc_tmpdir_remove(dir);
}

ZC_UNIT_MAIN("source", { "write the table of files", write_files },
	{ "each file is recognised", each_file_is_recognised },
	{ "data offset is where the samples are", data_offset_is_where_the_samples_are },
	{ "bytes are the payload", bytes_are_the_payload },
	{ "frames are the file", frames_are_the_file },
	{ "frames suit the device", frames_suit_the_device },
	{ "plan is limited as asked", plan_is_limited_as_asked },
	{ "remove the files", remove_files })
