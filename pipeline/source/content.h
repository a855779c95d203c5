/* The content of a file: what its samples are and where they come from. Loader thread. */
#ifndef ZC_CONTENT_H
#define ZC_CONTENT_H

#include <stdbool.h>
#include <stdint.h>

#include "pipeline/err.h"
#include "pipeline/fmt.h"

struct zc_decoder;
struct zc_feed;
struct zc_opening;
struct zc_readahead;

struct zc_content {
	const struct zc_decoder *decoder; /* constant; opened it, or tried to */
	void *handle; /* owned; what the decoder needs for reading, or NULL */
	struct zc_fmt fmt; /* as stored; ZC_FLOAT_LE stands for the output of a lossy codec */
	uint64_t frames; /* in the file, never 0 */
	bool plain; /* the samples are stored in fmt, from data_offset on */
	uint64_t data_offset;
	bool lossy; /* the codec is */
	bool guessed; /* frames is an estimate */
	bool truncated; /* the header promises more than there is */
	char container[16];
	char codec[24];
	char note[128]; /* for people, or empty; see struct zc_track_info */
};

/* Chooses the decoder and fills *c. 0, or -errno as zc_track_open, with a text that names the
 * file. Waits for the disk. */
int zc_content_open(struct zc_content *c, const struct zc_opening *o, struct zc_err *err);

/* A feed that delivers the content in the device's format hw; the caller's, see source.h. c and
 * ra are lent until the feed is freed. Everything it needs is allocated and touched here. NULL
 * and *err: -ENOMEM, or the error of decoding the first frames (-EIO, -EILSEQ). */
struct zc_feed *zc_content_feed(const struct zc_content *c, const struct zc_fmt *hw,
	struct zc_readahead *ra, const char *path, struct zc_err *err);

/* Also after a failed open. After the feed was freed. */
void zc_content_release(struct zc_content *c);

#endif
