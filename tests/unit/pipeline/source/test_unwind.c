/* Makes each call that opening needs fail in turn: all memory, mappings and descriptors are given
 * back, and the error is reported. */
#include "tests/unit/unit.h"

#include <stdio.h>

#include "tests/unit/failing.h"
#include "tests/unit/pipeline/source/files.h"
#include "pipeline/engine/filler.h"

/* Opens and closes with each call failing in turn, until one run meets no failure. */
static void
unwind_track(const char *file)
{
	struct zc_track_conf conf = { .path = zc_files_write(zc_files_case(file), NULL),
		.id = 1 };
	int failures = 0, calls, fds;

	for (int n = 1;; n++) {
		struct zc_err err = { 0 };
		struct zc_track *t;

		fds = zc_failing_descriptors();
		zc_failing_begin(n);
		t = zc_track_open(&conf, &err);
		calls = zc_failing_end();
		if (!t) {
			failures++;
			CU_ASSERT(err.code < 0 && err.text[0]);
		}
		zc_track_close(t);
		if (zc_failing_live() != 0)
			printf("# %s, call %d: %d left\n", file, n, zc_failing_live());
		CU_ASSERT_EQUAL(zc_failing_live(), 0);
		CU_ASSERT_EQUAL(zc_failing_descriptors(), fds);
		if (calls < n)
			break;
	}
	/* The track, its buffers, its feed at least. */
	CU_ASSERT(failures >= 3);
}

static void
tracks_unwind(void)
{
	unwind_track("head44-s16.wav");
	unwind_track("raw.s16_le-44100-2.raw");
	unwind_track("flac-s16.flac");
	unwind_track("vorbis.ogg");
	unwind_track("mp3.mp3");
	unwind_track("gsm.wav");
}

static void
the_filler_unwinds(void)
{
	struct zc_filler_conf conf = { .engine_eventfd = -1 };
	int failures = 0, calls, fds = zc_failing_descriptors();

	for (int n = 1;; n++) {
		struct zc_err err = { 0 };
		struct zc_filler *f;

		zc_failing_begin(n);
		f = zc_filler_new(&conf, NULL, &err);
		calls = zc_failing_end();
		if (!f) {
			failures++;
			CU_ASSERT(err.code < 0 && err.text[0]);
		}
		zc_filler_free(f);
		CU_ASSERT_EQUAL(zc_failing_live(), 0);
		CU_ASSERT_EQUAL(zc_failing_descriptors(), fds);
		if (calls < n)
			break;
	}
	CU_ASSERT_EQUAL(failures, 3);
}

ZC_UNIT_MAIN("unwind", { "begin", zc_files_begin }, { "tracks unwind", tracks_unwind },
	{ "the filler unwinds", the_filler_unwinds }, { "end", zc_files_end })
