/* The feed of files whose samples lie there plainly: bytes as they are for staged tracks and
 * edges, frames repacked where the device wants another container. Filler thread, and the
 * track's owner. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "convert.h"
#include "source_open.h"

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

static int64_t
frames(struct zc_feed *feed, uint64_t first_frame, void *dst, uint32_t n)
{
	struct plain *p = (struct plain *)feed;
	uint32_t in_bytes = zc_fmt_frame_bytes(&p->file);
	uint32_t out_bytes = zc_sample_bytes(p->hw) * p->file.channels;
	uint32_t done = 0, want;
	uint8_t *out = dst;
	int64_t got;

	while (done < n) {
		want = SCRATCH_BYTES / in_bytes;
		if (want > n - done)
			want = n - done;
		got = bytes(feed, (first_frame + done) * in_bytes, p->scratch,
			(size_t)want * in_bytes);
		if (got < 0)
			return done ? (int64_t)done : got;
		got /= in_bytes;
		zc_convert(
			p->file.sample, p->scratch, p->hw, out, (size_t)got * p->file.channels);
		done += (uint32_t)got;
		out += (size_t)got * out_bytes;
		if (got < want)
			break;
	}
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
