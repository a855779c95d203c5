/* Writes the files of the table and computes what a DAC must get for them. */
#include "tests/gen.h"

#include <errno.h>
#include <fcntl.h>
#include <sndfile.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "pipeline/source/convert.h"

static uint64_t
seed_of(const char *name)
{
	uint64_t h = 1469598103934665603u;

	for (; *name; name++)
		h = (h ^ (uint8_t)*name) * 1099511628211u;
	return h | 1;
}

uint32_t
zc_gen_random(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return (uint32_t)(*state >> 32);
}

/* Full-scale noise that starts with the extremes; for codecs, which need something to predict, a
 * sawtooth with a little noise. */
static void
fill_integers(const struct zc_gen_case *c, int32_t *v, size_t n)
{
	static const int32_t extremes[] = { INT32_MIN, INT32_MAX, 0, -1, 1 << 8, -(1 << 8) };
	uint64_t state = seed_of(c->name);
	size_t head = sizeof(extremes) / sizeof(extremes[0]);

	for (size_t i = 0; i < n; i++) {
		if (c->plain)
			v[i] = i < head ? extremes[i] : (int32_t)zc_gen_random(&state);
		else
			v[i] = (int32_t)((uint32_t)i * 7001u * 2003u) / 3 +
			       (int32_t)(zc_gen_random(&state) >> 4);
	}
}

static void
fill_floats(const struct zc_gen_case *c, float *v, size_t n)
{
	static const float extremes[] = { 1.5f, -1.5f, 1.0f, -1.0f, 0.0f, 1e-7f };
	uint64_t state = seed_of(c->name);
	size_t head = sizeof(extremes) / sizeof(extremes[0]);

	for (size_t i = 0; i < n; i++) {
		v[i] = (float)((int32_t)zc_gen_random(&state) * 0x1p-31);
		if (c->plain && i < head)
			v[i] = extremes[i];
		else if (!c->plain)
			v[i] = v[i] * 0.1f + (float)(i % 200) / 400.0f;
	}
}

int
zc_gen_payload(const struct zc_gen_case *c, void **bytes, size_t *len)
{
	size_t n = c->frames * c->fmt.channels;
	int32_t *v = malloc(n * sizeof(*v));

	*len = c->frames * zc_fmt_frame_bytes(&c->fmt);
	*bytes = malloc(*len);
	if (!v || !*bytes) {
		free(v);
		free(*bytes);
		return -ENOMEM;
	}
	if (zc_sample_is_float(c->fmt.sample)) {
		fill_floats(c, (float *)v, n);
		zc_convert(ZC_FLOAT_NATIVE, v, c->fmt.sample, *bytes, n);
	} else {
		fill_integers(c, v, n);
		zc_convert(ZC_S32_NATIVE, v, c->fmt.sample, *bytes, n);
	}
	free(v);
	return 0;
}

struct header {
	uint8_t bytes[128];
	uint32_t len;
	bool big;
};

static void
put_tag(struct header *h, const char *tag)
{
	memcpy(h->bytes + h->len, tag, 4);
	h->len += 4;
}

static void
put_number(struct header *h, uint32_t v, uint32_t bytes)
{
	for (uint32_t i = 0; i < bytes; i++)
		h->bytes[h->len++] = (uint8_t)(v >> 8 * (h->big ? bytes - 1 - i : i));
}

static int
write_all(int fd, const void *bytes, size_t len)
{
	const uint8_t *p = bytes;

	while (len > 0) {
		ssize_t n = write(fd, p, len);

		if (n < 0)
			return -errno;
		p += n;
		len -= (size_t)n;
	}
	return 0;
}

static int
flush(int fd, struct header *h)
{
	int r = write_all(fd, h->bytes, h->len);

	h->len = 0;
	return r;
}

/* A chunk of unknown type with noise. */
static int
write_junk(int fd, struct header *h, uint32_t len)
{
	uint32_t padded = len + len % 2;
	uint64_t state = len;
	uint8_t *junk = malloc(padded);
	int r;

	if (!junk)
		return -ENOMEM;
	for (uint32_t i = 0; i < padded; i++)
		junk[i] = (uint8_t)zc_gen_random(&state);
	put_tag(h, "junk");
	put_number(h, len, 4);
	r = flush(fd, h);
	if (r == 0)
		r = write_all(fd, junk, padded);
	free(junk);
	return r;
}

static void
put_fmt_chunk(const struct zc_gen_case *c, struct header *h)
{
	static const uint8_t guid[14] = { 0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xaa, 0, 0x38, 0x9b,
		0x71 };
	uint32_t tag = zc_sample_is_float(c->fmt.sample) ? 3 : 1;
	uint32_t bits = zc_sample_bits(c->fmt.sample);
	uint32_t frame_bytes = zc_fmt_frame_bytes(&c->fmt);
	uint32_t size = c->header_bytes == 44 ? 16 : c->header_bytes == 80 ? 40 : 18;

	put_tag(h, "fmt ");
	put_number(h, size, 4);
	put_number(h, size == 40 ? 0xfffe : tag, 2);
	put_number(h, c->fmt.channels, 2);
	put_number(h, c->fmt.rate_hz, 4);
	put_number(h, c->fmt.rate_hz * frame_bytes, 4);
	put_number(h, frame_bytes, 2);
	put_number(h, bits, 2);
	if (size > 16)
		put_number(h, size - 18, 2);
	if (size == 40) {
		put_number(h, bits, 2);
		put_number(h, 0, 4);
		put_number(h, tag, 2);
		memcpy(h->bytes + h->len, guid, sizeof(guid));
		h->len += sizeof(guid);
	}
	if (c->header_bytes >= 58) {
		put_tag(h, "fact");
		put_number(h, 4, 4);
		put_number(h, (uint32_t)c->frames, 4);
	}
}

static uint32_t
chunk_bytes(uint32_t len)
{
	return len ? 8 + len + len % 2 : 0;
}

static int
write_wav(const struct zc_gen_case *c, int fd, const void *payload, size_t len)
{
	struct header h = { .big = zc_sample_is_big_endian(c->fmt.sample) };
	uint32_t pad = len % 2;
	int r = 0;

	put_tag(&h, h.big ? "RIFX" : "RIFF");
	put_number(&h,
		c->header_bytes - 8 + (uint32_t)len + pad + chunk_bytes(c->lead_bytes) +
			chunk_bytes(c->trail_bytes),
		4);
	put_tag(&h, "WAVE");
	put_fmt_chunk(c, &h);
	if (c->lead_bytes)
		r = write_junk(fd, &h, c->lead_bytes);
	put_tag(&h, "data");
	put_number(&h, (uint32_t)len, 4);
	if (r == 0)
		r = flush(fd, &h);
	if (r == 0)
		r = write_all(fd, payload, len);
	if (r == 0)
		r = write_all(fd, "", pad);
	if (r == 0 && c->trail_bytes)
		r = write_junk(fd, &h, c->trail_bytes);
	return r;
}

static int
write_encoded(const struct zc_gen_case *c, SNDFILE *sf, const void *payload)
{
	size_t n = c->frames * c->fmt.channels;
	int32_t *v = malloc(n * sizeof(*v));
	sf_count_t done;

	if (!v)
		return -ENOMEM;
	if (c->lossy) {
		zc_convert(c->fmt.sample, payload, ZC_FLOAT_NATIVE, v, n);
		done = sf_writef_float(sf, (const float *)v, (sf_count_t)c->frames);
	} else {
		zc_convert(c->fmt.sample, payload, ZC_S32_NATIVE, v, n);
		done = sf_writef_int(sf, v, (sf_count_t)c->frames);
	}
	free(v);
	return done == (sf_count_t)c->frames ? 0 : -EIO;
}

static int
write_by_sndfile(const struct zc_gen_case *c, int fd, const void *payload, size_t len)
{
	SF_INFO info = { .samplerate = (int)c->fmt.rate_hz,
		.channels = (int)c->fmt.channels,
		.format = c->sf_format };
	SNDFILE *sf = sf_open_fd(fd, SFM_WRITE, &info, 0);
	int r;

	if (!sf)
		return -EINVAL;
	if (c->plain)
		r = sf_write_raw(sf, payload, (sf_count_t)len) == (sf_count_t)len ? 0 : -EIO;
	else
		r = write_encoded(c, sf, payload);
	if (c->trail_bytes)
		sf_set_string(sf, SF_STR_TITLE, "A title behind the samples");
	return sf_close(sf) || r ? -EIO : 0;
}

static int
write_fd(const struct zc_gen_case *c, int fd)
{
	void *payload;
	size_t len;
	int r = zc_gen_payload(c, &payload, &len);

	if (r < 0)
		return r;
	switch (c->kind) {
	case ZC_GEN_WAV:
		r = write_wav(c, fd, payload, len);
		break;
	case ZC_GEN_RAW:
		r = write_all(fd, payload, len);
		break;
	case ZC_GEN_SNDFILE:
		r = write_by_sndfile(c, fd, payload, len);
		break;
	}
	free(payload);
	return r;
}

int
zc_gen_write(const struct zc_gen_case *c, const char *path)
{
	int fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	int r;

	if (fd < 0)
		return -errno;
	r = write_fd(c, fd);
	close(fd);
	return r;
}

static int
decode_all(SNDFILE *sf, const SF_INFO *info, bool lossy, const struct zc_fmt *hw, void **bytes,
	size_t *len)
{
	size_t n = (size_t)info->frames * (size_t)info->channels;
	int32_t *v = malloc(n * sizeof(*v));
	sf_count_t got;

	*bytes = malloc((size_t)info->frames * zc_fmt_frame_bytes(hw));
	if (!v || !*bytes) {
		free(v);
		free(*bytes);
		return -ENOMEM;
	}
	got = lossy ? sf_readf_float(sf, (float *)v, info->frames)
		    : sf_readf_int(sf, v, info->frames);
	zc_convert(lossy ? ZC_FLOAT_NATIVE : ZC_S32_NATIVE, v, hw->sample, *bytes,
		(size_t)got * (size_t)info->channels);
	*len = (size_t)got * zc_fmt_frame_bytes(hw);
	free(v);
	return 0;
}

/* Encodes the case to a memory file and decodes that in one go. */
static int
expect_decoded(const struct zc_gen_case *c, const struct zc_fmt *hw, void **bytes, size_t *len)
{
	SF_INFO info = { 0 };
	SNDFILE *sf = NULL;
	int fd = memfd_create(c->name, MFD_CLOEXEC);
	int r = fd < 0 ? -errno : write_fd(c, fd);

	if (r == 0 && lseek(fd, 0, SEEK_SET) < 0)
		r = -errno;
	if (r == 0) {
		sf = sf_open_fd(fd, SFM_READ, &info, 0);
		r = sf ? decode_all(sf, &info, c->lossy, hw, bytes, len) : -EIO;
	}
	if (sf)
		sf_close(sf);
	if (fd >= 0)
		close(fd);
	return r;
}

int
zc_gen_expect(const struct zc_gen_case *c, const struct zc_fmt *hw, void **bytes, size_t *len)
{
	size_t n = c->frames * c->fmt.channels;
	void *payload;
	int r;

	if (!c->exact)
		return expect_decoded(c, hw, bytes, len);
	r = zc_gen_payload(c, &payload, len);
	if (r < 0)
		return r;
	*len = c->frames * zc_fmt_frame_bytes(hw);
	*bytes = malloc(*len);
	if (*bytes)
		zc_convert(c->fmt.sample, payload, hw->sample, *bytes, n);
	free(payload);
	return *bytes ? 0 : -ENOMEM;
}
