/* Sound files for tests: a table of cases with pseudo-random samples, the same in each run, and the
 * bytes that a DAC must get when such a file is played. */
#ifndef ZC_TESTS_GEN_H
#define ZC_TESTS_GEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "pipeline/fmt.h"

enum zc_gen_kind {
	ZC_GEN_WAV, /* RIFF or RIFX, written by this module with a header of header_bytes */
	ZC_GEN_RAW, /* headerless */
	ZC_GEN_SNDFILE /* written by libsndfile, which also encodes if the case is not plain */
};

struct zc_gen_case {
	const char *name; /* of the file; that of a headerless file holds its format */
	enum zc_gen_kind kind;
	int sf_format; /* SNDFILE: libsndfile's constant */
	struct zc_fmt fmt; /* of the samples; ZC_FLOAT_LE for lossy codecs */
	uint64_t frames;
	uint32_t
		header_bytes; /* WAV: 44, 46, 58 or 80; all before the samples but lead_bytes */
	uint32_t lead_bytes; /* WAV: a chunk of this size before the samples; 0: none */
	uint32_t
		trail_bytes; /* WAV: the same after the samples; SNDFILE: a title there if not 0 */
	bool plain; /* uncompressed: the file holds the samples as they are */
	bool exact; /* decoding gives exactly the original samples */
	bool lossy; /* of a lossy codec, which decodes to float */
};

extern const struct zc_gen_case zc_gen_cases[];
extern const int zc_gen_case_count;

/* The next pseudo-random number; *state is the seed at first, not 0. */
uint32_t zc_gen_random(uint64_t *state);

/* Writes the file. 0 or -errno. */
int zc_gen_write(const struct zc_gen_case *c, const char *path);

/* The samples as stored, in format c->fmt; the caller frees *bytes. 0 or -errno. */
int zc_gen_payload(const struct zc_gen_case *c, void **bytes, size_t *len);

/* The bytes that the DAC must get in format hw, which has the rate and channels of the file; the
 * caller frees *bytes. For cases that are not exact these are all frames as libsndfile decodes
 * them, converted. 0 or -errno. */
int zc_gen_expect(
	const struct zc_gen_case *c, const struct zc_fmt *hw, void **bytes, size_t *len);

#endif
