/* The table of sound files, each with its receipt, on every path and on devices that need
 * another container. */
#include "tests/unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/gen.h"
#include "tests/sim/verify_rig.h"

#define CHECK(c, cond) ZC_UNIT_CHECK((c)->name, cond)

static void
check_case(const struct zc_gen_case *c, struct zc_stage *s)
{
	const struct zc_stage_track *t = &s->track[0];
	const struct zc_receipt *r = &t->receipt;
	const char *state = zc_verify_rig_state(s, 1);
	void *want = NULL;
	size_t bytes = 0;

	CU_ASSERT_FATAL(zc_gen_expect(c, &t->info.hw, &want, &bytes) == 0);
	CHECK(c, r->frames == t->info.frames && r->missed == 0);
	CHECK(c, r->digest_frames == t->info.frames);
	CHECK(c, zc_verify_rig_digest(r->digest, want, bytes));
	if (t->info.bit_exact) {
		CHECK(c, !strcmp(state, "verified"));
		CHECK(c, !strcmp(r->digest, r->file_digest));
		CHECK(c, (!strcmp(t->info.codec, "FLAC") &&
				 !zc_sample_is_float(t->info.hw.sample)) == (r->md5[0] != 0));
	} else {
		CHECK(c, !strcmp(state, "not-verifiable") && !r->file_digest[0]);
	}
	free(want);
}

/* Plays all files on a device that accepts only this format; ZC_SAMPLE_NONE: every format. */
static void
play_table(enum zc_sample only, bool pinnable)
{
	struct zc_caps all;

	for (int i = 0; i < zc_gen_case_count; i++) {
		const struct zc_gen_case *c = &zc_gen_cases[i];
		const char *file = zc_stage_path(c->name);
		struct zc_stage s;

		CU_ASSERT_FATAL(zc_gen_write(c, file) == 0);
		zc_verify_rig_init(&s, 0);
		s.sink_conf.sim_pinnable = pinnable;
		s.sink_conf.sim_file = NULL;
		all = s.caps;
		if (only)
			memset(&s.caps, 0, sizeof(s.caps));
		s.caps.row[only] = all.row[only];
		CU_ASSERT_FATAL(zc_stage_open(&s, NULL) == 0);
		if (zc_stage_queue(&s, file, 0) == 1 && zc_stage_finish(&s))
			check_case(c, &s);
		else
			CHECK(c, only);
		zc_stage_close(&s);
		remove(file);
	}
}

static void
any_format(void)
{
	play_table(ZC_SAMPLE_NONE, true);
}

static void
any_format_not_pinnable(void)
{
	play_table(ZC_SAMPLE_NONE, false);
}

static void
widened(void)
{
	play_table(ZC_S32_LE, true);
	play_table(ZC_S24_LE, true);
	play_table(ZC_FLOAT64_LE, true);
}

ZC_UNIT_MAIN("engine verify table", { "any format, pinnable ring", any_format },
	{ "any format, ring not pinnable", any_format_not_pinnable },
	{ "devices that want another container", widened })
