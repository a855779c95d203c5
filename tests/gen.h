/* Sound files for tests: a table of cases, each written with pseudo-random samples that are the
 * same every time, and what a DAC must be given for it. */
#ifndef ZC_TESTS_GEN_H
#define ZC_TESTS_GEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "pipeline/fmt.h"

enum zc_gen_kind {
	ZC_GEN_WAV, /* RIFF or RIFX by this module, with a header of header_bytes */
	ZC_GEN_RAW, /* headerless */
	ZC_GEN_SNDFILE /* header (and encoding, if not plain) by libsndfile */
};

struct zc_gen_case {
	const char *name; /* also the file's name, where a headerless one carries its format */
	enum zc_gen_kind kind;
	int sf_format; /* SNDFILE: as libsndfile counts them */
	struct zc_fmt fmt; /* of the samples; ZC_FLOAT_LE for lossy codecs */
	uint64_t frames;
	uint32_t header_bytes; /* WAV: 44, 46, 58 or 80, up to the samples without lead_bytes */
	uint32_t lead_bytes; /* WAV: of a chunk before the samples */
	uint32_t trail_bytes; /* WAV: of a chunk behind them; SNDFILE: a title there if not 0 */
	bool plain; /* the samples lie in the file as they are */
	bool exact; /* decoding gives them back to the bit */
	bool lossy; /* of a lossy codec: plays as float or rounded */
};

extern const struct zc_gen_case zc_gen_cases[];
extern const int zc_gen_case_count;

/* The next number of a pseudo-random row; *state is its seed, not 0. */
uint32_t zc_gen_random(uint64_t *state);

/* Writes the file. 0 or -errno. */
int zc_gen_write(const struct zc_gen_case *c, const char *path);

/* The samples as stored (c->fmt), to be freed by the caller. 0 or -errno. */
int zc_gen_payload(const struct zc_gen_case *c, void **bytes, size_t *len);

/* Exactly what the DAC must get in format hw (rate and channels are the file's), to be freed by
 * the caller. For codecs that are not exact: what libsndfile decodes from the first frame to
 * the last, converted. 0 or -errno. */
int zc_gen_expect(
	const struct zc_gen_case *c, const struct zc_fmt *hw, void **bytes, size_t *len);

#endif
