/* What a file is: by its name where it is headerless, else by libsndfile. Loader thread. */
#include "pipeline/source/content.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "pipeline/source/source_header.h"
#include "pipeline/source/source_layout.h"
#include "pipeline/source/source_sndfile_io.h"

/* What a frame may count up to: no product with a frame's bytes overflows. */
#define FRAMES_MAX (INT64_MAX / (ZC_CHANNELS_MAX * 8))

#define COUNT_BYTES 65536u

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

/* `gives` is what decoding yields, every bit of it for those that are not lossy. */
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
	/* The rare ones by libsndfile's file name extension. */
	if (sf_command(NULL, SFC_GET_FORMAT_INFO, &info, sizeof(info)) == 0 && info.extension)
		from = info.extension;
	snprintf(name, max, "%s", from);
	for (char *p = name; *p; p++)
		*p = (char)toupper((unsigned char)*p);
}

static int
take_codec(struct zc_content *c, int sf_format, const char *path, struct zc_err *err)
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
	return zc_fail(err, -EILSEQ, "%s: its encoding (libsndfile format 0x%x) is not known",
		path, (unsigned int)sf_format);
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

/* Ogg streams that were cut say nothing of their length: it takes decoding them once. */
static int
count_frames(struct zc_content *c, const char *path, struct zc_err *err)
{
	uint32_t max = COUNT_BYTES / (c->fmt.channels * sizeof(float));
	float *scratch = malloc(COUNT_BYTES);
	sf_count_t got;
	int r;

	if (!scratch)
		return zc_fail(err, -ENOMEM, "%s: no memory to open it", path);
	while ((got = sf_readf_float(c->snd->sf, scratch, max)) > 0)
		c->frames += (uint64_t)got;
	free(scratch);
	r = c->snd->io_error;
	if (r == 0)
		r = zc_sndfile_restart(c->snd);
	if (r < 0)
		return zc_fail(
			err, r, "%s: reading it failed: %s", path, zc_sndfile_error_text(r));
	if (c->frames == 0)
		return zc_fail(err, -ENODATA, "%s: there is no audio in it", path);
	c->truncated = true;
	snprintf(c->note, sizeof(c->note), "no length in it, %llu frames are there",
		(unsigned long long)c->frames);
	return 0;
}

/* MPEG streams tell their length only where an encoder left a Xing, Info or VBRI tag in the
 * first frame; without one libsndfile estimates it from the size of the file. */
static bool
length_is_guess(struct zc_readahead *ra)
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

static int
open_by_header(struct zc_content *c, const char *path, struct zc_readahead *ra,
	uint64_t file_bytes, struct zc_err *err)
{
	enum zc_sample stored;
	int r;

	c->snd = zc_sndfile_open(ra, file_bytes, path, err);
	if (!c->snd) {
		if (err->code == -EILSEQ)
			zc_header_explain(ra, path, err);
		return err->code;
	}
	c->fmt.channels = (uint32_t)c->snd->info.channels;
	c->fmt.rate_hz = (uint32_t)c->snd->info.samplerate;
	r = take_codec(c, c->snd->info.format, path, err);
	if (r < 0)
		return r;
	r = check_limits(c, c->snd, path, err);
	if (r < 0)
		return r;
	name_container(c->snd->info.format, c->container, sizeof(c->container));
	if (c->snd->info.frames == SF_COUNT_MAX)
		return count_frames(c, path, err);
	c->frames = (uint64_t)c->snd->info.frames;
	if ((c->snd->info.format & SF_FORMAT_TYPEMASK) == SF_FORMAT_MPEG &&
		length_is_guess(ra)) {
		c->guessed = true;
		snprintf(c->note, sizeof(c->note), "no length in it, %llu frames are a guess",
			(unsigned long long)c->frames);
	}
	stored = zc_layout_sample(c->snd->info.format);
	if (stored == ZC_SAMPLE_NONE)
		return 0;
	c->fmt.sample = stored;
	zc_layout_find(c, c->snd);
	r = zc_sndfile_take_error(c->snd);
	if (r < 0 && r != -EILSEQ)
		return zc_fail(
			err, r, "%s: reading it failed: %s", path, zc_sndfile_error_text(r));
	if (c->plain) {
		zc_sndfile_close(c->snd);
		c->snd = NULL;
	}
	return 0;
}

static bool
ends_with(const char *path, const char *suffix)
{
	size_t n = strlen(path), m = strlen(suffix);

	return n > m && strcasecmp(path + n - m, suffix) == 0;
}

static bool
is_headerless(const char *path)
{
	return ends_with(path, ".raw") || ends_with(path, ".pcm");
}

/* "x.s16_le-44100-2.raw"; false if that part of the name is not of this form. */
static bool
fmt_of_name(const char *path, struct zc_fmt *f)
{
	const char *slash = strrchr(path, '/');
	char name[256], sample[16];
	char *dot;
	int end = 0;

	snprintf(name, sizeof(name), "%s", slash ? slash + 1 : path);
	dot = strrchr(name, '.');
	if (!dot)
		return false;
	*dot = 0;
	dot = strrchr(name, '.');
	if (!dot ||
		sscanf(dot + 1, "%15[a-zA-Z0-9_]-%7u-%2u%n", sample, &f->rate_hz, &f->channels,
			&end) != 3 ||
		dot[1 + end])
		return false;
	f->sample = zc_sample_parse(sample);
	return zc_fmt_valid(f);
}

static int
open_by_name(struct zc_content *c, const char *path, uint64_t file_bytes,
	const struct zc_fmt *raw, struct zc_err *err)
{
	uint32_t frame_bytes, rest;

	if (!fmt_of_name(path, &c->fmt))
		c->fmt = *raw;
	if (!zc_fmt_valid(&c->fmt))
		return zc_fail(err, -EILSEQ,
			"%s: headerless, so its name must tell the format, as in "
			"name.s16_le-44100-2.raw",
			path);
	frame_bytes = zc_fmt_frame_bytes(&c->fmt);
	c->frames = file_bytes / frame_bytes;
	rest = file_bytes % frame_bytes;
	if (c->frames == 0)
		return zc_fail(err, -ENODATA, "%s: shorter than one frame of %u bytes", path,
			frame_bytes);
	if (rest) {
		c->truncated = true;
		snprintf(
			c->note, sizeof(c->note), "the last %u bytes are no whole frame", rest);
	}
	c->plain = true;
	snprintf(c->container, sizeof(c->container), "RAW");
	snprintf(c->codec, sizeof(c->codec), "%s", zc_sample_name(c->fmt.sample));
	return 0;
}

int
zc_content_open(struct zc_content *c, const char *path, struct zc_readahead *ra,
	uint64_t file_bytes, const struct zc_fmt *raw, struct zc_err *err)
{
	struct zc_err ignored;

	*c = (struct zc_content){ 0 };
	if (is_headerless(path))
		return open_by_name(c, path, file_bytes, raw, err);
	return open_by_header(c, path, ra, file_bytes, err ? err : &ignored);
}

void
zc_content_release(struct zc_content *c)
{
	zc_sndfile_close(c->snd);
	c->snd = NULL;
}
