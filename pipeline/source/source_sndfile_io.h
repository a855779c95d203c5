/* A libsndfile handle that reads through the read-ahead. One thread at a time. */
#ifndef ZC_SOURCE_SNDFILE_IO_H
#define ZC_SOURCE_SNDFILE_IO_H

#include <sndfile.h>
#include <stdint.h>

#include "pipeline/err.h"
#include "pipeline/source/readahead.h"

struct zc_sndfile {
	SNDFILE *sf; /* owned */
	SF_INFO info;
	struct zc_readahead *ra; /* lent until close */
	int64_t bytes; /* of the file */
	int64_t pos;
	int64_t first_read; /* set it to -1: then the offset of the next read */
	int io_error; /* -errno of the last read that failed; 0: none since it was cleared */
};

/* ra is lent until close. NULL and *err: -EILSEQ with libsndfile's own message, -ENOMEM, or the
 * error of reading. */
struct zc_sndfile *zc_sndfile_open(
	struct zc_readahead *ra, uint64_t bytes, const char *path, struct zc_err *err);
void zc_sndfile_close(struct zc_sndfile *snd);

/* Opens the same file again from the start, for codecs that cannot seek. 0; or -errno, and then
 * nothing can be read any more. */
int zc_sndfile_restart(struct zc_sndfile *snd);

/* Returns why the last read gave too few frames, and clears it: 0 the end, -EILSEQ damaged data,
 * or the error of reading. */
int zc_sndfile_take_error(struct zc_sndfile *snd);

/* The text of such an error, for the end of a sentence. */
const char *zc_sndfile_error_text(int error);

#endif
