/* The table of sound files through the whole engine: the simulated DAC gets exactly the file's
 * samples, whether the device accepts the file's format or needs another container. */
#include "tests/unit/unit.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/sim/stage.h"
#include "tests/gen.h"

/* An assertion that prints the case. */
#define CHECK(c, device, cond)                                                                 \
	do {                                                                                   \
		bool ok_ = (cond);                                                             \
		if (!ok_)                                                                      \
			printf("# case %s on %s\n", (c)->name, device);                        \
		CU_assertImplementation(ok_, __LINE__, #cond, __FILE__, "", CU_FALSE);         \
	} while (0)

/* A device that accepts only these sample formats; none: all. */
struct device {
	const char *name;
	enum zc_sample samples[8];
	bool pinnable;
};

static void
restrict_caps(struct zc_stage *s, const struct device *d)
{
	struct zc_caps all = s->caps;

	if (!d->samples[0])
		return;
	memset(&s->caps, 0, sizeof(s->caps));
	for (int i = 0; i < 8 && d->samples[i]; i++)
		s->caps.row[d->samples[i]] = all.row[d->samples[i]];
}

static void
check_counts(const struct zc_gen_case *c, const struct device *d,
	const struct zc_stage_track *t, size_t bytes)
{
	bool as_stored = c->plain && t->info.hw.sample == c->fmt.sample;
	enum zc_path path = t->counts.path;

	CHECK(c, d->name,
		t->counts.bytes_direct + t->counts.bytes_copied + t->counts.bytes_decoded ==
			bytes);
	CHECK(c, d->name, t->result == 0);
	if (as_stored || (c->exact && !zc_sample_is_float(c->fmt.sample)))
		CHECK(c, d->name, t->info.bit_exact);
	if (c->lossy)
		CHECK(c, d->name, !t->info.bit_exact);
	/* Exactly the files whose samples need no conversion go direct or staged. */
	CHECK(c, d->name, as_stored == (path == ZC_PATH_DIRECT || path == ZC_PATH_STAGED));
	if (!d->pinnable)
		CHECK(c, d->name, path != ZC_PATH_DIRECT);
}

static void
play_case(const struct zc_gen_case *c, const struct device *d)
{
	const char *file = zc_stage_path(c->name);
	struct zc_stage_track *t;
	struct zc_stage s;
	struct zc_fmt fmt;
	void *want = NULL, *wav;
	size_t bytes = 0, got = 0;
	int id;

	CU_ASSERT_FATAL(zc_gen_write(c, file) == 0);
	zc_stage_init(&s, zc_stage_path("out.wav"));
	s.sink_conf.sim_pinnable = d->pinnable;
	restrict_caps(&s, d);
	CU_ASSERT_FATAL(zc_stage_open(&s, NULL) == 0);
	id = zc_stage_queue(&s, file, 0);
	if (id < 0) {
		struct zc_fmt hw;
		enum zc_fit fit = zc_fmt_choose(&s.caps, &c->fmt, c->lossy, &hw);

		/* Refused only if samples would lose bits; the error names the file. */
		CHECK(c, d->name, id == -EINVAL && fit > ZC_FIT_LOSSY);
		CHECK(c, d->name, strstr(s.err.text, c->name) != NULL);
		zc_stage_close(&s);
		return;
	}
	CHECK(c, d->name, zc_stage_finish(&s));
	zc_stage_close(&s);
	t = &s.track[0];
	CU_ASSERT_FATAL(zc_gen_expect(c, &t->info.hw, &want, &bytes) == 0);
	check_counts(c, d, t, bytes);
	wav = zc_stage_wav(s.wav, &got, &fmt);
	CHECK(c, d->name, wav && got == bytes && !memcmp(wav, want, bytes));
	free(wav);
	free(want);
	remove(s.wav);
	remove(file);
}

static void
play_table(const struct device *d)
{
	for (int i = 0; i < zc_gen_case_count; i++)
		play_case(&zc_gen_cases[i], d);
}

static void
any_format_pinnable(void)
{
	play_table(&(struct device){ "a pinnable ring", { ZC_SAMPLE_NONE }, true });
}

static void
any_format_not_pinnable(void)
{
	play_table(
		&(struct device){ "a ring that is not pinnable", { ZC_SAMPLE_NONE }, false });
}

static void
only_32_bit(void)
{
	play_table(&(struct device){ "S32_LE only", { ZC_S32_LE }, true });
}

static void
only_24_in_32(void)
{
	play_table(&(struct device){ "S24_LE only", { ZC_S24_LE }, true });
}

static void
like_a_cheap_card(void)
{
	play_table(&(struct device){ "S16_LE only", { ZC_S16_LE }, true });
}

static void
like_a_usb_dac(void)
{
	play_table(&(struct device){ "S24_3LE and S32_LE", { ZC_S24_3LE, ZC_S32_LE }, true });
}

ZC_UNIT_MAIN("engine table", { "any format, pinnable ring", any_format_pinnable },
	{ "any format, ring not pinnable", any_format_not_pinnable },
	{ "a device of 32 bit", only_32_bit }, { "a device of 24 bit in 32", only_24_in_32 },
	{ "a device of 16 bit", like_a_cheap_card },
	{ "a device of 24 and 32 bit", like_a_usb_dac })
