/* Conversion in two steps: any encoding is loaded into one of two common forms, integers at the
 * top of 32 bits or doubles, and stored from there. One loop for each encoding and direction, in
 * chunks that fit into the first-level cache. */
#include "pipeline/source/convert.h"

#include <endian.h>
#include <string.h>

#define CHUNK 512u

/* By memcpy, so that compilers can vectorise it. */
#define ACCESS(bits, order, value_t)                                                           \
	static inline value_t get##bits##order(const uint8_t *p)                               \
	{                                                                                      \
		uint##bits##_t v;                                                              \
                                                                                               \
		memcpy(&v, p, sizeof(v));                                                      \
		return order##bits##toh(v);                                                    \
	}                                                                                      \
                                                                                               \
	static inline void put##bits##order(uint8_t *p, value_t value)                         \
	{                                                                                      \
		uint##bits##_t v = hto##order##bits((uint##bits##_t)value);                    \
                                                                                               \
		memcpy(p, &v, sizeof(v));                                                      \
	}

ACCESS(16, le, uint32_t)
ACCESS(16, be, uint32_t)
ACCESS(32, le, uint32_t)
ACCESS(32, be, uint32_t)
ACCESS(64, le, uint64_t)
ACCESS(64, be, uint64_t)

static inline uint32_t
get24le(const uint8_t *p)
{
	return get16le(p) | (uint32_t)p[2] << 16;
}

static inline uint32_t
get24be(const uint8_t *p)
{
	return p[2] | get16be(p) << 8;
}

static inline void
put24le(uint8_t *p, uint32_t v)
{
	put16le(p, v);
	p[2] = (uint8_t)(v >> 16);
}

static inline void
put24be(uint8_t *p, uint32_t v)
{
	put16be(p, v >> 8);
	p[2] = (uint8_t)v;
}

/* Inlined twice: for whole chunks, whose length is constant, and for the rest. */
#define HOT inline __attribute__((always_inline))

#define EACH(bytes, stmt)                                                                      \
	do {                                                                                   \
		for (size_t i = 0; i < n; i++, p += (bytes))                                   \
			stmt;                                                                  \
	} while (0)

/* To the top of 32 bits. */
static HOT void
load_int(enum zc_sample s, const uint8_t *restrict p, uint32_t *restrict v, size_t n)
{
	switch (s) {
	case ZC_U8:
		EACH(1, v[i] = (p[0] ^ 0x80u) << 24);
		break;
	case ZC_S8:
		EACH(1, v[i] = (uint32_t)p[0] << 24);
		break;
	case ZC_S16_LE:
		EACH(2, v[i] = get16le(p) << 16);
		break;
	case ZC_S16_BE:
		EACH(2, v[i] = get16be(p) << 16);
		break;
	case ZC_S24_3LE:
		EACH(3, v[i] = get24le(p) << 8);
		break;
	case ZC_S24_3BE:
		EACH(3, v[i] = get24be(p) << 8);
		break;
	case ZC_S24_LE:
		EACH(4, v[i] = get32le(p) << 8);
		break;
	case ZC_S32_LE:
		EACH(4, v[i] = get32le(p));
		break;
	case ZC_S32_BE:
		EACH(4, v[i] = get32be(p));
		break;
	default:
		memset(v, 0, n * sizeof(*v));
		break;
	}
}

/* Four samples of 24 bits are twelve bytes: two stores. */
static HOT void
pack24le(const uint32_t *restrict v, uint8_t *restrict p, size_t n)
{
	size_t i = 0;

	for (; i + 4 <= n; i += 4, p += 12) {
		put64le(p, (v[i] >> 8) | (uint64_t)(v[i + 1] >> 8) << 24 |
				   (uint64_t)(v[i + 2] >> 8) << 48);
		put32le(p + 8, v[i + 2] >> 24 | (v[i + 3] & 0xffffff00u));
	}
	for (; i < n; i++, p += 3)
		put24le(p, v[i] >> 8);
}

static HOT void
store_int(enum zc_sample s, const uint32_t *restrict v, uint8_t *restrict p, size_t n)
{
	switch (s) {
	case ZC_U8:
		EACH(1, p[0] = (uint8_t)(v[i] >> 24 ^ 0x80u));
		break;
	case ZC_S8:
		EACH(1, p[0] = (uint8_t)(v[i] >> 24));
		break;
	case ZC_S16_LE:
		EACH(2, put16le(p, v[i] >> 16));
		break;
	case ZC_S16_BE:
		EACH(2, put16be(p, v[i] >> 16));
		break;
	case ZC_S24_3LE:
		pack24le(v, p, n);
		break;
	case ZC_S24_3BE:
		EACH(3, put24be(p, v[i] >> 8));
		break;
	case ZC_S24_LE:
		/* Sign-extended: some cards use all 32 bits. */
		EACH(4, put32le(p, (uint32_t)((int32_t)v[i] >> 8)));
		break;
	case ZC_S32_LE:
		EACH(4, put32le(p, v[i]));
		break;
	case ZC_S32_BE:
		EACH(4, put32be(p, v[i]));
		break;
	default:
		break;
	}
}

static inline double
float_of(uint32_t bits)
{
	float f;

	memcpy(&f, &bits, sizeof(f));
	return f;
}

static inline uint32_t
bits_of_float(double d)
{
	float f = (float)d;
	uint32_t bits;

	memcpy(&bits, &f, sizeof(bits));
	return bits;
}

static inline double
double_of(uint64_t bits)
{
	double d;

	memcpy(&d, &bits, sizeof(d));
	return d;
}

static inline uint64_t
bits_of_double(double d)
{
	uint64_t bits;

	memcpy(&bits, &d, sizeof(bits));
	return bits;
}

static HOT void
load_double(enum zc_sample s, const uint8_t *restrict p, double *restrict v, size_t n)
{
	uint32_t whole[CHUNK];

	switch (s) {
	case ZC_FLOAT_LE:
		EACH(4, v[i] = float_of(get32le(p)));
		break;
	case ZC_FLOAT_BE:
		EACH(4, v[i] = float_of(get32be(p)));
		break;
	case ZC_FLOAT64_LE:
		EACH(8, v[i] = double_of(get64le(p)));
		break;
	case ZC_FLOAT64_BE:
		EACH(8, v[i] = double_of(get64be(p)));
		break;
	default:
		load_int(s, p, whole, n);
		for (size_t i = 0; i < n; i++)
			v[i] = (int32_t)whole[i] * 0x1p-31;
		break;
	}
}

/* Adding this leaves no bits for a fraction: rounds to the nearest, ties to even. */
#define ROUNDER 0x1.8p52

/* Rounds to an integer of `bits` bits, at the top of 32. */
static inline uint32_t
quantize(double v, uint32_t bits)
{
	double full = (double)(1u << (bits - 1));
	double x = v * full;

	x = x == x ? x : 0;
	x = x < -full ? -full : x;
	x = x > full - 1 ? full - 1 : x;
	return (uint32_t)(int32_t)(x + ROUNDER - ROUNDER) << (32 - bits);
}

static HOT void
store_double(enum zc_sample s, const double *restrict v, uint8_t *restrict p, size_t n)
{
	uint32_t whole[CHUNK];
	uint32_t bits;

	switch (s) {
	case ZC_FLOAT_LE:
		EACH(4, put32le(p, bits_of_float(v[i])));
		break;
	case ZC_FLOAT_BE:
		EACH(4, put32be(p, bits_of_float(v[i])));
		break;
	case ZC_FLOAT64_LE:
		EACH(8, put64le(p, bits_of_double(v[i])));
		break;
	case ZC_FLOAT64_BE:
		EACH(8, put64be(p, bits_of_double(v[i])));
		break;
	default:
		bits = zc_sample_bits(s);
		for (size_t i = 0; i < n && bits; i++)
			whole[i] = quantize(v[i], bits);
		store_int(s, whole, p, n);
		break;
	}
}

/* Whether the two differ only in byte order. */
static bool
is_swap(enum zc_sample a, enum zc_sample b)
{
	return zc_sample_bytes(a) == zc_sample_bytes(b) &&
	       zc_sample_bits(a) == zc_sample_bits(b) &&
	       zc_sample_is_float(a) == zc_sample_is_float(b) &&
	       zc_sample_is_big_endian(a) != zc_sample_is_big_endian(b);
}

static void
swap(const uint8_t *in, uint8_t *p, size_t n, uint32_t bytes)
{
	switch (bytes) {
	case 2:
		EACH(2, put16be(p, get16le(in + 2 * i)));
		break;
	case 3:
		EACH(3, (p[0] = in[3 * i + 2], p[1] = in[3 * i + 1], p[2] = in[3 * i]));
		break;
	case 4:
		EACH(4, put32be(p, get32le(in + 4 * i)));
		break;
	case 8:
		EACH(8, put64be(p, get64le(in + 8 * i)));
		break;
	}
}

static HOT void
convert_chunk(enum zc_sample from, const uint8_t *in, enum zc_sample to, uint8_t *out, size_t n)
{
	union {
		uint32_t whole[CHUNK];
		double real[CHUNK];
	} v;

	if (zc_sample_is_float(from) || zc_sample_is_float(to)) {
		load_double(from, in, v.real, n);
		store_double(to, v.real, out, n);
	} else {
		load_int(from, in, v.whole, n);
		store_int(to, v.whole, out, n);
	}
}

void
zc_convert(enum zc_sample from, const void *src, enum zc_sample to, void *dst, size_t n)
{
	uint32_t in_bytes = zc_sample_bytes(from), out_bytes = zc_sample_bytes(to);
	const uint8_t *in = src;
	uint8_t *out = dst;

	if (from == to) {
		memcpy(out, in, n * in_bytes);
		return;
	}
	if (is_swap(from, to)) {
		swap(in, out, n, in_bytes);
		return;
	}
	for (; n >= CHUNK; n -= CHUNK, in += CHUNK * in_bytes, out += CHUNK * out_bytes)
		convert_chunk(from, in, to, out, CHUNK);
	convert_chunk(from, in, to, out, n);
}

void
zc_fade_out(const struct zc_fmt *f, void *buf, uint32_t frames)
{
	uint32_t frame_bytes = zc_fmt_frame_bytes(f);
	uint8_t *p = buf;
	double v[ZC_CHANNELS_MAX];

	for (uint32_t i = 0; i < frames; i++, p += frame_bytes) {
		load_double(f->sample, p, v, f->channels);
		for (uint32_t c = 0; c < f->channels; c++)
			v[c] *= (double)(frames - 1 - i) / frames;
		store_double(f->sample, v, p, f->channels);
	}
}

uint8_t
zc_silence_byte(enum zc_sample s)
{
	return s == ZC_U8 ? 0x80 : 0;
}
