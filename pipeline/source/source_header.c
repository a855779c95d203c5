/* Reads the few fields of a header that describe the samples. Only for the text of an error:
 * libsndfile decides what is played. Loader thread. */
#include "pipeline/source/source_header.h"

#include <errno.h>
#include <math.h>
#include <string.h>

#include "pipeline/fmt.h"

#define CHUNKS_MAX 64

/* The fields as they are in the header. */
struct claim {
	uint64_t channels;
	double rate_hz;
	uint64_t bits;
	uint64_t encoding; /* the container's number for it */
	bool is_encoded; /* it has such a number, and it is neither of: */
	bool is_pcm, is_float;
};

uint64_t
zc_header_number(struct zc_readahead *ra, uint64_t at, uint32_t bytes, bool big_endian)
{
	uint8_t b[8];
	uint64_t v = 0;

	if (zc_readahead_read(ra, at, b, bytes) != bytes)
		return 0;
	for (uint32_t i = 0; i < bytes; i++)
		v = v << 8 | b[big_endian ? i : bytes - 1 - i];
	return v;
}

int
zc_header_channels(const char *path, uint64_t channels, struct zc_err *err)
{
	return zc_fail(err, -EILSEQ,
		"%s: its header claims %llu channels; 1 to %u can be played", path,
		(unsigned long long)channels, ZC_CHANNELS_MAX);
}

int
zc_header_rate(const char *path, double rate_hz, struct zc_err *err)
{
	return zc_fail(err, -EILSEQ, "%s: its header claims %.0f Hz; %u to %u can be played",
		path, rate_hz, ZC_RATE_MIN_HZ, ZC_RATE_MAX_HZ);
}

/* The offset of the chunk's payload; 0: there is no such chunk. */
static uint64_t
find_chunk(struct zc_readahead *ra, uint64_t from, const char *id, bool big_endian)
{
	uint8_t name[4];

	for (int i = 0; i < CHUNKS_MAX && zc_readahead_read(ra, from, name, 4) == 4; i++) {
		uint64_t len = zc_header_number(ra, from + 4, 4, big_endian);

		if (!memcmp(name, id, 4))
			return from + 8;
		from += 8 + len + (len & 1);
	}
	return 0;
}

/* WAVE_FORMAT_* of mmreg.h: 1 PCM, 3 IEEE float, 0xfffe extensible, where the actual one is the
 * beginning of the GUID at byte 24. */
static bool
claim_of_wav(struct zc_readahead *ra, struct claim *c, bool big)
{
	uint64_t fmt = find_chunk(ra, 12, "fmt ", big);

	if (!fmt)
		return false;
	c->encoding = zc_header_number(ra, fmt, 2, big);
	if (c->encoding == 0xfffe)
		c->encoding = zc_header_number(ra, fmt + 24, 2, big);
	c->channels = zc_header_number(ra, fmt + 2, 2, big);
	c->rate_hz = (double)zc_header_number(ra, fmt + 4, 4, big);
	c->bits = zc_header_number(ra, fmt + 14, 2, big);
	c->is_pcm = c->encoding == 1;
	c->is_float = c->encoding == 3;
	c->is_encoded = !c->is_pcm && !c->is_float;
	return true;
}

/* The rate is an 80-bit float: sign and exponent, then the mantissa with its first bit. */
static bool
claim_of_aiff(struct zc_readahead *ra, struct claim *c)
{
	uint64_t comm = find_chunk(ra, 12, "COMM", true);

	if (!comm)
		return false;
	c->channels = zc_header_number(ra, comm, 2, true);
	c->bits = zc_header_number(ra, comm + 6, 2, true);
	c->rate_hz = ldexp((double)zc_header_number(ra, comm + 10, 8, true),
		(int)(zc_header_number(ra, comm + 8, 2, true) & 0x7fff) - 16383 - 63);
	c->is_pcm = true;
	return true;
}

static bool
claim_of_au(struct zc_readahead *ra, struct claim *c, bool big)
{
	c->encoding = zc_header_number(ra, 12, 4, big);
	c->rate_hz = (double)zc_header_number(ra, 16, 4, big);
	c->channels = zc_header_number(ra, 20, 4, big);
	c->is_encoded = true;
	return true;
}

/* The chunk `desc` comes first; bit 0 of its flags says float. */
static bool
claim_of_caf(struct zc_readahead *ra, struct claim *c)
{
	uint64_t rate = zc_header_number(ra, 20, 8, true);

	memcpy(&c->rate_hz, &rate, sizeof(c->rate_hz));
	c->channels = zc_header_number(ra, 44, 4, true);
	c->bits = zc_header_number(ra, 48, 4, true);
	c->is_pcm = zc_header_number(ra, 28, 4, true) == 0x6c70636d; /* "lpcm" */
	c->is_float = c->is_pcm && zc_header_number(ra, 32, 4, true) & 1;
	return true;
}

static bool
claim_of(struct zc_readahead *ra, struct claim *c, const char **chunk)
{
	char magic[12] = "";

	*chunk = NULL;
	if (zc_readahead_read(ra, 0, magic, sizeof(magic)) != sizeof(magic))
		return false;
	if (!memcmp(magic + 8, "WAVE", 4)) {
		*chunk = "fmt ";
		return claim_of_wav(ra, c, magic[3] == 'X');
	}
	if (!memcmp(magic, "FORM", 4) && !memcmp(magic + 8, "AIF", 3)) {
		*chunk = "COMM";
		return claim_of_aiff(ra, c);
	}
	if (!memcmp(magic, ".snd", 4) || !memcmp(magic, "dns.", 4))
		return claim_of_au(ra, c, magic[0] == '.');
	return !memcmp(magic, "caff", 4) && claim_of_caf(ra, c);
}

int
zc_header_explain(struct zc_readahead *ra, const char *path, struct zc_err *err)
{
	struct claim c = { 0 };
	const char *chunk;

	if (!claim_of(ra, &c, &chunk))
		return !chunk ? 0
			      : zc_fail(err, -EILSEQ, "%s: its header has no chunk \"%s\"",
					path, chunk);
	if (c.channels < 1 || c.channels > ZC_CHANNELS_MAX)
		return zc_header_channels(path, c.channels, err);
	if (!(c.rate_hz >= ZC_RATE_MIN_HZ && c.rate_hz <= ZC_RATE_MAX_HZ))
		return zc_header_rate(path, c.rate_hz, err);
	if (c.is_float && c.bits != 32 && c.bits != 64)
		return zc_fail(err, -EILSEQ,
			"%s: its header claims float samples of %llu bits; they have 32 or 64",
			path, (unsigned long long)c.bits);
	if (c.is_pcm && !c.is_float && (c.bits < 1 || c.bits > 32))
		return zc_fail(err, -EILSEQ,
			"%s: its header claims samples of %llu bits; 8, 16, 24 and 32 can be "
			"played",
			path, (unsigned long long)c.bits);
	if (c.is_encoded)
		return zc_fail(err, -EILSEQ,
			"%s: its header names encoding %llu (0x%llx), which cannot be played",
			path, (unsigned long long)c.encoding, (unsigned long long)c.encoding);
	return 0;
}
