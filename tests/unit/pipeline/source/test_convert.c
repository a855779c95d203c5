/* Every pair of encodings over every boundary of every width, against a reference that works on
 * one sample at a time from the definition of the encodings. */
#include "tests/unit/unit.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pipeline/source/convert.h"

/* Returns the stored bits of a sample as a number, for any alignment and byte order. */
static int64_t
stored(enum zc_sample s, const uint8_t *p)
{
	uint32_t bytes = zc_sample_bytes(s), bits = zc_sample_bits(s);
	uint64_t v = 0;

	for (uint32_t i = 0; i < bytes; i++)
		v |= (uint64_t)p[zc_sample_is_big_endian(s) ? bytes - 1 - i : i] << 8 * i;
	if (s == ZC_U8)
		return (int64_t)v - 128;
	if (bits == 64 || zc_sample_is_float(s))
		return (int64_t)v;
	/* Sign extension. */
	return (int64_t)(v << (64 - bits)) >> (64 - bits);
}

static void
store(enum zc_sample s, int64_t v, uint8_t *p)
{
	uint32_t bytes = zc_sample_bytes(s);

	if (s == ZC_U8)
		v += 128;
	for (uint32_t i = 0; i < bytes; i++)
		p[zc_sample_is_big_endian(s) ? bytes - 1 - i : i] = (uint8_t)(v >> 8 * i);
}

static double
real_of(enum zc_sample s, int64_t bits)
{
	double d;
	float f;
	uint32_t b32 = (uint32_t)bits;

	if (zc_sample_bytes(s) == 4) {
		memcpy(&f, &b32, sizeof(f));
		return (double)f;
	}
	memcpy(&d, &bits, sizeof(d));
	return d;
}

static int64_t
bits_of(enum zc_sample s, double d)
{
	float f = (float)d;
	uint32_t b32;
	int64_t b64;

	if (zc_sample_bytes(s) == 4) {
		memcpy(&b32, &f, sizeof(b32));
		return b32;
	}
	memcpy(&b64, &d, sizeof(b64));
	return b64;
}

static int64_t
round_and_clip(double v, uint32_t bits)
{
	double full = ldexp(1, (int)bits - 1);

	if (isnan(v))
		return 0;
	if (v >= 1)
		return (int64_t)full - 1;
	if (v <= -1)
		return -(int64_t)full;
	v = nearbyint(v * full);
	return v > full - 1 ? (int64_t)full - 1 : (int64_t)v;
}

/* What `v`, stored in `from`, must become. */
static int64_t
reference(enum zc_sample from, int64_t v, enum zc_sample to)
{
	uint32_t in = zc_sample_bits(from), out = zc_sample_bits(to);

	if (zc_sample_is_float(from) && zc_sample_is_float(to))
		return zc_sample_bytes(from) == zc_sample_bytes(to)
			       ? v
			       : bits_of(to, real_of(from, v));
	if (zc_sample_is_float(from))
		return round_and_clip(real_of(from, v), out);
	if (zc_sample_is_float(to))
		return bits_of(to, ldexp((double)v, 1 - (int)in));
	return out >= in ? v * ((int64_t)1 << (out - in)) : v >> (in - out);
}

#define VALUES_MAX 4096
static int64_t values[VALUES_MAX];
static int value_count;

/* Both sides of every power of two and of every half step that rounding decides on. */
static void
make_values(enum zc_sample s)
{
	uint32_t bits = zc_sample_bits(s);

	value_count = 0;
	if (!zc_sample_is_float(s)) {
		int64_t full = (int64_t)1 << (bits - 1);

		for (uint32_t b = 0; b < bits; b++)
			for (int64_t d = -2; d <= 2; d++)
				for (int sign = -1; sign <= 1; sign += 2) {
					int64_t v = sign * ((int64_t)1 << b) + d;

					if (v >= -full && v < full)
						values[value_count++] = v;
				}
		return;
	}
	for (int b = 0; b < 34; b++)
		for (int d = -3; d <= 3; d++)
			for (int sign = -1; sign <= 1; sign += 2)
				values[value_count++] = bits_of(
					s, sign * (ldexp(1, -b) + d * ldexp(0.25, -15)));
	for (int w = 8; w <= 32; w += 8)
		for (int d = -7; d <= 7; d++)
			values[value_count++] = bits_of(s, d * 0.5 * ldexp(1, 1 - w));
	values[value_count++] = bits_of(s, 0.0);
	values[value_count++] = bits_of(s, -0.0);
	values[value_count++] = bits_of(s, 1e30);
	values[value_count++] = bits_of(s, -1e30);
	values[value_count++] = bits_of(s, INFINITY);
	values[value_count++] = bits_of(s, -INFINITY);
}

static void
every_pair_matches_the_reference(void)
{
	uint8_t in[VALUES_MAX * 8], out[VALUES_MAX * 8];

	for (int from = 1; from < ZC_SAMPLE_COUNT; from++) {
		make_values(from);
		CU_ASSERT_FATAL(value_count > 10 && value_count < VALUES_MAX);
		for (int i = 0; i < value_count; i++)
			store(from, values[i], in + (size_t)i * zc_sample_bytes(from));
		for (int to = 1; to < ZC_SAMPLE_COUNT; to++) {
			int wrong = 0;

			zc_convert(from, in, to, out, (size_t)value_count);
			for (int i = 0; i < value_count; i++)
				wrong += stored(to, out + (size_t)i * zc_sample_bytes(to)) !=
					 reference(from, values[i], to);
			if (wrong)
				printf("# %s to %s: %d wrong\n", zc_sample_name(from),
					zc_sample_name(to), wrong);
			CU_ASSERT_EQUAL(wrong, 0);
		}
	}
}

/* All of 16 bits, there and back through everything that is wider. */
static void
widening_loses_nothing(void)
{
	static uint8_t in[65536 * 2], wide[65536 * 8], back[65536 * 2];

	for (int i = 0; i < 65536; i++)
		store(ZC_S16_LE, i - 32768, in + (size_t)i * 2);
	for (int via = ZC_S16_LE; via < ZC_SAMPLE_COUNT; via++) {
		memset(back, 0, sizeof(back));
		zc_convert(ZC_S16_LE, in, via, wide, 65536);
		zc_convert(via, wide, ZC_S16_LE, back, 65536);
		CU_ASSERT(memcmp(in, back, sizeof(in)) == 0);
	}
}

static void
s24_in_32_is_sign_extended(void)
{
	static const uint8_t in[] = { 0xff, 0xff, 0xff, 0x00, 0x00, 0x80, 0xff, 0xff, 0x7f };
	static const uint8_t want[] = { 0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x80, 0xff, 0xff,
		0xff, 0x7f, 0x00 };
	uint8_t out[sizeof(want)];

	zc_convert(ZC_S24_3LE, in, ZC_S24_LE, out, 3);
	CU_ASSERT(memcmp(out, want, sizeof(want)) == 0);
}

static void
not_a_number_is_silence(void)
{
	float in[] = { NAN, -NAN };
	uint8_t out[2 * 4];

	zc_convert(ZC_FLOAT_NATIVE, in, ZC_S16_LE, out, 2);
	CU_ASSERT(stored(ZC_S16_LE, out) == 0 && stored(ZC_S16_LE, out + 2) == 0);
	zc_convert(ZC_FLOAT_NATIVE, in, ZC_U8, out, 2);
	CU_ASSERT(out[0] == 0x80 && out[1] == 0x80);
}

/* Lengths around that of a chunk, at odd addresses; nothing beside them is written. */
static void
any_length_at_any_address(void)
{
	static uint8_t in[2000 * 3 + 1], whole[2000 * 4], out[2000 * 4 + 3];
	static const size_t lengths[] = { 0, 1, 2, 511, 512, 513, 1023, 1024, 1025, 1999 };

	for (size_t i = 0; i < sizeof(in); i++)
		in[i] = (uint8_t)(i * 73);
	zc_convert(ZC_S24_3LE, in + 1, ZC_S32_LE, whole, 2000);
	for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
		size_t n = lengths[i];

		memset(out, 0x55, sizeof(out));
		zc_convert(ZC_S24_3LE, in + 1, ZC_S32_LE, out + 1, n);
		CU_ASSERT(out[0] == 0x55 && out[1 + n * 4] == 0x55);
		CU_ASSERT(memcmp(out + 1, whole, n * 4) == 0);
	}
}

/* A fade falls to silence and never rises, in every encoding; the frame before it is unchanged. */
static void
fade_goes_down_to_silence(void)
{
	enum { FRAMES = 100, CHANNELS = 2 };
	uint8_t buf[(FRAMES + 1) * CHANNELS * 8];

	for (int s = 1; s < ZC_SAMPLE_COUNT; s++) {
		struct zc_fmt f = { s, CHANNELS, 44100 };
		uint32_t bytes = zc_sample_bytes(s);
		double loud[(FRAMES + 1) * CHANNELS], got[(FRAMES + 1) * CHANNELS];

		for (int i = 0; i < (FRAMES + 1) * CHANNELS; i++)
			loud[i] = i % 2 ? 0.75 : -0.75;
		zc_convert(ZC_FLOAT64_NATIVE, loud, s, buf, (FRAMES + 1) * CHANNELS);
		zc_fade_out(&f, buf + (size_t)bytes * CHANNELS, FRAMES);
		zc_convert(s, buf, ZC_FLOAT64_NATIVE, got, (FRAMES + 1) * CHANNELS);
		CU_ASSERT_DOUBLE_EQUAL(got[0], -0.75, 0.01);
		CU_ASSERT_DOUBLE_EQUAL(got[1], 0.75, 0.01);
		for (int i = CHANNELS; i < (FRAMES + 1) * CHANNELS; i++) {
			CU_ASSERT(fabs(got[i]) <= fabs(got[i - CHANNELS]));
			CU_ASSERT_DOUBLE_EQUAL(
				fabs(got[i]), 0.75 * (FRAMES - i / CHANNELS) / FRAMES, 0.01);
		}
		for (uint32_t i = 0; i < bytes * CHANNELS; i++)
			if (!zc_sample_is_float(s))
				CU_ASSERT_EQUAL(buf[(size_t)FRAMES * CHANNELS * bytes + i],
					zc_silence_byte(s));
	}
}

ZC_UNIT_MAIN("convert",
	{ "every pair matches the reference", every_pair_matches_the_reference },
	{ "widening loses nothing", widening_loses_nothing },
	{ "S24 in 32 is sign-extended", s24_in_32_is_sign_extended },
	{ "not a number is silence", not_a_number_is_silence },
	{ "any length at any address", any_length_at_any_address },
	{ "fade goes down to silence", fade_goes_down_to_silence })
