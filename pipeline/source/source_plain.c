/* Filler thread, and the track's owner. */
#include "pipeline/source/source_plain.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "pipeline/source/convert.h"

#define SCRATCH_BYTES 65536u

struct plain {
	struct zc_feed feed;
	struct zc_readahead *ra; /* lent until free */
	uint64_t data_offset;
	uint64_t payload_bytes;
	struct zc_fmt file;
	enum zc_sample hw;
	uint8_t scratch[SCRATCH_BYTES];
};

static int64_t
bytes(struct zc_feed *feed, uint64_t first_byte, void *dst, size_t len)
{
	struct plain *p = (struct plain *)feed;

	if (first_byte >= p->payload_bytes)
		return 0;
	if (len > p->payload_bytes - first_byte)
		len = p->payload_bytes - first_byte;
	return zc_readahead_read(p->ra, p->data_offset + first_byte, dst, len);
}

/* Reads whole frames into the scratch buffer. If the disk fails within a frame, the bytes of that
 * frame are dropped: the next call reads it again, and returns the error. */
static int64_t
load(struct plain *p, uint64_t first_frame, uint32_t n)
{
	uint32_t frame_bytes = zc_fmt_frame_bytes(&p->file);
	size_t len = (size_t)n * frame_bytes, done = 0;
	int64_t got;

	do {
		got = bytes(&p->feed, first_frame * frame_bytes + done, p->scratch + done,
			len - done);
		if (got > 0)
			done += (size_t)got;
	} while (got > 0 && done < len);
	return got < 0 && done < frame_bytes ? got : (int64_t)(done / frame_bytes);
}

static int64_t
frames(struct zc_feed *feed, uint64_t first_frame, void *dst, uint32_t n)
{
	struct plain *p = (struct plain *)feed;
	uint32_t max = SCRATCH_BYTES / zc_fmt_frame_bytes(&p->file);
	uint32_t out_bytes = zc_sample_bytes(p->hw) * p->file.channels;
	uint32_t done = 0, want;
	int64_t got;

	do {
		want = n - done < max ? n - done : max;
		got = load(p, first_frame + done, want);
		if (got <= 0)
			return done ? (int64_t)done : got;
		zc_convert(p->file.sample, p->scratch, p->hw,
			(uint8_t *)dst + (size_t)done * out_bytes,
			(size_t)got * p->file.channels);
		done += (uint32_t)got;
	} while (got == want && done < n);
	return done;
}

static void
idle(struct zc_feed *feed)
{
	zc_readahead_kick(((struct plain *)feed)->ra, false);
}

static void
feed_free(struct zc_feed *feed)
{
	free(feed);
}

struct zc_feed *
zc_plain_feed_new(const struct zc_content *c, const struct zc_fmt *hw, struct zc_readahead *ra,
	const char *path, struct zc_err *err)
{
	static const struct zc_feed_ops ops = {
		.bytes = bytes, .frames = frames, .idle = idle, .free = feed_free
	};
	struct plain *p = malloc(sizeof(*p));

	if (!p) {
		zc_fail(err, -ENOMEM, "%s: no memory to play it", path);
		return NULL;
	}
	/* Touches the scratch buffer as well, so that the filler does not fault. */
	memset(p, 0, sizeof(*p));
	p->feed.ops = &ops;
	p->ra = ra;
	p->data_offset = c->data_offset;
	p->payload_bytes = c->frames * zc_fmt_frame_bytes(&c->fmt);
	p->file = c->fmt;
	p->hw = hw->sample;
	return &p->feed;
}
