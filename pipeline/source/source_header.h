/* Explains which field of a header is absurd, for files that libsndfile refuses with a message
 * about its own internals. Loader thread. */
#ifndef ZC_SOURCE_HEADER_H
#define ZC_SOURCE_HEADER_H

#include <stdbool.h>
#include <stdint.h>

#include "pipeline/err.h"
#include "pipeline/source/readahead.h"

/* The number of 1 to 8 bytes at offset `at` of the file; 0 if the file is shorter. */
uint64_t zc_header_number(
	struct zc_readahead *ra, uint64_t at, uint32_t bytes, bool big_endian);

/* Both return -EILSEQ, with a text that names the file and the field. */
int zc_header_channels(const char *path, uint64_t channels, struct zc_err *err);
int zc_header_rate(const char *path, double rate_hz, struct zc_err *err);

/* Looks for an absurd field in the header of a WAV, RF64, AIFF, AU or CAF file: -EILSEQ with a text
 * that names it; 0, and *err untouched, if there is none or it is another kind of file. */
int zc_header_explain(struct zc_readahead *ra, const char *path, struct zc_err *err);

#endif
