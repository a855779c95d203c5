#include "tests/unit/unit.h"

#include "pipeline/fmt.h"

#define END ZC_SAMPLE_NONE

/* A device that takes these encodings, in stereo at 44100 and 48000 Hz. */
static struct zc_caps
device(const enum zc_sample *takes)
{
	struct zc_caps c = { 0 };

	for (; *takes != END; takes++)
		c.row[*takes] =
			(struct zc_caps_row){ .channels = 1u << 1, .rates = 1u << 5 | 1u << 6 };
	return c;
}

/* What every file is played as by devices of some kinds, worked out by hand. */
static const struct {
	enum zc_sample takes[6];
	enum zc_sample file;
	bool lossy;
	enum zc_fit fit;
	enum zc_sample plays;
} choices[] = {
	/* The file's own, whatever else there is. */
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
	/* A float holds 24 bits, a double all. */
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
		struct zc_caps c = device(choices[i].takes);
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
what_stands_in_the_way_is_told(void)
{
	static const enum zc_sample takes[] = { ZC_S16_LE, ZC_S32_LE, END };
	static const enum zc_sample nothing[] = { END };
	struct zc_caps c = device(takes), none = device(nothing);
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

ZC_UNIT_MAIN("fmt_choose", { "the best encoding is chosen", the_best_encoding_is_chosen },
	{ "what stands in the way is told", what_stands_in_the_way_is_told },
	{ "rates count by table or by range", rates_count_by_table_or_by_range })
