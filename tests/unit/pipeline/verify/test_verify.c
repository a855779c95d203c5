#include "tests/unit/unit.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pipeline/device.h"
#include "tests/unit/failing.h"
#include "pipeline/rt/follow.h"
#include "tests/gen.h"
#include "tests/tmpdir.h"
#include "pipeline/verify.h"

#define HANG_MS 20000
#define FRAMES 3001u

static const struct zc_gen_case wav = { "a.wav", ZC_GEN_WAV, 0, { ZC_S16_LE, 2, 44100 }, FRAMES,
	44, 0, 0, true, true, false };

static char dir[ZC_TMPDIR_MAX], file[ZC_TMPDIR_MAX + 16];
static struct zc_track_info info;

/* Uses malloc, which the tests make fail. */
char *__wrap_strdup(const char *s);
char *
__wrap_strdup(const char *s)
{
	char *copy = malloc(strlen(s) + 1);

	return copy ? strcpy(copy, s) : NULL;
}

static void
free_sink(struct zc_sink *s)
{
	free(s->ring);
	free(s);
}

static void
set_up(void)
{
	CU_ASSERT_FATAL(zc_tmpdir_make(dir) == 0);
	snprintf(file, sizeof(file), "%s/a.wav", dir);
	CU_ASSERT_FATAL(zc_gen_write(&wav, file) == 0);
	info = (struct zc_track_info){ .id = 1,
		.file = wav.fmt,
		.hw = wav.fmt,
		.frames = FRAMES,
		.container = "WAV",
		.codec = "PCM_16",
		.bit_exact = true };
}

/* A sink whose ring holds the file. */
static struct zc_sink *
make_sink(void)
{
	struct zc_sink *s = calloc(1, sizeof(*s));
	void *bytes = NULL;
	size_t len = 0;

	CU_ASSERT_FATAL(s != NULL && zc_gen_payload(&wav, &bytes, &len) == 0);
	s->fmt = wav.fmt;
	s->frame_bytes = 4;
	s->buffer_frames = 4096;
	s->ring_bytes = 4096 * 4;
	s->ring = aligned_alloc(64, s->ring_bytes);
	CU_ASSERT_PTR_NOT_NULL_FATAL(s->ring);
	memcpy(s->ring, bytes, len);
	free(bytes);
	s->free = free_sink;
	return s;
}

/* The engine's notes on a track that is played to its end. */
static void
play(const struct zc_sink *s)
{
	struct zc_ring ring = { 0 };

	zc_ring_init(&ring, s->buffer_frames, 4, true);
	zc_follow_place(s->follow, 1, 0, 0, FRAMES);
	CU_ASSERT_PTR_NOT_NULL(zc_ring_reserve(&ring, FRAMES * 4));
	zc_follow_reserved(s->follow, &ring);
	ring.committed = FRAMES;
	zc_follow_ready(s->follow, &ring);
	zc_follow_back(s->follow, 1, FRAMES);
	zc_follow_reset(s->follow, FRAMES);
}

static bool
receipt(struct zc_verify *v, struct zc_receipt *r)
{
	struct pollfd fd = { .fd = zc_verify_fd(v), .events = POLLIN };

	while (!zc_verify_take(v, r))
		if (poll(&fd, 1, HANG_MS) <= 0)
			return false;
	return true;
}

static void
a_receipt(void)
{
	struct zc_receipt r;
	struct zc_verify *v;
	struct zc_sink *s;

	set_up();
	v = zc_verify_new(NULL);
	CU_ASSERT_PTR_NOT_NULL_FATAL(v);
	s = make_sink();
	CU_ASSERT_EQUAL(zc_verify_follow(v, s), 0);
	CU_ASSERT_EQUAL(zc_verify_expect(v, &info, file), 0);
	CU_ASSERT_EQUAL(zc_verify_take(v, &r), 0);
	play(s);
	zc_verify_end(v, 1, 0, FRAMES);
	CU_ASSERT_FATAL(receipt(v, &r));
	CU_ASSERT_EQUAL(r.state, ZC_VERIFY_VERIFIED);
	CU_ASSERT_EQUAL(r.track_id, 1);
	CU_ASSERT_EQUAL(r.frames, FRAMES);
	zc_sink_free(s);
	zc_verify_free(v);
	zc_tmpdir_remove(dir);
}

/* More tracks than can be expected at once, none of them played; the verifier is freed while some
 * receipts were not taken and some tracks did not end. */
static void
many(void)
{
	struct zc_receipt r;
	struct zc_verify *v;
	int expected = 0;

	set_up();
	v = zc_verify_new(NULL);
	CU_ASSERT_PTR_NOT_NULL_FATAL(v);
	while (zc_verify_expect(v, &info, file) == 0) {
		expected++;
		info.id++;
	}
	CU_ASSERT_EQUAL(zc_verify_expect(v, &info, file), -EBUSY);
	CU_ASSERT(expected >= 64);
	for (int i = 1; i <= expected / 2; i++)
		zc_verify_end(v, (uint64_t)i, -ECANCELED, 0);
	for (int i = 1; i <= expected / 4; i++) {
		CU_ASSERT_FATAL(receipt(v, &r));
		CU_ASSERT_EQUAL(r.state, ZC_VERIFY_INCOMPLETE);
		CU_ASSERT_EQUAL(r.frames, 0);
	}
	CU_ASSERT_EQUAL(zc_verify_expect(v, &info, file), 0);
	zc_verify_free(v);
	zc_tmpdir_remove(dir);
}

/* The sink is freed after the verifier: descriptors and memory come back all the same. */
static void
a_sink_that_lasts_longer(void)
{
	int fds = zc_failing_descriptors();
	struct zc_sink *s = make_sink();
	struct zc_verify *v;

	zc_failing_begin(0);
	v = zc_verify_new(NULL);
	CU_ASSERT_PTR_NOT_NULL_FATAL(v);
	CU_ASSERT_EQUAL_FATAL(zc_verify_follow(v, s), 0);
	zc_verify_free(v);
	CU_ASSERT_EQUAL(zc_failing_descriptors(), fds);
	s->detach(s->follow);
	s->follow = NULL;
	zc_failing_end();
	CU_ASSERT_EQUAL(zc_failing_live(), 0);
	zc_sink_free(s);
}

/* A whole track with call n failing. Returns the state of its receipt. */
static enum zc_verify_state
with_failing(int n, int *made)
{
	struct zc_receipt r = { .state = ZC_VERIFY_NONE };
	struct zc_sink *s = make_sink();
	struct zc_err err = { 0 };
	struct zc_verify *v;

	zc_failing_begin(n);
	v = zc_verify_new(&err);
	if (!v) {
		*made = zc_failing_end();
		CU_ASSERT(err.code < 0 && err.text[0]);
	} else {
		int follows = zc_verify_follow(v, s);
		int expects = zc_verify_expect(v, &info, file);

		CU_ASSERT(follows == 0 || follows == -ENOMEM);
		CU_ASSERT(expects == 0 || expects == -ENOMEM);
		if (!follows)
			play(s);
		if (!expects)
			zc_verify_end(v, 1, 0, FRAMES);
		CU_ASSERT(expects || receipt(v, &r));
		if (s->follow)
			s->detach(s->follow);
		s->follow = NULL;
		zc_verify_free(v);
		*made = zc_failing_end();
	}
	CU_ASSERT_EQUAL(zc_failing_live(), 0);
	zc_sink_free(s);
	return r.state;
}

static void
without_memory(void)
{
	int states[ZC_VERIFY_STATES] = { 0 }, fds, made;

	set_up();
	fds = zc_failing_descriptors();
	for (int n = 1;; n++) {
		enum zc_verify_state state = with_failing(n, &made);

		states[state]++;
		CU_ASSERT_EQUAL(zc_failing_descriptors(), fds);
		if (made < n)
			break;
	}
	/* The verifier, two bells, its thread; the case and its path. */
	CU_ASSERT_EQUAL(states[ZC_VERIFY_NONE], 6);
	/* The ring. */
	CU_ASSERT_EQUAL(states[ZC_VERIFY_INCOMPLETE], 1);
	/* The file. */
	CU_ASSERT_EQUAL(states[ZC_VERIFY_IMPOSSIBLE], 1);
	/* The copy of the ring, which was all read by then; and nothing. */
	CU_ASSERT_EQUAL(states[ZC_VERIFY_VERIFIED], 2);
	CU_ASSERT_EQUAL(states[ZC_VERIFY_FAILED], 0);
	zc_tmpdir_remove(dir);
}

static void
names(void)
{
	CU_ASSERT_STRING_EQUAL(zc_verify_name(ZC_VERIFY_VERIFIED), "verified");
	CU_ASSERT_STRING_EQUAL(zc_verify_name(ZC_VERIFY_IMPOSSIBLE), "not-verifiable");
	CU_ASSERT_STRING_EQUAL(zc_verify_name(ZC_VERIFY_STATES), "none");
}

ZC_UNIT_MAIN("verify", { "a receipt", a_receipt }, { "many", many },
	{ "a sink that lasts longer", a_sink_that_lasts_longer },
	{ "without memory", without_memory }, { "names", names })
