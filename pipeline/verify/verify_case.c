#include "pipeline/verify/verify_case.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SAMPLE_MAX 32

struct zc_case *
zc_case_new(const struct zc_track_info *info, const char *path)
{
	struct zc_case *c = calloc(1, sizeof(*c));

	if (!c || !(c->path = strdup(path))) {
		free(c);
		return NULL;
	}
	c->info = *info;
	c->frame_bytes = zc_fmt_frame_bytes(&info->hw);
	c->receipt.track_id = info->id;
	SHA256Init(&c->ring_sha);
	MD5Init(&c->ring_md5);
	return c;
}

void
zc_case_free(struct zc_case *c)
{
	if (c->file)
		zc_verify_file_close(c->file);
	free(c->path);
	free(c);
}

static void
open_file(struct zc_case *c)
{
	int sample_bits = (int)zc_sample_bits(c->info.file.sample);

	c->file = zc_verify_file_open(c->path, &c->info, &c->file_err);
	if (!c->file || strcmp(c->info.codec, "FLAC") || zc_sample_is_float(c->info.hw.sample))
		return;
	/* The decoder widens samples of 12 or 20 bits, but the MD5 is of the original ones. */
	c->has_md5 = zc_verify_file_md5(c->file, c->file_md5, &c->md5_bits) &&
		     c->md5_bits == sample_bits;
}

/* FLAC's MD5 is over little-endian samples, each in as few bytes as hold it. */
static void
add_md5(struct zc_case *c, const uint8_t *data, uint32_t n)
{
	enum zc_sample hw = c->info.hw.sample;
	uint32_t from = zc_sample_bytes(hw), to = (uint32_t)(c->md5_bits + 7) / 8;
	size_t samples = (size_t)n * c->info.hw.channels;
	uint8_t out[3 * 512];
	size_t k = 0;

	if (hw == ZC_S16_LE && to == 2) {
		MD5Update(&c->ring_md5, data, samples * to);
		return;
	}
	for (size_t i = 0; i < samples; i++, data += from) {
		int32_t v = zc_verify_sample_int(hw, data) >> (32 - c->md5_bits);

		for (uint32_t b = 0; b < to; b++)
			out[k++] = (uint8_t)(v >> 8 * b);
		if (k > sizeof(out) - 3) {
			MD5Update(&c->ring_md5, out, k);
			k = 0;
		}
	}
	MD5Update(&c->ring_md5, out, k);
}

static void
differs_at(struct zc_case *c, uint64_t frame, uint32_t channel)
{
	c->receipt.differs = true;
	c->receipt.differs_frame = frame;
	c->receipt.differs_channel = channel + 1;
}

/* Names the first sample of these that differs from the file. */
static void
find_difference(struct zc_case *c, uint64_t first, const uint8_t *data, const uint8_t *expected,
	uint32_t n)
{
	uint32_t bytes = zc_sample_bytes(c->info.hw.sample), channels = c->info.hw.channels;
	char ring[SAMPLE_MAX], file[SAMPLE_MAX];
	size_t i = 0;

	while (i < (size_t)n * channels &&
		!memcmp(data + i * bytes, expected + i * bytes, bytes))
		i++;
	differs_at(c, first + i / channels, (uint32_t)(i % channels));
	snprintf(c->receipt.text, sizeof(c->receipt.text),
		"frame %" PRIu64 ", channel %u: the device was given %s, the file has %s",
		c->receipt.differs_frame, c->receipt.differs_channel,
		zc_verify_sample_str(c->info.hw.sample, data + i * bytes, ring, sizeof(ring)),
		zc_verify_sample_str(
			c->info.hw.sample, expected + i * bytes, file, sizeof(file)));
}

/* Reads the same frames of the file into expected; returns how many it has. */
static uint32_t
compare(struct zc_case *c, uint64_t first, const uint8_t *data, uint32_t n, uint8_t *expected)
{
	uint32_t got;

	if (!c->file && !c->file_err.code && c->info.bit_exact)
		open_file(c);
	if (!c->file)
		return 0;
	got = zc_verify_file_read(c->file, first, expected, n);
	if (c->receipt.differs)
		return got;
	if (memcmp(data, expected, (size_t)got * c->frame_bytes) != 0) {
		find_difference(c, first, data, expected, got);
	} else if (got < n) {
		differs_at(c, first + got, 0);
		snprintf(c->receipt.text, sizeof(c->receipt.text),
			"more was played than the file has when read again: it ends at frame "
			"%" PRIu64 ", or cannot be read from there on",
			first + got);
	}
	/* Up to here the digest of the ring is that of the file. */
	if (c->receipt.differs)
		c->file_sha = c->ring_sha;
	return got;
}

void
zc_case_frames(
	struct zc_case *c, uint64_t first, const uint8_t *data, uint32_t n, uint8_t *scratch)
{
	uint32_t got = compare(c, first, data, n, scratch);
	uint32_t skip = first < c->hashed ? (uint32_t)(c->hashed - first) : 0;

	/* Each frame goes into the digests once, and in the track's order. */
	if (skip >= n)
		return;
	c->gaps |= first > c->hashed;
	c->hashed = first + n;
	c->receipt.digest_frames += n - skip;
	SHA256Update(&c->ring_sha, data + (size_t)skip * c->frame_bytes,
		(size_t)(n - skip) * c->frame_bytes);
	if (c->receipt.differs && got > skip)
		SHA256Update(&c->file_sha, scratch + (size_t)skip * c->frame_bytes,
			(size_t)(got - skip) * c->frame_bytes);
	if (c->has_md5 && !c->gaps)
		add_md5(c, data + (size_t)skip * c->frame_bytes, n - skip);
}

static void
hex(const uint8_t *bytes, size_t n, char *text)
{
	for (size_t i = 0; i < n; i++)
		sprintf(text + 2 * i, "%02x", bytes[i]);
}

static void
finish_digests(struct zc_case *c)
{
	struct zc_receipt *r = &c->receipt;
	uint8_t digest[SHA256_DIGEST_LENGTH];

	if (!r->digest_frames)
		return;
	SHA256Final(digest, &c->ring_sha);
	hex(digest, sizeof(digest), r->digest);
	if (!c->file)
		return;
	if (r->differs)
		SHA256Final(digest, &c->file_sha);
	hex(digest, sizeof(digest), r->file_digest);
}

static void __attribute__((format(printf, 3, 4)))
set_verdict(struct zc_case *c, enum zc_verify_state state, const char *fmt, ...)
{
	va_list ap;

	c->receipt.state = state;
	va_start(ap, fmt);
	vsnprintf(c->receipt.text, sizeof(c->receipt.text), fmt, ap);
	va_end(ap);
}

/* True if there is nothing to compare with. */
static bool
cannot_be_verified(struct zc_case *c)
{
	const struct zc_err *err = &c->file_err;

	if (c->ring_fault)
		set_verdict(c, ZC_VERIFY_IMPOSSIBLE, "not verifiable: %s", c->ring_fault);
	else if (!c->info.bit_exact &&
		 (!strncmp(c->info.codec, "FLOAT", 5) || !strcmp(c->info.codec, "DOUBLE")))
		set_verdict(c, ZC_VERIFY_IMPOSSIBLE,
			"not verifiable: float samples are rounded for the device");
	else if (!c->info.bit_exact)
		set_verdict(c, ZC_VERIFY_IMPOSSIBLE,
			"not verifiable: %s is lossy, and no two decoders of it agree bit for bit",
			c->info.codec);
	else if (err->code && err->code != -ESTALE)
		set_verdict(c, ZC_VERIFY_IMPOSSIBLE,
			"not verifiable: the file cannot be read again: %.160s", err->text);
	else
		return false;
	return true;
}

/* True if what was played differs from the file, or the file is not what it should be. */
static bool
is_wrong(struct zc_case *c)
{
	bool stopped = c->result == -ECANCELED || c->result == -ENODEV || c->result == -ETIME;
	uint8_t next_frame[ZC_CHANNELS_MAX * 8];

	if (c->receipt.differs)
		c->receipt.state = ZC_VERIFY_FAILED; /* the text says where */
	else if (c->file_err.code)
		set_verdict(c, ZC_VERIFY_FAILED, "%.200s", c->file_err.text);
	else if (c->info.truncated)
		set_verdict(c, ZC_VERIFY_FAILED, "the file is truncated: %s", c->info.note);
	else if (c->result && !stopped)
		set_verdict(c, ZC_VERIFY_FAILED,
			"playing ended at frame %" PRIu64 " of %" PRIu64 ": %s", c->end_frame,
			c->info.frames,
			c->result == -ENODATA ? "the file ended there"
					      : strerrordesc_np(-c->result));
	else if (c->file && zc_verify_file_read(c->file, c->info.frames, next_frame, 1))
		set_verdict(c, ZC_VERIFY_FAILED,
			"the file has more than the %" PRIu64 " frames that were played",
			c->info.frames);
	else
		return false;
	return true;
}

/* True if some of it was not played, or not read before it was overwritten. */
static bool
is_incomplete(struct zc_case *c)
{
	const struct zc_receipt *r = &c->receipt;
	uint64_t all = c->info.frames, unplayed = all - r->frames;
	char verified[96];

	snprintf(verified, sizeof(verified), "verified %" PRIu64 " of %" PRIu64 " frames",
		r->frames, all);
	unplayed -= r->missed < unplayed ? r->missed : unplayed;
	if (c->notes_lost)
		set_verdict(c, ZC_VERIFY_INCOMPLETE,
			"%s; the verifier fell too far behind to check the rest", verified);
	else if (r->missed && unplayed)
		set_verdict(c, ZC_VERIFY_INCOMPLETE,
			"%s; %" PRIu64
			" were overwritten before the verifier read them, the rest was not "
			"played",
			verified, r->missed);
	else if (r->missed)
		set_verdict(c, ZC_VERIFY_INCOMPLETE,
			"%s; the rest was overwritten before the verifier read it", verified);
	else if (unplayed)
		set_verdict(c, ZC_VERIFY_INCOMPLETE, "%s; the rest was not played", verified);
	else
		return false;
	return true;
}

/* All frames were compared and are equal; an MD5 that the file keeps must agree, too. */
static void
conclude_whole(struct zc_case *c)
{
	uint8_t md5[ZC_MD5_BYTES];

	if (!c->has_md5 || c->gaps || c->hashed != c->info.frames) {
		set_verdict(c, ZC_VERIFY_VERIFIED,
			"verified: all %" PRIu64 " frames match the file", c->info.frames);
		return;
	}
	MD5Final(md5, &c->ring_md5);
	hex(md5, sizeof(md5), c->receipt.md5);
	if (memcmp(md5, c->file_md5, sizeof(md5)) != 0)
		set_verdict(c, ZC_VERIFY_FAILED,
			"all frames match what the file decodes to, but not the MD5 in its "
			"FLAC header: the file is damaged, or was when it was made");
	else
		set_verdict(c, ZC_VERIFY_VERIFIED,
			"verified: all %" PRIu64
			" frames match the file and the MD5 in its FLAC header",
			c->info.frames);
}

void
zc_case_conclude(struct zc_case *c)
{
	c->receipt.frames = zc_cover_total(&c->cover);
	finish_digests(c);
	if (!cannot_be_verified(c) && !is_wrong(c) && !is_incomplete(c))
		conclude_whole(c);
}
