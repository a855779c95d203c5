/* The one place that chooses how a file is read: the decoder that opens it, and for plain content
 * the feed that needs none. */
#include "pipeline/source/content.h"

#include <stddef.h>

#include "pipeline/source/decoder.h"
#include "pipeline/source/source_plain.h"

/* The first that claims a file opens it; the last claims every file. */
static const struct zc_decoder *const decoders[] = {
	&zc_decoder_raw,
	&zc_decoder_sndfile,
};

int
zc_content_open(struct zc_content *c, const struct zc_opening *o, struct zc_err *err)
{
	size_t i = 0;

	while (!decoders[i]->claims(o))
		i++;
	*c = (struct zc_content){ .decoder = decoders[i] };
	return c->decoder->open(c, o, err);
}

struct zc_feed *
zc_content_feed(const struct zc_content *c, const struct zc_fmt *hw, struct zc_readahead *ra,
	const char *path, struct zc_err *err)
{
	if (c->plain)
		return zc_plain_feed_new(c, hw, ra, path, err);
	return c->decoder->feed_new(c, hw, path, err);
}

void
zc_content_release(struct zc_content *c)
{
	if (c->handle)
		c->decoder->close(c->handle);
	c->handle = NULL;
}
