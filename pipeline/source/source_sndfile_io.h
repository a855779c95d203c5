/* A sound file under libsndfile, read through the read-ahead. Only source_*.c may include this.
 * One thread at a time. */
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
	int64_t first_read; /* where it read first since this was set to -1 */
	int io_error; /* -errno of the last read that failed; 0: none since this was cleared */
};

/* NULL and *err: -EILSEQ with libsndfile's own words, -ENOMEM, or what reading gave. */
struct zc_sndfile *zc_sndfile_open(
	struct zc_readahead *ra, uint64_t bytes, const char *path, struct zc_err *err);
void zc_sndfile_close(struct zc_sndfile *snd);

/* Opens the same file anew, for codecs that know no way back. 0 or -errno; then nothing can be
 * read any more. */
int zc_sndfile_restart(struct zc_sndfile *snd);

/* Why fewer frames came than were asked for: 0 the end, -EILSEQ broken data, or what reading
 * gave. Takes the error off. */
int zc_sndfile_take_error(struct zc_sndfile *snd);

/* Such an error as words, for the end of a sentence. */
const char *zc_sndfile_error_text(int error);

#endif
