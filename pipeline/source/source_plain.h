/* The feed of plain content: bytes as they are for staged tracks and edges; frames converted if
 * the device takes another encoding. */
#ifndef ZC_SOURCE_PLAIN_H
#define ZC_SOURCE_PLAIN_H

#include "pipeline/err.h"
#include "pipeline/fmt.h"
#include "pipeline/source/content.h"
#include "pipeline/source/readahead.h"
#include "pipeline/source/source.h"

/* As zc_content_feed. Copies what it needs of c; ra is lent until the feed is freed. */
struct zc_feed *zc_plain_feed_new(const struct zc_content *c, const struct zc_fmt *hw,
	struct zc_readahead *ra, const char *path, struct zc_err *err);

#endif
