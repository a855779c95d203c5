/* What a file is: recognised by its header, or by its name where it has none. Loader thread. */
#ifndef ZC_CONTENT_H
#define ZC_CONTENT_H

#include <stdbool.h>
#include <stdint.h>

#include "pipeline/err.h"
#include "pipeline/fmt.h"
#include "pipeline/source/readahead.h"
#include "pipeline/source/source.h"

struct zc_sndfile;

/* The samples of a file, however they are stored. */
struct zc_content {
	struct zc_fmt fmt; /* as stored; ZC_FLOAT_LE stands for what a lossy codec gives */
	uint64_t frames; /* that there are, never 0 */
	bool plain; /* the samples lie in the file, in fmt, from data_offset on */
	uint64_t data_offset;
	bool lossy; /* of a lossy codec */
	bool guessed; /* frames is an estimate */
	bool truncated;
	char container[16];
	char codec[24];
	char note[128];
	struct zc_sndfile *snd; /* owned; what decodes it, NULL where it is plain */
};

/* Fills *c; 0, or -errno as zc_track_open says, with a text that names the file. raw: the
 * format of headerless files whose name does not tell it; all zero: none. ra is lent until
 * zc_content_release. */
int zc_content_open(struct zc_content *c, const char *path, struct zc_readahead *ra,
	uint64_t file_bytes, const struct zc_fmt *raw, struct zc_err *err);

/* Also after a failed open. */
void zc_content_release(struct zc_content *c);

/* Feeds, see source.h; `hw` is the device's format. Everything they need is allocated and
 * touched here. NULL and *err: -ENOMEM, or the error of decoding the first frames (-EIO,
 * -EILSEQ). */

/* bytes and frames for plain content. ra is lent. */
struct zc_feed *zc_plain_feed_new(const struct zc_content *c, const struct zc_fmt *hw,
	struct zc_readahead *ra, struct zc_err *err);
void zc_plain_feed_free(struct zc_feed *feed);

/* frames for content that libsndfile decodes. c->snd is lent. */
struct zc_feed *zc_decode_feed_new(const struct zc_content *c, const struct zc_fmt *hw,
	const char *path, struct zc_err *err);
void zc_decode_feed_free(struct zc_feed *feed);

#endif
