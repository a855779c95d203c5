/* A log for HdrHistogram's plotters and processors: version 1.3 of the log, encoding V2
 * (github.com/HdrHistogram/HdrHistogram). A cookie and a length precede the compressed payload,
 * which holds a header and the counts; runs of zeros are negative numbers, and each number is
 * zigzag coded in groups of seven bits. Everything is big-endian. Values are in nanoseconds
 * with three significant digits. */
#include <endian.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "tools/report/forms.h"

#define COOKIE 0x1c849313u
#define COOKIE_COMPRESSED 0x1c849314u
#define DIGITS 3
/* Buckets of 2048 steps; the lower half of each belongs to the bucket before. */
#define HALF_BITS 10u
#define MASK ((2u << HALF_BITS) - 1)
#define NUMBER_MAX 9 /* bytes of one number */

struct bytes {
	uint8_t *at; /* owns */
	size_t len, room;
};

static void
need(struct bytes *b, size_t more)
{
	if (b->len + more <= b->room)
		return;
	b->room = (b->len + more) * 2;
	b->at = realloc(b->at, b->room);
	if (!b->at) {
		fputs("zcjitter: out of memory\n", stderr);
		exit(1);
	}
}

static void
put32(struct bytes *b, uint32_t v)
{
	v = htobe32(v);
	need(b, sizeof(v));
	memcpy(b->at + b->len, &v, sizeof(v));
	b->len += sizeof(v);
}

static void
put64(struct bytes *b, uint64_t v)
{
	put32(b, (uint32_t)(v >> 32));
	put32(b, (uint32_t)v);
}

/* The ninth byte holds eight bits. */
static void
put_number(struct bytes *b, int64_t n)
{
	uint64_t v = (uint64_t)n << 1 ^ (uint64_t)(n >> 63);

	need(b, NUMBER_MAX);
	for (int i = 0; i < NUMBER_MAX - 1 && v > 0x7f; i++, v >>= 7)
		b->at[b->len++] = (uint8_t)(v | 0x80);
	b->at[b->len++] = (uint8_t)v;
}

static size_t
index_of(uint64_t v)
{
	unsigned int bucket = 63 - (unsigned int)__builtin_clzll(v | MASK) - HALF_BITS;

	return ((size_t)bucket << HALF_BITS) + (size_t)(v >> bucket);
}

static void
put_counts(struct bytes *b, const struct zcjitter_series *s)
{
	size_t at = 0;

	for (size_t i = 0; i < s->count;) {
		size_t index = index_of(s->sorted[i]), first = i;

		while (i < s->count && index_of(s->sorted[i]) == index)
			i++;
		if (index > at)
			put_number(b, -(int64_t)(index - at));
		put_number(b, (int64_t)(i - first));
		at = index + 1;
	}
}

static void
encode(struct bytes *b, const struct zcjitter_series *s)
{
	const double ratio = 1.0;
	struct bytes counts = { 0 };
	uint64_t bits;

	put_counts(&counts, s);
	memcpy(&bits, &ratio, sizeof(bits));
	put32(b, COOKIE);
	put32(b, (uint32_t)counts.len);
	put32(b, 0); /* nothing is shifted */
	put32(b, DIGITS);
	put64(b, 1);
	put64(b, s->sorted[s->count - 1] > MASK ? s->sorted[s->count - 1] : MASK);
	put64(b, bits);
	need(b, counts.len);
	memcpy(b->at + b->len, counts.at, counts.len);
	b->len += counts.len;
	free(counts.at);
}

/* Compresses, with the cookie and the length in front. */
static void
compress_bytes(struct bytes *to, const struct bytes *from)
{
	uLongf len = compressBound(from->len);

	put32(to, COOKIE_COMPRESSED);
	put32(to, 0);
	need(to, len);
	if (compress(to->at + to->len, &len, from->at, from->len) != Z_OK)
		len = 0;
	to->len += len;
	len = htobe32((uint32_t)len);
	memcpy(to->at + sizeof(uint32_t), &len, sizeof(uint32_t));
}

static void
put_base64(const struct bytes *b, FILE *out)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

	for (size_t i = 0; i < b->len; i += 3) {
		size_t n = b->len - i < 3 ? b->len - i : 3;
		uint32_t v = 0;

		for (size_t k = 0; k < 3; k++)
			v = v << 8 | (k < n ? b->at[i + k] : 0);
		for (size_t k = 0; k < 4; k++)
			putc(k <= n ? digits[v >> (18 - 6 * k) & 63] : '=', out);
	}
}

void
zcjitter_hdr(const struct zcjitter_run *run, FILE *out)
{
	double start = (double)(run->head.created_unix_ns +
				(run->first_ns - run->head.created_mono_ns)) /
		       1e9;
	char at[ZCJITTER_TIME_MAX];

	fprintf(out, "#[zcjitter: %s, values in ns]\n", run->name);
	fputs("#[Histogram log format version 1.3]\n", out);
	fprintf(out, "#[StartTime: %.3f (seconds since epoch), %s]\n", start,
		zcjitter_run_time(run, run->first_ns, at));
	fputs("\"StartTimestamp\",\"Interval_Length\",\"Interval_Max\","
	      "\"Interval_Compressed_Histogram\"\n",
		out);
	for (int k = 0; k < ZC_KINDS; k++) {
		const struct zcjitter_series *s = &run->series[k];
		struct bytes plain = { 0 }, packed = { 0 };

		if (!s->count)
			continue;
		encode(&plain, s);
		compress_bytes(&packed, &plain);
		/* Maxima in the log are in milliseconds, as other writers have them by
		 * default. */
		fprintf(out, "Tag=%s,0.000,%.3f,%.3f,", zc_wake_kind_name((enum zc_wake_kind)k),
			zcjitter_run_seconds(run), (double)s->ns[s->max] / 1e6);
		put_base64(&packed, out);
		putc('\n', out);
		free(plain.at);
		free(packed.at);
	}
}
