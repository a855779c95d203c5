/* Converts samples from one encoding to another. Pure functions, any thread; no allocation. */
#ifndef ZC_CONVERT_H
#define ZC_CONVERT_H

#include <stddef.h>

#include "pipeline/fmt.h"

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define ZC_S16_NATIVE ZC_S16_LE
#define ZC_S32_NATIVE ZC_S32_LE
#define ZC_FLOAT_NATIVE ZC_FLOAT_LE
#define ZC_FLOAT64_NATIVE ZC_FLOAT64_LE
#else
#define ZC_S16_NATIVE ZC_S16_BE
#define ZC_S32_NATIVE ZC_S32_BE
#define ZC_FLOAT_NATIVE ZC_FLOAT_BE
#define ZC_FLOAT64_NATIVE ZC_FLOAT64_BE
#endif

/* Converts n samples of src into dst, which must not overlap; neither needs to be aligned.
 * Integers keep their most significant bit: widening adds zero bits, narrowing drops bits. Floats
 * have full scale at 1.0; as integers they are rounded to the nearest and clipped, and NaN becomes
 * silence. Encodings that differ only in byte order keep every bit. */
void zc_convert(enum zc_sample from, const void *src, enum zc_sample to, void *dst, size_t n);

/* Fades the frames at buf linearly to silence, in place. */
void zc_fade_out(const struct zc_fmt *f, void *buf, uint32_t frames);

/* The value of every byte of a silent sample. */
uint8_t zc_silence_byte(enum zc_sample s);

#endif
