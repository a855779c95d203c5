/* What a header claims that no file can hold, in words: for files that libsndfile refuses with
 * words of its own inside. Loader thread. */
#ifndef ZC_SOURCE_HEADER_H
#define ZC_SOURCE_HEADER_H

#include <stdbool.h>
#include <stdint.h>

#include "pipeline/err.h"
#include "pipeline/source/readahead.h"

/* A number of 1 to 8 bytes at a place of the file; 0 where the file does not reach there. */
uint64_t zc_header_number(
	struct zc_readahead *ra, uint64_t at, uint32_t bytes, bool big_endian);

/* Each -EILSEQ with a text that names the file and the field. */
int zc_header_channels(const char *path, uint64_t channels, struct zc_err *err);
int zc_header_rate(const char *path, double rate_hz, struct zc_err *err);

/* Looks at the header of a WAV, RF64, AIFF, AU or CAF file for the field that is absurd:
 * -EILSEQ with a text that names it; 0 and *err untouched where it is another file, or none is.
 */
int zc_header_explain(struct zc_readahead *ra, const char *path, struct zc_err *err);

#endif
