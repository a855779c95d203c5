#include "tests/unit/unit.h"

#include <string.h>

#include "pipeline/fmt.h"

#define END ZC_SAMPLE_NONE

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

/* A device that accepts these sample formats, in stereo at 44100 and 48000 Hz. */
static struct zc_caps
device(const enum zc_sample *accepted)
{
	struct zc_caps c = { 0 };

	for (; *accepted != END; accepted++)
		c.row[*accepted] =
			(struct zc_caps_row){ .channels = 1u << 1, .rates = 1u << 5 | 1u << 6 };
	return c;
}

/* The sample format each device gets for a file, worked out by hand. */
static const struct {
	enum zc_sample samples[6];
	enum zc_sample file;
	bool lossy;
	enum zc_fit fit;
	enum zc_sample plays;
} choices[] = {
	/* The file's own format, if the device accepts it. */
	{ { ZC_S16_LE, ZC_S32_LE, END }, ZC_S16_LE, false, ZC_FIT_EXACT, ZC_S16_LE },
	{ { ZC_S16_LE, ZC_S16_BE, END }, ZC_S16_BE, false, ZC_FIT_EXACT, ZC_S16_BE },
	{ { ZC_U8, ZC_S16_LE, END }, ZC_U8, false, ZC_FIT_EXACT, ZC_U8 },
	{ { ZC_FLOAT_LE, ZC_S32_LE, END }, ZC_FLOAT_LE, false, ZC_FIT_EXACT, ZC_FLOAT_LE },
	{ { ZC_FLOAT64_LE, ZC_FLOAT_LE, END }, ZC_FLOAT64_LE, false, ZC_FIT_EXACT,
		ZC_FLOAT64_LE },
	/* The narrowest integer container that keeps every bit. */
	{ { ZC_S16_LE, ZC_S32_LE, END }, ZC_S16_BE, false, ZC_FIT_REPACK, ZC_S16_LE },
	{ { ZC_S16_LE, ZC_S32_LE, END }, ZC_U8, false, ZC_FIT_REPACK, ZC_S16_LE },
	{ { ZC_S16_LE, ZC_S32_LE, END }, ZC_S24_3LE, false, ZC_FIT_REPACK, ZC_S32_LE },
	{ { ZC_S24_LE, ZC_S32_LE, END }, ZC_S24_3LE, false, ZC_FIT_REPACK, ZC_S24_LE },
	{ { ZC_S24_3LE, ZC_S24_LE, ZC_S32_LE, END }, ZC_S16_LE, false, ZC_FIT_REPACK,
		ZC_S24_3LE },
	{ { ZC_S32_BE, ZC_FLOAT_LE, END }, ZC_S16_LE, false, ZC_FIT_REPACK, ZC_S32_BE },
	{ { ZC_S32_BE, END }, ZC_S32_LE, false, ZC_FIT_REPACK, ZC_S32_BE },
	/* A float holds 24 bits, a double all 32. */
	{ { ZC_FLOAT_LE, END }, ZC_S24_3LE, false, ZC_FIT_REPACK, ZC_FLOAT_LE },
	{ { ZC_FLOAT_LE, END }, ZC_S32_LE, false, ZC_FIT_WIDTH, END },
	{ { ZC_FLOAT64_LE, END }, ZC_S32_LE, false, ZC_FIT_REPACK, ZC_FLOAT64_LE },
	/* Integers are never cut. */
	{ { ZC_S16_LE, END }, ZC_S24_3LE, false, ZC_FIT_WIDTH, END },
	{ { ZC_S24_3LE, ZC_S16_LE, END }, ZC_S32_LE, false, ZC_FIT_WIDTH, END },
	{ { ZC_U8, END }, ZC_S16_LE, false, ZC_FIT_WIDTH, END },
	/* Floats go to the other byte order, then wider, then to the widest integer. */
	{ { ZC_FLOAT_LE, ZC_FLOAT64_LE, END }, ZC_FLOAT_BE, false, ZC_FIT_REPACK, ZC_FLOAT_LE },
	{ { ZC_FLOAT64_LE, ZC_S32_LE, END }, ZC_FLOAT_LE, false, ZC_FIT_REPACK, ZC_FLOAT64_LE },
	{ { ZC_FLOAT_LE, ZC_S32_LE, END }, ZC_FLOAT64_LE, false, ZC_FIT_LOSSY, ZC_FLOAT_LE },
	{ { ZC_S16_LE, ZC_S32_LE, END }, ZC_FLOAT_LE, false, ZC_FIT_LOSSY, ZC_S32_LE },
	{ { ZC_S16_LE, ZC_S24_3LE, END }, ZC_FLOAT_LE, false, ZC_FIT_LOSSY, ZC_S24_3LE },
	{ { ZC_S16_LE, END }, ZC_FLOAT64_LE, false, ZC_FIT_LOSSY, ZC_S16_LE },
	/* A lossy codec is never called exact. */
	{ { ZC_FLOAT_LE, ZC_S32_LE, END }, ZC_FLOAT_LE, true, ZC_FIT_LOSSY, ZC_FLOAT_LE },
	{ { ZC_S16_LE, ZC_S32_LE, END }, ZC_FLOAT_LE, true, ZC_FIT_LOSSY, ZC_S32_LE },
	{ { ZC_S16_LE, END }, ZC_FLOAT_LE, true, ZC_FIT_LOSSY, ZC_S16_LE },
};

static void
the_best_encoding_is_chosen(void)
{
	for (size_t i = 0; i < sizeof(choices) / sizeof(choices[0]); i++) {
		struct zc_caps c = device(choices[i].samples);
		struct zc_fmt file = { choices[i].file, 2, 44100 };
		struct zc_fmt out = { 0 };

		CU_ASSERT_EQUAL(
			zc_fmt_choose(&c, &file, choices[i].lossy, &out), choices[i].fit);
		CU_ASSERT_EQUAL(out.sample, choices[i].plays);
		CU_ASSERT_EQUAL(out.rate_hz, choices[i].plays == END ? 0 : 44100);
		CU_ASSERT_EQUAL(out.channels, choices[i].plays == END ? 0 : 2);
	}
}

static void
a_refusal_names_its_cause(void)
{
	static const enum zc_sample accepted[] = { ZC_S16_LE, ZC_S32_LE, END };
	static const enum zc_sample nothing[] = { END };
	struct zc_caps c = device(accepted), none = device(nothing);
	struct zc_fmt out;

	CU_ASSERT_EQUAL(zc_fmt_choose(&c, &(struct zc_fmt){ ZC_S16_LE, 6, 44100 }, false, &out),
		ZC_FIT_CHANNELS);
	CU_ASSERT_EQUAL(zc_fmt_choose(&c, &(struct zc_fmt){ ZC_S16_LE, 2, 96000 }, false, &out),
		ZC_FIT_RATE);
	CU_ASSERT_EQUAL(zc_fmt_choose(&c, &(struct zc_fmt){ ZC_S16_LE, 6, 96000 }, false, &out),
		ZC_FIT_CHANNELS);
	CU_ASSERT_EQUAL(
		zc_fmt_choose(&none, &(struct zc_fmt){ ZC_S16_LE, 2, 44100 }, false, &out),
		ZC_FIT_CHANNELS);
	CU_ASSERT_EQUAL(
		zc_fmt_choose(&c, &(struct zc_fmt){ ZC_S16_LE, 99, 44100 }, false, &out),
		ZC_FIT_CHANNELS);
}

static void
rates_count_by_table_or_by_range(void)
{
	struct zc_caps c = { 0 };

	c.row[ZC_S16_LE] = (struct zc_caps_row){ .channels = 1u << 1,
		.rates = 1u << 0,
		.rate_min_hz = 44100,
		.rate_max_hz = 48000 };
	CU_ASSERT(zc_caps_accept(&c, &(struct zc_fmt){ ZC_S16_LE, 2, 8000 }));
	CU_ASSERT(zc_caps_accept(&c, &(struct zc_fmt){ ZC_S16_LE, 2, 44100 }));
	CU_ASSERT(zc_caps_accept(&c, &(struct zc_fmt){ ZC_S16_LE, 2, 45678 }));
	CU_ASSERT(zc_caps_accept(&c, &(struct zc_fmt){ ZC_S16_LE, 2, 48000 }));
	CU_ASSERT(!zc_caps_accept(&c, &(struct zc_fmt){ ZC_S16_LE, 2, 44099 }));
	CU_ASSERT(!zc_caps_accept(&c, &(struct zc_fmt){ ZC_S16_LE, 2, 48001 }));
	CU_ASSERT(!zc_caps_accept(&c, &(struct zc_fmt){ ZC_S16_LE, 1, 44100 }));
	CU_ASSERT(!zc_caps_accept(&c, &(struct zc_fmt){ ZC_S16_BE, 2, 44100 }));
	c.row[ZC_S16_LE].channels = 1u << 31;
	CU_ASSERT(zc_caps_accept(&c, &(struct zc_fmt){ ZC_S16_LE, 32, 44100 }));
	CU_ASSERT(!zc_caps_accept(&c, &(struct zc_fmt){ ZC_S16_LE, 0, 44100 }));
}

ZC_UNIT_MAIN("fmt", { "every sample is described", every_sample_is_described },
	{ "names are parsed in any case", names_are_parsed_in_any_case },
	{ "frames are counted over channels", frames_are_counted_over_channels },
	{ "equal means every field", equal_means_every_field },
	{ "validity ends at the limits", validity_ends_at_the_limits },
	{ "formats read well", formats_read_well }, { "the rates ascend", the_rates_ascend },
	{ "the best encoding is chosen", the_best_encoding_is_chosen },
	{ "a refusal names its cause", a_refusal_names_its_cause },
	{ "rates count by table or by range", rates_count_by_table_or_by_range })
