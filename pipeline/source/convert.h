/* Samples from one encoding to another. Pure functions, any thread; nothing is allocated. */
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
 * Integers are aligned at their most significant bit: widening adds zero bits, narrowing cuts.
 * Floats are full scale at 1.0; to integers they are rounded to the nearest and clipped, NaN is
 * silence. Between encodings that differ in byte order only every bit is kept. */
void zc_convert(enum zc_sample from, const void *src, enum zc_sample to, void *dst, size_t n);

/* Ramps the frames at buf linearly from full to silence, in place. */
void zc_fade_out(const struct zc_fmt *f, void *buf, uint32_t frames);

/* The byte that all bytes of a silent sample are. */
uint8_t zc_silence_byte(enum zc_sample s);

#endif
