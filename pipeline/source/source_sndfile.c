/* The feed of files that libsndfile decodes: straight into the ring where it can produce the
 * device's encoding itself, else through a scratch buffer and zc_convert. Filler thread, and
 * the track's owner. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "pipeline/source/convert.h"
#include "pipeline/source/content.h"
#include "pipeline/source/source_sndfile_io.h"

#define SCRATCH_BYTES 65536u

struct decode {
	struct zc_feed feed;
	struct zc_sndfile *snd; /* lent until free */
	enum zc_sample gives; /* what libsndfile is asked for, in the machine's byte order */
	enum zc_sample hw;
	uint32_t channels;
	bool lossy;
	uint64_t promised; /* frames */
	uint64_t next; /* frame that libsndfile stands at; UINT64_MAX: not known */
	uint32_t held; /* frames from 0 on, up to next, that lie decoded in scratch */
	int pending; /* -errno that came after frames that were good */
	_Alignas(8) uint8_t scratch[SCRATCH_BYTES];
};

static sf_count_t
read_frames(struct decode *d, void *dst, uint32_t n)
{
	switch (d->gives) {
	case ZC_S16_NATIVE:
		return sf_readf_short(d->snd->sf, dst, n);
	case ZC_S32_NATIVE:
		return sf_readf_int(d->snd->sf, dst, n);
	case ZC_FLOAT_NATIVE:
		return sf_readf_float(d->snd->sf, dst, n);
	default:
		return sf_readf_double(d->snd->sf, dst, n);
	}
}

/* At most the scratch buffer's worth; straight into dst where nothing needs to be converted. */
static uint32_t
read_some(struct decode *d, uint8_t *dst, uint32_t n)
{
	uint32_t sample_bytes = zc_sample_bytes(d->gives);
	uint32_t max = SCRATCH_BYTES / (sample_bytes * d->channels);
	bool straight = d->gives == d->hw && (uintptr_t)dst % sample_bytes == 0;
	sf_count_t got;

	if (n > max)
		n = max;
	d->held = 0;
	got = read_frames(d, straight ? dst : d->scratch, n);
	if (got <= 0)
		return 0;
	if (!straight)
		zc_convert(d->gives, d->scratch, d->hw, dst, (size_t)got * d->channels);
	return (uint32_t)got;
}

/* Back to frame 0 and decode what comes before; some codecs know no other way. */
static int
wind_to(struct decode *d, uint64_t frame)
{
	uint32_t max = SCRATCH_BYTES / (zc_sample_bytes(d->gives) * d->channels);
	uint32_t n;
	int r = 0;

	if (sf_seek(d->snd->sf, 0, SEEK_SET) != 0)
		r = zc_sndfile_restart(d->snd);
	while (r == 0 && frame > 0) {
		n = frame < max ? (uint32_t)frame : max;
		if (read_frames(d, d->scratch, n) != (sf_count_t)n)
			return zc_sndfile_take_error(d->snd);
		frame -= n;
	}
	return r;
}

/* What was decoded when the file was opened is not decoded again. Returns frames. */
static uint32_t
take_held(struct decode *d, uint64_t first_frame, uint8_t *dst, uint32_t n)
{
	size_t frame_bytes = (size_t)zc_sample_bytes(d->gives) * d->channels;

	if (first_frame >= d->held)
		return 0;
	if (n > d->held - first_frame)
		n = (uint32_t)(d->held - first_frame);
	zc_convert(d->gives, d->scratch + first_frame * frame_bytes, d->hw, dst,
		(size_t)n * d->channels);
	return n;
}

static int
seek_to(struct decode *d, uint64_t frame)
{
	int r = 0;

	d->held = 0;

	if (!d->snd->sf)
		return -EILSEQ;
	/* From the middle of a Vorbis stream libsndfile lands up to a block beside the frame
	 * that it names (its issue 885), from the start it does not. */
	if (d->lossy && frame > 0)
		sf_seek(d->snd->sf, 0, SEEK_SET);
	if (sf_seek(d->snd->sf, (sf_count_t)frame, SEEK_SET) != (sf_count_t)frame)
		r = d->snd->io_error ? zc_sndfile_take_error(d->snd) : wind_to(d, frame);
	d->next = r < 0 ? UINT64_MAX : frame;
	return r;
}

static int64_t
frames(struct zc_feed *feed, uint64_t first_frame, void *dst, uint32_t n)
{
	struct decode *d = (struct decode *)feed;
	uint32_t out_bytes = zc_sample_bytes(d->hw) * d->channels;
	uint32_t done = take_held(d, first_frame, dst, n), got;
	int r;

	if (done == n)
		return done;
	if (first_frame + done != d->next) {
		d->pending = 0;
		r = seek_to(d, first_frame + done);
		if (r < 0)
			return done ? (int64_t)done : r;
	} else if (d->pending) {
		if (done)
			return done;
		r = d->pending;
		d->pending = 0;
		d->next = UINT64_MAX;
		return r;
	}
	do {
		got = read_some(d, (uint8_t *)dst + (size_t)done * out_bytes, n - done);
		done += got;
	} while (got > 0 && done < n);
	d->next = first_frame + done;
	if (done == n)
		return done;
	r = zc_sndfile_take_error(d->snd);
	/* Some decoders give up without a word; at the end of the file that is no surprise. */
	if (!r && d->next < d->promised && d->snd->pos < d->snd->bytes)
		r = -EILSEQ;
	if (!done && r < 0)
		d->next = UINT64_MAX;
	else
		d->pending = r;
	return done ? (int64_t)done : r;
}

static void
idle(struct zc_feed *feed)
{
	zc_readahead_kick(((struct decode *)feed)->snd->ra, true);
}

static enum zc_sample
ask_for(enum zc_sample file, enum zc_sample hw)
{
	if (zc_sample_is_float(file))
		return zc_sample_bits(file) == 64 ? ZC_FLOAT64_NATIVE : ZC_FLOAT_NATIVE;
	/* Half the bytes to move; nothing is lost, file has no more than these bits. */
	if (hw == ZC_S16_NATIVE && zc_sample_bits(file) <= 16)
		return ZC_S16_NATIVE;
	return ZC_S32_NATIVE;
}

/* Decodes a little, so that whatever the decoder allocates at its first block is there before
 * the filler comes, and keeps it for who plays from the start. */
static int
warm_up(struct decode *d, uint64_t there, const char *path, struct zc_err *err)
{
	uint32_t n = SCRATCH_BYTES / (8 * d->channels);
	uint8_t *dst = d->scratch;
	sf_count_t got;
	int r;

	if (n > there)
		n = (uint32_t)there;
	got = read_frames(d, dst, n);
	r = zc_sndfile_take_error(d->snd);
	if (got <= 0 && r == 0)
		r = -EILSEQ;
	if (got <= 0)
		return zc_fail(err, r, "%s: its first samples cannot be decoded: %s", path,
			zc_sndfile_error_text(r));
	d->pending = r;
	d->next = d->held = (uint32_t)got;
	return 0;
}

struct zc_feed *
zc_decode_feed_new(const struct zc_content *c, const struct zc_fmt *hw, const char *path,
	struct zc_err *err)
{
	static const struct zc_feed_ops ops = { .frames = frames, .idle = idle };
	struct decode *d = malloc(sizeof(*d));

	if (!d) {
		zc_fail(err, -ENOMEM, "%s: no memory to decode it", path);
		return NULL;
	}
	memset(d, 0, sizeof(*d));
	d->feed.ops = &ops;
	d->snd = c->snd;
	d->gives = ask_for(c->fmt.sample, hw->sample);
	d->hw = hw->sample;
	d->channels = hw->channels;
	d->lossy = c->lossy;
	d->promised = c->frames;
	if (warm_up(d, c->frames, path, err) < 0) {
		free(d);
		return NULL;
	}
	return &d->feed;
}

void
zc_decode_feed_free(struct zc_feed *feed)
{
	free(feed);
}
