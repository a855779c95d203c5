#include "pipeline/verify/verify_file.h"

#include <errno.h>
#include <fcntl.h>
#include <sndfile.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SCRATCH_SAMPLES 4096u
/* What was read is dropped from the page cache in pieces of this size. */
#define DROP_BYTES (1 << 20)

struct zc_verify_file {
	int fd; /* owned */
	SNDFILE *sf; /* owned */
	SF_INFO raw_info; /* the format of a headerless file; else all 0 */
	struct zc_fmt file, hw;
	int shift; /* left by this a sample as read has its most significant bit in bit 31 */
	uint64_t next; /* the frame that libsndfile reads next */
	off_t dropped; /* bytes of the file dropped from the page cache */
	union {
		int whole[SCRATCH_SAMPLES];
		float real[SCRATCH_SAMPLES];
		double real64[SCRATCH_SAMPLES];
	} scratch;
};

static void
put_bytes(uint8_t *p, uint64_t v, uint32_t bytes, bool big_endian)
{
	for (uint32_t i = 0; i < bytes; i++)
		p[i] = (uint8_t)(v >> 8 * (big_endian ? bytes - 1 - i : i));
}

static uint64_t
get_bytes(const uint8_t *p, uint32_t bytes, bool big_endian)
{
	uint64_t v = 0;

	for (uint32_t i = 0; i < bytes; i++)
		v |= (uint64_t)p[i] << 8 * (big_endian ? bytes - 1 - i : i);
	return v;
}

static void
put_float(enum zc_sample hw, uint8_t *p, float v)
{
	uint32_t bits;

	memcpy(&bits, &v, sizeof(bits));
	put_bytes(p, bits, sizeof(bits), zc_sample_is_big_endian(hw));
}

static void
put_double(enum zc_sample hw, uint8_t *p, double v)
{
	uint64_t bits;

	memcpy(&bits, &v, sizeof(bits));
	put_bytes(p, bits, sizeof(bits), zc_sample_is_big_endian(hw));
}

/* v has its most significant bit in bit 31. */
static void
put_int(enum zc_sample hw, uint8_t *p, int32_t v)
{
	uint32_t down = 32 - zc_sample_bits(hw);

	/* Exact: a float format is chosen only where it can hold every bit. */
	if (hw == ZC_FLOAT_LE || hw == ZC_FLOAT_BE)
		put_float(hw, p, (float)v / 2147483648.0f);
	else if (zc_sample_is_float(hw))
		put_double(hw, p, v / 2147483648.0);
	else
		put_bytes(p, (uint64_t)(v >> down) ^ (hw == ZC_U8 ? 0x80 : 0),
			zc_sample_bytes(hw), zc_sample_is_big_endian(hw));
}

int32_t
zc_verify_sample_int(enum zc_sample hw, const uint8_t *p)
{
	uint64_t v = get_bytes(p, zc_sample_bytes(hw), zc_sample_is_big_endian(hw));

	return (int32_t)((uint32_t)(v ^ (hw == ZC_U8 ? 0x80 : 0)) << (32 - zc_sample_bits(hw)));
}

char *
zc_verify_sample_str(enum zc_sample hw, const uint8_t *p, char *buf, size_t size)
{
	uint64_t v = get_bytes(p, zc_sample_bytes(hw), zc_sample_is_big_endian(hw));
	uint32_t bits32 = (uint32_t)v;
	double real;
	float real32;

	memcpy(&real, &v, sizeof(real));
	memcpy(&real32, &bits32, sizeof(real32));
	if (!zc_sample_is_float(hw))
		snprintf(buf, size, "%d",
			zc_verify_sample_int(hw, p) >> (32 - zc_sample_bits(hw)));
	else
		snprintf(buf, size, "%.17g", zc_sample_bits(hw) == 64 ? real : real32);
	return buf;
}

/* libsndfile's number for the format of a headerless file. */
static int
raw_format(enum zc_sample s)
{
	static const int subtypes[ZC_SAMPLE_COUNT] = { [ZC_U8] = SF_FORMAT_PCM_U8,
		[ZC_S8] = SF_FORMAT_PCM_S8,
		[ZC_S16_LE] = SF_FORMAT_PCM_16,
		[ZC_S16_BE] = SF_FORMAT_PCM_16,
		[ZC_S24_3LE] = SF_FORMAT_PCM_24,
		[ZC_S24_3BE] = SF_FORMAT_PCM_24,
		[ZC_S24_LE] = SF_FORMAT_PCM_32,
		[ZC_S32_LE] = SF_FORMAT_PCM_32,
		[ZC_S32_BE] = SF_FORMAT_PCM_32,
		[ZC_FLOAT_LE] = SF_FORMAT_FLOAT,
		[ZC_FLOAT_BE] = SF_FORMAT_FLOAT,
		[ZC_FLOAT64_LE] = SF_FORMAT_DOUBLE,
		[ZC_FLOAT64_BE] = SF_FORMAT_DOUBLE };

	return SF_FORMAT_RAW | subtypes[s] |
	       (zc_sample_is_big_endian(s) ? SF_ENDIAN_BIG : SF_ENDIAN_LITTLE);
}

static int
open_sound(struct zc_verify_file *f, struct zc_err *err)
{
	SF_INFO info = f->raw_info;

	if (lseek(f->fd, 0, SEEK_SET) < 0)
		return zc_fail(err, -errno, "%s", strerrordesc_np(errno));
	f->sf = sf_open_fd(f->fd, SFM_READ, &info, 0);
	if (!f->sf)
		return zc_fail(err, -EILSEQ, "%s", sf_strerror(NULL));
	f->next = 0;
	if (info.channels != (int)f->file.channels || info.samplerate != (int)f->file.rate_hz)
		return zc_fail(err, -ESTALE,
			"the file has changed: %d channels at %d Hz now, %u at %u Hz when it "
			"was opened to play",
			info.channels, info.samplerate, f->file.channels, f->file.rate_hz);
	return 0;
}

static int
open_regular(struct zc_verify_file *f, const char *path, struct zc_err *err)
{
	struct stat st;

	/* A FIFO or device may have taken its place and must not be waited for. */
	f->fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (f->fd < 0 || fstat(f->fd, &st))
		return zc_fail(err, -errno, "%s", strerrordesc_np(errno));
	if (!S_ISREG(st.st_mode))
		return zc_fail(err, -ESTALE,
			"the file was replaced by something that is not a regular file");
	return 0;
}

struct zc_verify_file *
zc_verify_file_open(const char *path, const struct zc_track_info *info, struct zc_err *err)
{
	struct zc_verify_file *f = calloc(1, sizeof(*f));

	if (!f) {
		zc_fail(err, -ENOMEM, "no memory to read it again");
		return NULL;
	}
	f->fd = -1;
	f->file = info->file;
	f->hw = info->hw;
	if (!strcmp(info->container, "RAW"))
		f->raw_info = (SF_INFO){ .samplerate = (int)info->file.rate_hz,
			.channels = (int)info->file.channels,
			.format = raw_format(info->file.sample) };
	/* libsndfile reads such a headerless file as 32 bit samples. */
	if (info->file.sample == ZC_S24_LE)
		f->shift = 8;
	if (open_regular(f, path, err) || open_sound(f, err)) {
		zc_verify_file_close(f);
		return NULL;
	}
	return f;
}

/* Leaves the page cache to others, once at least min_bytes can be dropped; 0: all of it. */
static void
drop_cache(struct zc_verify_file *f, off_t min_bytes)
{
	off_t at = lseek(f->fd, 0, SEEK_CUR);

	if (at < f->dropped + min_bytes)
		return;
	posix_fadvise(f->fd, 0, min_bytes ? at : 0, POSIX_FADV_DONTNEED);
	f->dropped = at;
}

void
zc_verify_file_close(struct zc_verify_file *f)
{
	if (f->sf)
		sf_close(f->sf);
	if (f->fd >= 0) {
		f->dropped = 0;
		drop_cache(f, 0);
		close(f->fd);
	}
	free(f);
}

/* Reads at most as much as fits into the scratch buffer. */
static uint32_t
read_some(struct zc_verify_file *f, uint8_t *dst, uint32_t n)
{
	enum zc_sample hw = f->hw.sample;
	uint32_t channels = f->hw.channels, bytes = zc_sample_bytes(hw);
	uint32_t max = SCRATCH_SAMPLES / channels;
	sf_count_t got;
	size_t samples;

	n = n < max ? n : max;
	if (!zc_sample_is_float(f->file.sample))
		got = sf_readf_int(f->sf, f->scratch.whole, n);
	else if (zc_sample_bits(hw) == 64)
		got = sf_readf_double(f->sf, f->scratch.real64, n);
	else
		got = sf_readf_float(f->sf, f->scratch.real, n);
	if (got <= 0)
		return 0;
	samples = (size_t)got * channels;
	for (size_t i = 0; i < samples; i++, dst += bytes) {
		if (f->shift && hw == ZC_S24_LE)
			put_bytes(dst, (uint32_t)f->scratch.whole[i], bytes, false);
		else if (!zc_sample_is_float(f->file.sample))
			put_int(hw, dst, (int32_t)((uint32_t)f->scratch.whole[i] << f->shift));
		else if (zc_sample_bits(hw) == 64)
			put_double(hw, dst, f->scratch.real64[i]);
		else
			put_float(hw, dst, f->scratch.real[i]);
	}
	f->next += (uint64_t)got;
	return (uint32_t)got;
}

/* Some codecs can only be decoded forward from the start. */
static bool
seek_to(struct zc_verify_file *f, uint64_t frame)
{
	uint32_t max = SCRATCH_SAMPLES / f->hw.channels;
	struct zc_err ignored;
	sf_count_t got = 1;

	if (f->next == frame)
		return true;
	if (sf_seek(f->sf, (sf_count_t)frame, SEEK_SET) == (sf_count_t)frame) {
		f->next = frame;
		return true;
	}
	sf_close(f->sf);
	f->sf = NULL;
	if (open_sound(f, &ignored))
		return false;
	while (f->next < frame && got > 0) {
		uint64_t left = frame - f->next;

		got = sf_readf_int(
			f->sf, f->scratch.whole, left < max ? (sf_count_t)left : max);
		f->next += got > 0 ? (uint64_t)got : 0;
	}
	return f->next == frame;
}

uint32_t
zc_verify_file_read(struct zc_verify_file *f, uint64_t first, void *dst, uint32_t n)
{
	uint32_t frame_bytes = zc_fmt_frame_bytes(&f->hw), done = 0, got = 1;

	if (!f->sf || !seek_to(f, first))
		return 0;
	while (done < n && got > 0) {
		got = read_some(f, (uint8_t *)dst + (size_t)done * frame_bytes, n - done);
		done += got;
	}
	drop_cache(f, DROP_BYTES);
	return done;
}

/* The length of an ID3 tag in front of the stream; 0: there is none. */
static off_t
tag_bytes(int fd)
{
	uint8_t b[10];

	if (pread(fd, b, sizeof(b), 0) != (ssize_t)sizeof(b) || memcmp(b, "ID3", 3) != 0)
		return 0;
	return 10 + (b[6] << 21 | b[7] << 14 | b[8] << 7 | b[9]);
}

/* STREAMINFO, RFC 9639 section 8.2: the first block of a stream. Its MD5 is all zero where none
 * is known. */
bool
zc_verify_file_md5(const struct zc_verify_file *f, uint8_t md5[ZC_MD5_BYTES], int *bits)
{
	static const uint8_t none[ZC_MD5_BYTES];
	uint8_t b[8 + 34];

	if (pread(f->fd, b, sizeof(b), tag_bytes(f->fd)) != (ssize_t)sizeof(b) ||
		memcmp(b, "fLaC", 4) != 0 || (b[4] & 0x7f) != 0)
		return false;
	*bits = ((b[20] & 1) << 4 | b[21] >> 4) + 1;
	memcpy(md5, b + 26, ZC_MD5_BYTES);
	return memcmp(md5, none, ZC_MD5_BYTES) != 0;
}
