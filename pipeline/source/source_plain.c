/* The feed of files whose samples lie there plainly: bytes as they are for staged tracks and
 * edges, frames repacked where the device wants another container. Filler thread, and the
 * track's owner. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "pipeline/source/convert.h"
#include "pipeline/source/content.h"

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

/* Whole frames into the scratch buffer. Bytes of a frame that the disk failed in are dropped
 * and read again by whoever asks for that frame, who then gets the error. */
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

struct zc_feed *
zc_plain_feed_new(const struct zc_content *c, const struct zc_fmt *hw, struct zc_readahead *ra,
	struct zc_err *err)
{
	static const struct zc_feed_ops ops = {
		.bytes = bytes, .frames = frames, .idle = idle
	};
	struct plain *p = malloc(sizeof(*p));

	if (!p) {
		zc_fail(err, -ENOMEM, "no memory for a track");
		return NULL;
	}
	/* The scratch as well: what the filler touches must be there. */
	memset(p, 0, sizeof(*p));
	p->feed.ops = &ops;
	p->ra = ra;
	p->data_offset = c->data_offset;
	p->payload_bytes = c->frames * zc_fmt_frame_bytes(&c->fmt);
	p->file = c->fmt;
	p->hw = hw->sample;
	return &p->feed;
}

void
zc_plain_feed_free(struct zc_feed *feed)
{
	free(feed);
}
