/* Finds the samples of WAV, W64, RF64, AIFF, CAF and AU without parsing their headers: libsndfile
 * seeks to frame 0, and the offset of its next read is noted. Compressed files would give an
 * offset as well, so the encoding is checked first, and the bytes found are compared with what
 * libsndfile makes of them. In any doubt the file is left to the decoder. Loader thread. */
#include "pipeline/source/source_layout.h"

#include <stdio.h>
#include <string.h>

#include "pipeline/source/convert.h"
#include "pipeline/source/source_header.h"

/* Bytes compared at either end: at least one frame. */
#define CHECK_BYTES 2048u
_Static_assert(CHECK_BYTES >= ZC_CHANNELS_MAX * 8, "a frame fits");

static bool
is_big_endian(int sf_format)
{
	int major = sf_format & SF_FORMAT_TYPEMASK;

	switch (sf_format & SF_FORMAT_ENDMASK) {
	case SF_ENDIAN_LITTLE:
		return false;
	case SF_ENDIAN_BIG:
		return true;
	default:
		return major == SF_FORMAT_AIFF || major == SF_FORMAT_AU ||
		       major == SF_FORMAT_CAF;
	}
}

enum zc_sample
zc_layout_sample(int sf_format)
{
	bool big = is_big_endian(sf_format);

	switch (sf_format & SF_FORMAT_TYPEMASK) {
	case SF_FORMAT_WAV:
	case SF_FORMAT_WAVEX:
	case SF_FORMAT_RF64:
	case SF_FORMAT_W64:
	case SF_FORMAT_AIFF:
	case SF_FORMAT_CAF:
	case SF_FORMAT_AU:
		break;
	default:
		return ZC_SAMPLE_NONE;
	}
	switch (sf_format & SF_FORMAT_SUBMASK) {
	case SF_FORMAT_PCM_U8:
		return ZC_U8;
	case SF_FORMAT_PCM_S8:
		return ZC_S8;
	case SF_FORMAT_PCM_16:
		return big ? ZC_S16_BE : ZC_S16_LE;
	case SF_FORMAT_PCM_24:
		return big ? ZC_S24_3BE : ZC_S24_3LE;
	case SF_FORMAT_PCM_32:
		return big ? ZC_S32_BE : ZC_S32_LE;
	case SF_FORMAT_FLOAT:
		return big ? ZC_FLOAT_BE : ZC_FLOAT_LE;
	case SF_FORMAT_DOUBLE:
		return big ? ZC_FLOAT64_BE : ZC_FLOAT64_LE;
	default:
		return ZC_SAMPLE_NONE;
	}
}

/* Reads n frames from `first` on as they are stored, and checks that libsndfile reads the same
 * bytes. Sets *offset to their place in the file. */
static bool
read_proved(struct zc_sndfile *snd, uint64_t first, uint32_t n, uint32_t frame_bytes,
	uint8_t *bytes, uint64_t *offset)
{
	uint8_t raw[CHECK_BYTES];
	int64_t len = (int64_t)n * frame_bytes;

	if (sf_seek(snd->sf, (sf_count_t)first, SEEK_SET) != (sf_count_t)first)
		return false;
	snd->first_read = -1;
	if (sf_read_raw(snd->sf, raw, len) != len || snd->first_read < 0)
		return false;
	*offset = (uint64_t)snd->first_read;
	return zc_readahead_read(snd->ra, *offset, bytes, (size_t)len) == len &&
	       memcmp(bytes, raw, (size_t)len) == 0;
}

/* Checks that the stored bytes, read as format f, are the samples that libsndfile decodes. */
static bool
decodes_the_same(struct zc_sndfile *snd, const struct zc_fmt *f, uint64_t first, uint32_t n,
	const uint8_t *bytes)
{
	union {
		int whole[CHECK_BYTES];
		double real[CHECK_BYTES];
	} expected, got;
	bool real = zc_sample_is_float(f->sample);
	size_t samples = (size_t)n * f->channels;
	sf_count_t frames;

	if (sf_seek(snd->sf, (sf_count_t)first, SEEK_SET) != (sf_count_t)first)
		return false;
	frames = real ? sf_readf_double(snd->sf, expected.real, n)
		      : sf_readf_int(snd->sf, expected.whole, n);
	if (frames != (sf_count_t)n)
		return false;
	if (real) {
		zc_convert(f->sample, bytes, ZC_FLOAT64_NATIVE, got.real, samples);
		return memcmp(expected.real, got.real, samples * sizeof(double)) == 0;
	}
	zc_convert(f->sample, bytes, ZC_S32_NATIVE, got.whole, samples);
	return memcmp(expected.whole, got.whole, samples * sizeof(int)) == 0;
}

/* The length of the samples in bytes by the header; 0: it gives none, or one of those that programs
 * write before they know the length. */
static uint64_t
promised_bytes(struct zc_readahead *ra, int sf_format, uint64_t data_offset)
{
	bool rifx = (sf_format & SF_FORMAT_ENDMASK) == SF_ENDIAN_BIG;
	uint64_t v = 0;

	switch (sf_format & SF_FORMAT_TYPEMASK) {
	case SF_FORMAT_WAV:
	case SF_FORMAT_WAVEX:
		v = zc_header_number(ra, data_offset - 4, 4, rifx);
		break;
	case SF_FORMAT_RF64:
		/* Chunk ds64 comes first, its second number is the length of `data`. */
		return zc_header_number(ra, 28, 8, false);
	case SF_FORMAT_W64:
		/* Includes the chunk's own head of 24 bytes. */
		v = zc_header_number(ra, data_offset - 8, 8, false);
		return v > 24 ? v - 24 : 0;
	case SF_FORMAT_AIFF:
		/* Includes two numbers of 4 bytes between itself and the samples. */
		v = zc_header_number(ra, data_offset - 12, 4, true);
		v = v > 8 ? v - 8 : 0;
		break;
	case SF_FORMAT_CAF:
		/* Includes a number of 4 bytes between itself and the samples. */
		v = zc_header_number(ra, data_offset - 12, 8, true);
		return v > 4 && v < INT64_MAX ? v - 4 : 0;
	case SF_FORMAT_AU:
		v = zc_header_number(
			ra, 8, 4, (sf_format & SF_FORMAT_ENDMASK) != SF_ENDIAN_LITTLE);
		break;
	}
	/* Streamed files have the largest number of 31 or 32 bits, minus some header. */
	return v >= 0x7fff0000 ? 0 : v;
}

static void
note_truncation(struct zc_content *c, struct zc_sndfile *snd, uint64_t data_offset)
{
	uint64_t promised = promised_bytes(snd->ra, snd->info.format, data_offset) /
			    zc_fmt_frame_bytes(&c->fmt);

	if (promised <= c->frames ||
		data_offset + promised * zc_fmt_frame_bytes(&c->fmt) <= (uint64_t)snd->bytes)
		return;
	c->truncated = true;
	snprintf(c->note, sizeof(c->note), "header promises %llu frames, %llu are there",
		(unsigned long long)promised, (unsigned long long)c->frames);
}

void
zc_layout_find(struct zc_content *c, struct zc_sndfile *snd)
{
	uint32_t frame_bytes = zc_fmt_frame_bytes(&c->fmt);
	uint32_t n = CHECK_BYTES / frame_bytes;
	uint64_t offset, last, stored;
	uint8_t bytes[CHECK_BYTES];

	if (n > c->frames)
		n = (uint32_t)c->frames;
	if (!read_proved(snd, 0, n, frame_bytes, bytes, &offset) ||
		!decodes_the_same(snd, &c->fmt, 0, n, bytes))
		return;
	c->data_offset = offset;
	stored = ((uint64_t)snd->bytes - offset) / frame_bytes;
	if (c->frames > stored)
		c->frames = stored;
	last = c->frames - n;
	if (!read_proved(snd, last, n, frame_bytes, bytes, &offset) ||
		!decodes_the_same(snd, &c->fmt, last, n, bytes) ||
		offset != c->data_offset + last * frame_bytes)
		return;
	c->plain = true;
	note_truncation(c, snd, c->data_offset);
}
