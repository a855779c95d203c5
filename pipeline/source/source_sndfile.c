/* Files that libsndfile reads: what they are, and the feed of those that it decodes, straight into
 * the ring if it can produce the device's encoding itself, else through a scratch buffer and
 * zc_convert. Opened on the loader thread; the feed is for the filler, and the track's owner. */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pipeline/source/convert.h"
#include "pipeline/source/decoder.h"
#include "pipeline/source/source_header.h"
#include "pipeline/source/source_layout.h"
#include "pipeline/source/source_sndfile_io.h"

/* More frames than this would overflow a product with the bytes of a frame. */
#define FRAMES_MAX (INT64_MAX / (ZC_CHANNELS_MAX * 8))
#define COUNT_BYTES 65536u
#define SCRATCH_BYTES 65536u

/* Opening. */

static const struct {
	int major;
	const char *name;
} containers[] = {
	{ SF_FORMAT_WAV, "WAV" },
	{ SF_FORMAT_WAVEX, "WAVEX" },
	{ SF_FORMAT_RF64, "RF64" },
	{ SF_FORMAT_W64, "W64" },
	{ SF_FORMAT_AIFF, "AIFF" },
	{ SF_FORMAT_CAF, "CAF" },
	{ SF_FORMAT_AU, "AU" },
	{ SF_FORMAT_FLAC, "FLAC" },
	{ SF_FORMAT_OGG, "OGG" },
	{ SF_FORMAT_MPEG, "MPEG" },
};

/* `gives` is what decoding yields: every bit of the samples, if the codec is not lossy. */
static const struct codec {
	int subtype;
	const char *name;
	enum zc_sample gives;
	bool lossy;
} codecs[] = {
	{ SF_FORMAT_PCM_S8, "PCM_S8", ZC_S8, false },
	{ SF_FORMAT_PCM_U8, "PCM_U8", ZC_U8, false },
	{ SF_FORMAT_PCM_16, "PCM_16", ZC_S16_LE, false },
	{ SF_FORMAT_PCM_24, "PCM_24", ZC_S24_3LE, false },
	{ SF_FORMAT_PCM_32, "PCM_32", ZC_S32_LE, false },
	{ SF_FORMAT_FLOAT, "FLOAT", ZC_FLOAT_LE, false },
	{ SF_FORMAT_DOUBLE, "DOUBLE", ZC_FLOAT64_LE, false },
	{ SF_FORMAT_ULAW, "ULAW", ZC_S16_LE, false },
	{ SF_FORMAT_ALAW, "ALAW", ZC_S16_LE, false },
	{ SF_FORMAT_IMA_ADPCM, "IMA_ADPCM", ZC_S16_LE, false },
	{ SF_FORMAT_MS_ADPCM, "MS_ADPCM", ZC_S16_LE, false },
	{ SF_FORMAT_GSM610, "GSM610", ZC_S16_LE, false },
	{ SF_FORMAT_VOX_ADPCM, "VOX_ADPCM", ZC_S16_LE, false },
	{ SF_FORMAT_NMS_ADPCM_16, "NMS_ADPCM", ZC_S16_LE, false },
	{ SF_FORMAT_NMS_ADPCM_24, "NMS_ADPCM", ZC_S16_LE, false },
	{ SF_FORMAT_NMS_ADPCM_32, "NMS_ADPCM", ZC_S16_LE, false },
	{ SF_FORMAT_G721_32, "G721", ZC_S16_LE, false },
	{ SF_FORMAT_G723_24, "G723", ZC_S16_LE, false },
	{ SF_FORMAT_G723_40, "G723", ZC_S16_LE, false },
	{ SF_FORMAT_DWVW_12, "DWVW_12", ZC_S16_LE, false },
	{ SF_FORMAT_DWVW_16, "DWVW_16", ZC_S16_LE, false },
	{ SF_FORMAT_DWVW_24, "DWVW_24", ZC_S24_3LE, false },
	{ SF_FORMAT_DPCM_8, "DPCM_8", ZC_S8, false },
	{ SF_FORMAT_DPCM_16, "DPCM_16", ZC_S16_LE, false },
	{ SF_FORMAT_ALAC_16, "ALAC_16", ZC_S16_LE, false },
	{ SF_FORMAT_ALAC_20, "ALAC_20", ZC_S24_3LE, false },
	{ SF_FORMAT_ALAC_24, "ALAC_24", ZC_S24_3LE, false },
	{ SF_FORMAT_ALAC_32, "ALAC_32", ZC_S32_LE, false },
	{ SF_FORMAT_VORBIS, "VORBIS", ZC_FLOAT_LE, true },
	{ SF_FORMAT_OPUS, "OPUS", ZC_FLOAT_LE, true },
	{ SF_FORMAT_MPEG_LAYER_I, "MP1", ZC_FLOAT_LE, true },
	{ SF_FORMAT_MPEG_LAYER_II, "MP2", ZC_FLOAT_LE, true },
	{ SF_FORMAT_MPEG_LAYER_III, "MP3", ZC_FLOAT_LE, true },
};

static void
name_container(int sf_format, char *name, size_t max)
{
	SF_FORMAT_INFO info = { .format = sf_format & SF_FORMAT_TYPEMASK };
	const char *from = "?";

	for (size_t i = 0; i < sizeof(containers) / sizeof(containers[0]); i++)
		if (containers[i].major == info.format) {
			snprintf(name, max, "%s", containers[i].name);
			return;
		}
	/* The rare ones by the file name extension that libsndfile uses. */
	if (sf_command(NULL, SFC_GET_FORMAT_INFO, &info, sizeof(info)) == 0 && info.extension)
		from = info.extension;
	snprintf(name, max, "%s", from);
	for (char *p = name; *p; p++)
		*p = (char)toupper((unsigned char)*p);
}

static int
identify_codec(struct zc_content *c, int sf_format, const char *path, struct zc_err *err)
{
	int subtype = sf_format & SF_FORMAT_SUBMASK;
	bool flac = (sf_format & SF_FORMAT_TYPEMASK) == SF_FORMAT_FLAC;

	for (size_t i = 0; i < sizeof(codecs) / sizeof(codecs[0]); i++) {
		if (codecs[i].subtype != subtype)
			continue;
		c->fmt.sample = codecs[i].gives;
		c->lossy = codecs[i].lossy;
		snprintf(c->codec, sizeof(c->codec), "%s", flac ? "FLAC" : codecs[i].name);
		return 0;
	}
	return zc_fail(err, -EILSEQ, "%s: unknown encoding (libsndfile format 0x%x)", path,
		(unsigned int)sf_format);
}

static int
check_limits(const struct zc_content *c, const struct zc_sndfile *snd, const char *path,
	struct zc_err *err)
{
	if (snd->info.channels < 1 || snd->info.channels > (int)ZC_CHANNELS_MAX)
		return zc_header_channels(path, (uint64_t)snd->info.channels, err);
	if (!zc_fmt_valid(&c->fmt))
		return zc_header_rate(path, snd->info.samplerate, err);
	if (snd->info.frames <= 0)
		return zc_fail(err, -ENODATA, "%s: there is no audio in it", path);
	if (snd->info.frames > FRAMES_MAX && snd->info.frames != SF_COUNT_MAX)
		return zc_fail(err, -EILSEQ, "%s: its header claims %lld frames", path,
			(long long)snd->info.frames);
	return 0;
}

/* Decodes the whole file once: an Ogg stream that was cut off does not give its length. */
static int
count_frames(struct zc_content *c, struct zc_sndfile *snd, const char *path, struct zc_err *err)
{
	uint32_t max = COUNT_BYTES / (c->fmt.channels * sizeof(float));
	float *scratch = malloc(COUNT_BYTES);
	sf_count_t got;
	int r;

	if (!scratch)
		return zc_fail(err, -ENOMEM, "%s: no memory to open it", path);
	while ((got = sf_readf_float(snd->sf, scratch, max)) > 0)
		c->frames += (uint64_t)got;
	free(scratch);
	r = snd->io_error;
	if (r == 0)
		r = zc_sndfile_restart(snd);
	if (r < 0)
		return zc_fail(
			err, r, "%s: reading it failed: %s", path, zc_sndfile_error_text(r));
	if (c->frames == 0)
		return zc_fail(err, -ENODATA, "%s: there is no audio in it", path);
	c->truncated = true;
	snprintf(c->note, sizeof(c->note), "gives no length, %llu frames were counted",
		(unsigned long long)c->frames);
	return 0;
}

/* MPEG streams give their length only if the encoder left a Xing, Info or VBRI tag in the first
 * frame; otherwise libsndfile estimates it from the size of the file. */
static bool
length_is_estimate(struct zc_readahead *ra)
{
	static const char tags[][5] = { "Xing", "Info", "VBRI" };
	uint8_t b[256];
	uint64_t off = 0;
	int64_t n = zc_readahead_read(ra, 0, b, 10);

	if (n == 10 && memcmp(b, "ID3", 3) == 0)
		off = 10 + ((b[6] & 127u) << 21 | (b[7] & 127u) << 14 | (b[8] & 127u) << 7 |
				   (b[9] & 127u));
	n = zc_readahead_read(ra, off, b, sizeof(b));
	for (size_t i = 0; n > 0 && i < sizeof(tags) / sizeof(tags[0]); i++)
		if (memmem(b, (size_t)n, tags[i], 4))
			return false;
	return true;
}

static bool
claims(const struct zc_opening *o)
{
	(void)o;
	return true;
}

static int
open_sndfile(struct zc_content *c, const struct zc_opening *o, struct zc_err *err)
{
	struct zc_sndfile *snd;
	const char *path = o->path;
	enum zc_sample stored;
	struct zc_err snd_err;
	int r;

	snd = zc_sndfile_open(o->ra, o->file_bytes, path, &snd_err);
	if (!snd) {
		if (snd_err.code == -EILSEQ)
			zc_header_explain(o->ra, path, &snd_err);
		return zc_fail(err, snd_err.code, "%s", snd_err.text);
	}
	c->handle = snd;
	c->fmt.channels = (uint32_t)snd->info.channels;
	c->fmt.rate_hz = (uint32_t)snd->info.samplerate;
	r = identify_codec(c, snd->info.format, path, err);
	if (r < 0)
		return r;
	r = check_limits(c, snd, path, err);
	if (r < 0)
		return r;
	name_container(snd->info.format, c->container, sizeof(c->container));
	if (snd->info.frames == SF_COUNT_MAX)
		return count_frames(c, snd, path, err);
	c->frames = (uint64_t)snd->info.frames;
	if ((snd->info.format & SF_FORMAT_TYPEMASK) == SF_FORMAT_MPEG &&
		length_is_estimate(o->ra)) {
		c->guessed = true;
		snprintf(c->note, sizeof(c->note),
			"gives no length, %llu frames are an estimate",
			(unsigned long long)c->frames);
	}
	stored = zc_layout_sample(snd->info.format);
	if (stored == ZC_SAMPLE_NONE)
		return 0;
	c->fmt.sample = stored;
	zc_layout_find(c, snd);
	r = zc_sndfile_take_error(snd);
	if (r < 0 && r != -EILSEQ)
		return zc_fail(
			err, r, "%s: reading it failed: %s", path, zc_sndfile_error_text(r));
	if (c->plain) {
		zc_sndfile_close(snd);
		c->handle = NULL;
	}
	return 0;
}

static void
close_sndfile(void *handle)
{
	zc_sndfile_close(handle);
}

/* The feed. */

struct decode {
	struct zc_feed feed;
	struct zc_sndfile *snd; /* lent until free */
	enum zc_sample gives; /* what libsndfile delivers, in the machine's byte order */
	enum zc_sample hw;
	uint32_t channels;
	bool lossy;
	uint64_t promised; /* frames by the header */
	uint64_t next; /* the frame that libsndfile reads next; UINT64_MAX: unknown */
	uint32_t held; /* frames [0, held) of the track lie decoded in scratch */
	int pending; /* -errno that came after valid frames, for the next call */
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

/* Reads at most as much as fits into scratch; straight into dst if nothing has to be converted. */
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

/* Goes back to frame 0 and decodes up to `frame`: some codecs cannot seek. */
static int
decode_up_to(struct decode *d, uint64_t frame)
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

/* Delivers frames that were decoded when the file was opened. Returns how many. */
static uint32_t
deliver_held(struct decode *d, uint64_t first_frame, uint8_t *dst, uint32_t n)
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
	/* Seeking from the middle of a Vorbis stream, libsndfile can be off by up to a block
	 * (its issue 885); from the start it is exact. */
	if (d->lossy && frame > 0)
		sf_seek(d->snd->sf, 0, SEEK_SET);
	if (sf_seek(d->snd->sf, (sf_count_t)frame, SEEK_SET) != (sf_count_t)frame)
		r = d->snd->io_error ? zc_sndfile_take_error(d->snd) : decode_up_to(d, frame);
	d->next = r < 0 ? UINT64_MAX : frame;
	return r;
}

static int64_t
frames(struct zc_feed *feed, uint64_t first_frame, void *dst, uint32_t n)
{
	struct decode *d = (struct decode *)feed;
	uint32_t out_bytes = zc_sample_bytes(d->hw) * d->channels;
	uint32_t done = deliver_held(d, first_frame, dst, n), got;
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
	/* Some decoders stop at damage without an error: then the file has more data. */
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

/* The format to ask libsndfile for. */
static enum zc_sample
choose_gives(enum zc_sample file, enum zc_sample hw)
{
	if (zc_sample_is_float(file))
		return zc_sample_bits(file) == 64 ? ZC_FLOAT64_NATIVE : ZC_FLOAT_NATIVE;
	/* Half the bytes to move, and the file has no more bits than these. */
	if (hw == ZC_S16_NATIVE && zc_sample_bits(file) <= 16)
		return ZC_S16_NATIVE;
	return ZC_S32_NATIVE;
}

/* Decodes the first frames, so that what the decoder allocates for its first block is there
 * before the filler runs. They are kept for playing from the start. */
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

static void
feed_free(struct zc_feed *feed)
{
	free(feed);
}

static struct zc_feed *
feed_new(const struct zc_content *c, const struct zc_fmt *hw, const char *path,
	struct zc_err *err)
{
	static const struct zc_feed_ops ops = {
		.frames = frames, .idle = idle, .free = feed_free
	};
	struct decode *d = malloc(sizeof(*d));

	if (!d) {
		zc_fail(err, -ENOMEM, "%s: no memory to decode it", path);
		return NULL;
	}
	memset(d, 0, sizeof(*d));
	d->feed.ops = &ops;
	d->snd = c->handle;
	d->gives = choose_gives(c->fmt.sample, hw->sample);
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

const struct zc_decoder zc_decoder_sndfile = {
	.claims = claims, .open = open_sndfile, .feed_new = feed_new, .close = close_sndfile
};
