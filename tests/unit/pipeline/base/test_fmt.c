#include "tests/unit/unit.h"

#include <string.h>

#include "pipeline/fmt.h"

static const struct {
	enum zc_sample s;
	const char *name;
	uint32_t bytes, bits;
	bool is_float, big;
} samples[] = {
	{ ZC_U8, "U8", 1, 8, false, false },
	{ ZC_S8, "S8", 1, 8, false, false },
	{ ZC_S16_LE, "S16_LE", 2, 16, false, false },
	{ ZC_S16_BE, "S16_BE", 2, 16, false, true },
	{ ZC_S24_3LE, "S24_3LE", 3, 24, false, false },
	{ ZC_S24_3BE, "S24_3BE", 3, 24, false, true },
	{ ZC_S24_LE, "S24_LE", 4, 24, false, false },
	{ ZC_S32_LE, "S32_LE", 4, 32, false, false },
	{ ZC_S32_BE, "S32_BE", 4, 32, false, true },
	{ ZC_FLOAT_LE, "FLOAT_LE", 4, 32, true, false },
	{ ZC_FLOAT_BE, "FLOAT_BE", 4, 32, true, true },
	{ ZC_FLOAT64_LE, "FLOAT64_LE", 8, 64, true, false },
	{ ZC_FLOAT64_BE, "FLOAT64_BE", 8, 64, true, true },
};
#define SAMPLES (sizeof(samples) / sizeof(samples[0]))

static void
every_sample_is_described(void)
{
	CU_ASSERT_EQUAL(SAMPLES, ZC_SAMPLE_COUNT - 1);
	for (size_t i = 0; i < SAMPLES; i++) {
		CU_ASSERT_STRING_EQUAL(zc_sample_name(samples[i].s), samples[i].name);
		CU_ASSERT_EQUAL(zc_sample_bytes(samples[i].s), samples[i].bytes);
		CU_ASSERT_EQUAL(zc_sample_bits(samples[i].s), samples[i].bits);
		CU_ASSERT_EQUAL(zc_sample_is_float(samples[i].s), samples[i].is_float);
		CU_ASSERT_EQUAL(zc_sample_is_big_endian(samples[i].s), samples[i].big);
	}
	CU_ASSERT_STRING_EQUAL(zc_sample_name(ZC_SAMPLE_NONE), "none");
	CU_ASSERT_EQUAL(zc_sample_bytes(ZC_SAMPLE_NONE), 0);
	CU_ASSERT_STRING_EQUAL(zc_sample_name((enum zc_sample)99), "none");
}

static void
names_are_parsed_in_any_case(void)
{
	for (size_t i = 0; i < SAMPLES; i++)
		CU_ASSERT_EQUAL(zc_sample_parse(samples[i].name), samples[i].s);
	CU_ASSERT_EQUAL(zc_sample_parse("s24_3le"), ZC_S24_3LE);
	CU_ASSERT_EQUAL(zc_sample_parse("none"), ZC_SAMPLE_NONE);
	CU_ASSERT_EQUAL(zc_sample_parse("S16"), ZC_SAMPLE_NONE);
	CU_ASSERT_EQUAL(zc_sample_parse(""), ZC_SAMPLE_NONE);
}

static void
frames_are_counted_over_channels(void)
{
	CU_ASSERT_EQUAL(zc_fmt_frame_bytes(&(struct zc_fmt){ ZC_S24_3LE, 6, 96000 }), 18);
	CU_ASSERT_EQUAL(zc_fmt_frame_bytes(&(struct zc_fmt){ ZC_FLOAT64_BE, 32, 8000 }), 256);
	CU_ASSERT_EQUAL(zc_fmt_frame_bytes(&(struct zc_fmt){ ZC_SAMPLE_NONE, 2, 44100 }), 0);
}

static void
equal_means_every_field(void)
{
	struct zc_fmt a = { ZC_S16_LE, 2, 44100 };

	CU_ASSERT(zc_fmt_equal(&a, &(struct zc_fmt){ ZC_S16_LE, 2, 44100 }));
	CU_ASSERT(!zc_fmt_equal(&a, &(struct zc_fmt){ ZC_S16_BE, 2, 44100 }));
	CU_ASSERT(!zc_fmt_equal(&a, &(struct zc_fmt){ ZC_S16_LE, 1, 44100 }));
	CU_ASSERT(!zc_fmt_equal(&a, &(struct zc_fmt){ ZC_S16_LE, 2, 48000 }));
}

static void
validity_ends_at_the_limits(void)
{
	CU_ASSERT(zc_fmt_valid(&(struct zc_fmt){ ZC_U8, 1, ZC_RATE_MIN_HZ }));
	CU_ASSERT(zc_fmt_valid(&(struct zc_fmt){ ZC_U8, ZC_CHANNELS_MAX, ZC_RATE_MAX_HZ }));
	CU_ASSERT(!zc_fmt_valid(&(struct zc_fmt){ ZC_SAMPLE_NONE, 2, 44100 }));
	CU_ASSERT(!zc_fmt_valid(&(struct zc_fmt){ ZC_U8, 0, 44100 }));
	CU_ASSERT(!zc_fmt_valid(&(struct zc_fmt){ ZC_U8, ZC_CHANNELS_MAX + 1, 44100 }));
	CU_ASSERT(!zc_fmt_valid(&(struct zc_fmt){ ZC_U8, 2, ZC_RATE_MIN_HZ - 1 }));
	CU_ASSERT(!zc_fmt_valid(&(struct zc_fmt){ ZC_U8, 2, ZC_RATE_MAX_HZ + 1 }));
}

static void
formats_read_well(void)
{
	struct zc_fmt absurd = { ZC_FLOAT64_LE, UINT32_MAX, UINT32_MAX };
	char buf[ZC_FMT_STR_MAX];

	CU_ASSERT_STRING_EQUAL(zc_fmt_str(&(struct zc_fmt){ ZC_S16_LE, 2, 44100 }, buf),
		"S16_LE 44100 Hz 2 ch");
	CU_ASSERT_STRING_EQUAL(
		zc_fmt_mpd_str(&(struct zc_fmt){ ZC_S16_LE, 2, 44100 }, buf), "44100:16:2");
	CU_ASSERT_STRING_EQUAL(
		zc_fmt_mpd_str(&(struct zc_fmt){ ZC_S24_LE, 6, 96000 }, buf), "96000:24:6");
	CU_ASSERT_STRING_EQUAL(
		zc_fmt_mpd_str(&(struct zc_fmt){ ZC_FLOAT_LE, 2, 48000 }, buf), "48000:f:2");
	CU_ASSERT(strlen(zc_fmt_str(&absurd, buf)) < ZC_FMT_STR_MAX);
	CU_ASSERT(strlen(zc_fmt_mpd_str(&absurd, buf)) < ZC_FMT_STR_MAX);
}

static void
the_rates_ascend(void)
{
	for (int i = 1; i < ZC_RATE_TABLE_LEN; i++)
		CU_ASSERT(zc_rate_table[i] > zc_rate_table[i - 1]);
	CU_ASSERT_EQUAL(zc_rate_table[0], 8000);
	CU_ASSERT_EQUAL(zc_rate_table[ZC_RATE_TABLE_LEN - 1], 768000);
}

ZC_UNIT_MAIN("fmt", { "every sample is described", every_sample_is_described },
	{ "names are parsed in any case", names_are_parsed_in_any_case },
	{ "frames are counted over channels", frames_are_counted_over_channels },
	{ "equal means every field", equal_means_every_field },
	{ "validity ends at the limits", validity_ends_at_the_limits },
	{ "formats read well", formats_read_well }, { "the rates ascend", the_rates_ascend })
