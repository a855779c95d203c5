/* Conversion in two steps: any encoding is loaded into one of two common forms, integers at the
 * top of 32 bits or doubles, and stored from it. One loop for each encoding and direction, in
 * chunks that stay in the first-level cache. Any thread. */
#include "convert.h"

#include <math.h>
#include <string.h>

#define CHUNK 512u

static inline uint32_t
get_le(const uint8_t *p, unsigned int bytes)
{
	uint32_t v = 0;

	for (unsigned int i = 0; i < bytes; i++)
		v |= (uint32_t)p[i] << (8 * i);
	return v;
}

static inline uint32_t
get_be(const uint8_t *p, unsigned int bytes)
{
	uint32_t v = 0;

	for (unsigned int i = 0; i < bytes; i++)
		v = v << 8 | p[i];
	return v;
}

static inline void
put_le(uint8_t *p, uint32_t v, unsigned int bytes)
{
	for (unsigned int i = 0; i < bytes; i++)
		p[i] = (uint8_t)(v >> (8 * i));
}

static inline void
put_be(uint8_t *p, uint32_t v, unsigned int bytes)
{
	for (unsigned int i = 0; i < bytes; i++)
		p[i] = (uint8_t)(v >> (8 * (bytes - 1 - i)));
}

static inline uint64_t
get64(const uint8_t *p, bool big)
{
	return big ? (uint64_t)get_be(p, 4) << 32 | get_be(p + 4, 4)
		   : (uint64_t)get_le(p + 4, 4) << 32 | get_le(p, 4);
}

static inline void
put64(uint8_t *p, uint64_t v, bool big)
{
	put_be(p, (uint32_t)(v >> 32), 4);
	put_be(p + 4, (uint32_t)v, 4);
	if (!big) {
		put_le(p, (uint32_t)v, 4);
		put_le(p + 4, (uint32_t)(v >> 32), 4);
	}
}

#define EACH(bytes, stmt)                                                                      \
	do {                                                                                   \
		for (size_t i = 0; i < n; i++, p += (bytes))                                   \
			stmt;                                                                  \
	} while (0)

/* To the top of 32 bits. */
static void
load_int(enum zc_sample s, const uint8_t *p, uint32_t *v, size_t n)
{
	switch (s) {
	case ZC_U8:
		EACH(1, v[i] = (p[0] ^ 0x80u) << 24);
		break;
	case ZC_S8:
		EACH(1, v[i] = (uint32_t)p[0] << 24);
		break;
	case ZC_S16_LE:
		EACH(2, v[i] = get_le(p, 2) << 16);
		break;
	case ZC_S16_BE:
		EACH(2, v[i] = get_be(p, 2) << 16);
		break;
	case ZC_S24_3LE:
		EACH(3, v[i] = get_le(p, 3) << 8);
		break;
	case ZC_S24_3BE:
		EACH(3, v[i] = get_be(p, 3) << 8);
		break;
	case ZC_S24_LE:
		EACH(4, v[i] = get_le(p, 4) << 8);
		break;
	case ZC_S32_LE:
		EACH(4, v[i] = get_le(p, 4));
		break;
	case ZC_S32_BE:
		EACH(4, v[i] = get_be(p, 4));
		break;
	default:
		memset(v, 0, n * sizeof(*v));
		break;
	}
}

static void
store_int(enum zc_sample s, const uint32_t *v, uint8_t *p, size_t n)
{
	switch (s) {
	case ZC_U8:
		EACH(1, p[0] = (uint8_t)(v[i] >> 24 ^ 0x80u));
		break;
	case ZC_S8:
		EACH(1, p[0] = (uint8_t)(v[i] >> 24));
		break;
	case ZC_S16_LE:
		EACH(2, put_le(p, v[i] >> 16, 2));
		break;
	case ZC_S16_BE:
		EACH(2, put_be(p, v[i] >> 16, 2));
		break;
	case ZC_S24_3LE:
		EACH(3, put_le(p, v[i] >> 8, 3));
		break;
	case ZC_S24_3BE:
		EACH(3, put_be(p, v[i] >> 8, 3));
		break;
	case ZC_S24_LE:
		/* Sign-extended: a card may look at all of it. */
		EACH(4, put_le(p, (uint32_t)((int32_t)v[i] >> 8), 4));
		break;
	case ZC_S32_LE:
		EACH(4, put_le(p, v[i], 4));
		break;
	case ZC_S32_BE:
		EACH(4, put_be(p, v[i], 4));
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

static void
load_double(enum zc_sample s, const uint8_t *p, double *v, size_t n)
{
	uint32_t whole[CHUNK];

	switch (s) {
	case ZC_FLOAT_LE:
		EACH(4, v[i] = float_of(get_le(p, 4)));
		break;
	case ZC_FLOAT_BE:
		EACH(4, v[i] = float_of(get_be(p, 4)));
		break;
	case ZC_FLOAT64_LE:
		EACH(8, v[i] = double_of(get64(p, false)));
		break;
	case ZC_FLOAT64_BE:
		EACH(8, v[i] = double_of(get64(p, true)));
		break;
	default:
		load_int(s, p, whole, n);
		for (size_t i = 0; i < n; i++)
			v[i] = (int32_t)whole[i] * 0x1p-31;
		break;
	}
}

/* Rounds to an integer of `bits` bits, at the top of 32. */
static inline uint32_t
quantize(double v, uint32_t bits)
{
	double full = (double)(1u << (bits - 1));
	double x = rint(v * full);

	if (isnan(x))
		return 0;
	if (x < -full)
		x = -full;
	if (x > full - 1)
		x = full - 1;
	return (uint32_t)(int32_t)x << (32 - bits);
}

static void
store_double(enum zc_sample s, const double *v, uint8_t *p, size_t n)
{
	uint32_t whole[CHUNK];
	uint32_t bits;

	switch (s) {
	case ZC_FLOAT_LE:
		EACH(4, put_le(p, bits_of_float(v[i]), 4));
		break;
	case ZC_FLOAT_BE:
		EACH(4, put_be(p, bits_of_float(v[i]), 4));
		break;
	case ZC_FLOAT64_LE:
		EACH(8, put64(p, bits_of_double(v[i]), false));
		break;
	case ZC_FLOAT64_BE:
		EACH(8, put64(p, bits_of_double(v[i]), true));
		break;
	default:
		bits = zc_sample_bits(s);
		for (size_t i = 0; i < n && bits; i++)
			whole[i] = quantize(v[i], bits);
		store_int(s, whole, p, n);
		break;
	}
}

/* True if the two differ in byte order at the most. */
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
		EACH(2, put_be(p, get_le(in + 2 * i, 2), 2));
		break;
	case 3:
		EACH(3, put_be(p, get_le(in + 3 * i, 3), 3));
		break;
	case 4:
		EACH(4, put_be(p, get_le(in + 4 * i, 4), 4));
		break;
	case 8:
		EACH(8, put64(p, get64(in + 8 * i, false), true));
		break;
	}
}

void
zc_convert(enum zc_sample from, const void *src, enum zc_sample to, void *dst, size_t n)
{
	uint32_t in_bytes = zc_sample_bytes(from), out_bytes = zc_sample_bytes(to);
	const uint8_t *in = src;
	uint8_t *out = dst;
	union {
		uint32_t whole[CHUNK];
		double real[CHUNK];
	} v;

	if (from == to) {
		memcpy(out, in, n * in_bytes);
		return;
	}
	if (is_swap(from, to)) {
		swap(in, out, n, in_bytes);
		return;
	}
	while (n > 0) {
		size_t k = n < CHUNK ? n : CHUNK;

		if (zc_sample_is_float(from) || zc_sample_is_float(to)) {
			load_double(from, in, v.real, k);
			store_double(to, v.real, out, k);
		} else {
			load_int(from, in, v.whole, k);
			store_int(to, v.whole, out, k);
		}
		in += k * in_bytes;
		out += k * out_bytes;
		n -= k;
	}
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
