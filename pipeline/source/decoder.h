/* The interface of decoders: each opens one kind of file and makes its samples readable.
 *
 * A decoder is one source_*.c file that defines one struct zc_decoder. content.c has the table of
 * all of them, and alone chooses. Loader thread, except for the feed, see source.h. */
#ifndef ZC_DECODER_H
#define ZC_DECODER_H

#include <stdbool.h>
#include <stdint.h>

#include "pipeline/err.h"
#include "pipeline/fmt.h"
#include "pipeline/source/content.h"
#include "pipeline/source/readahead.h"
#include "pipeline/source/source.h"

/* The file to open. */
struct zc_opening {
	const char *path; /* absolute; borrowed for the call */
	struct zc_readahead *ra; /* lent until zc_content_release */
	uint64_t file_bytes;
	/* The format of a headerless file whose name does not give it; all zero: unknown.
	 * Borrowed for the call. */
	const struct zc_fmt *raw;
};

struct zc_decoder {
	/* Whether this decoder is to open the file, by its name or its first bytes. Waits for
	 * the disk. */
	bool (*claims)(const struct zc_opening *o);
	/* Fills *c, which is zero except for c->decoder. 0, or -errno as zc_track_open with a
	 * text that names the file. Waits for the disk. */
	int (*open)(struct zc_content *c, const struct zc_opening *o, struct zc_err *err);
	/* As zc_content_feed, for content that is not plain. NULL: this decoder has no other. */
	struct zc_feed *(*feed_new)(const struct zc_content *c, const struct zc_fmt *hw,
		const char *path, struct zc_err *err);
	/* Frees c->handle, which is not NULL. NULL: this decoder never sets one. */
	void (*close)(void *handle);
};

/* source_raw.c: headerless files, by their name. */
extern const struct zc_decoder zc_decoder_raw;
/* source_sndfile.c: everything that libsndfile reads. Claims every file. */
extern const struct zc_decoder zc_decoder_sndfile;

#endif
