#include "tests/unit/unit.h"

#include <endian.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "tools/report/forms.h"

#define ROOM 65536

/* An independent decoder, written from the layout: reads the lines of the log back. */
struct decoded {
	uint64_t total, high;
	uint8_t bytes[ROOM];
	size_t len;
};

static size_t
from_base64(const char *s, uint8_t *to)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	uint32_t v = 0;
	size_t n = 0, len = 0;

	for (; *s && *s != '=' && *s != '\n'; s++) {
		const char *digit = strchr(digits, *s);

		CU_ASSERT_FATAL(digit != NULL);
		v = v << 6 | (uint32_t)(digit - digits);
		if (++n % 4 == 0)
			for (int shift = 16; shift >= 0; shift -= 8)
				to[len++] = (uint8_t)(v >> shift);
	}
	if (n % 4 == 2)
		to[len++] = (uint8_t)(v >> 4);
	if (n % 4 == 3) {
		to[len++] = (uint8_t)(v >> 10);
		to[len++] = (uint8_t)(v >> 2);
	}
	return len;
}

static uint32_t
get32(const uint8_t *at)
{
	uint32_t v;

	memcpy(&v, at, sizeof(v));
	return be32toh(v);
}

/* The smallest value in a slot: 2048 slots of one value each, then 1024 of two, of four ... */
static uint64_t
place_value(uint64_t place)
{
	unsigned int bucket = place < 2048 ? 0 : (unsigned int)(place / 1024 - 1);

	return bucket ? (place % 1024 + 1024) << bucket : place;
}

/* The decoded values, sorted, each as the smallest of its slot. */
static size_t
decode(const char *text, uint64_t *values, size_t room)
{
	static uint8_t packed[ROOM], plain[ROOM];
	size_t len = from_base64(text, packed), count = 0;
	uLongf plain_len = sizeof(plain);
	uint64_t place = 0;

	CU_ASSERT_EQUAL(get32(packed), 0x1c849314);
	CU_ASSERT_EQUAL_FATAL(get32(packed + 4), len - 8);
	CU_ASSERT_EQUAL_FATAL(uncompress(plain, &plain_len, packed + 8, len - 8), Z_OK);
	CU_ASSERT_EQUAL(get32(plain), 0x1c849313);
	CU_ASSERT_EQUAL_FATAL(get32(plain + 4), plain_len - 40);
	CU_ASSERT_EQUAL(get32(plain + 12), 3);
	for (size_t at = 40; at < plain_len;) {
		uint64_t v = 0;
		int64_t n;

		for (int i = 0; i < 9; i++) {
			uint8_t byte = plain[at++];

			v |= (uint64_t)(i < 8 ? byte & 0x7f : byte) << 7 * i;
			if (i == 8 || !(byte & 0x80))
				break;
		}
		n = (int64_t)(v >> 1) ^ -(int64_t)(v & 1);
		for (int64_t k = 0; k < n && count < room; k++)
			values[count++] = place_value(place);
		place += n < 0 ? (uint64_t)-n : 1;
	}
	return count;
}

/* Every value comes back with three digits, and none is lost. */
static void
log_holds_every_value(void)
{
	static uint64_t values[5000];
	struct zcjitter_random r = { 4 };
	struct zcjitter_run run = { .name = "x" };
	struct zcjitter_series *s = &run.series[ZC_KIND_SERVICE];
	char *text, *line;
	size_t size, n;
	FILE *out;

	for (int i = 0; i < 5000; i++)
		zcjitter_series_add(
			s, i < 3 ? (uint64_t)i : zcjitter_random_next(&r) >> 1 >> i % 60, i);
	CU_ASSERT_EQUAL_FATAL(zcjitter_series_sort(s), 0);
	out = open_memstream(&text, &size);
	zcjitter_hdr(&run, out);
	fclose(out);
	CU_ASSERT_PTR_NOT_NULL(strstr(text, "#[Histogram log format version 1.3]\n"));
	line = strstr(text, "Tag=service,");
	CU_ASSERT_FATAL(line != NULL);
	CU_ASSERT_PTR_NULL(strstr(line + 1, "Tag="));
	line = strrchr(line, ',') + 1;
	n = decode(line, values, 5000);
	CU_ASSERT_EQUAL_FATAL(n, 5000);
	for (size_t i = 0; i < n; i++) {
		CU_ASSERT(values[i] <= s->sorted[i]);
		CU_ASSERT(s->sorted[i] - values[i] <= s->sorted[i] / 1000);
	}
	free(text);
	zcjitter_series_free(s);
}

ZC_UNIT_MAIN("hdr", { "the log holds every value", log_holds_every_value })
