/* Vorbis comments and FLAC's pictures, which Ogg files carry in base64 as one of the comments.
 * The lengths in them count only as far as the memory that holds them. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "daemon/tags/meta_parsers.h"

/* What is left of a block. */
struct rest {
	const uint8_t *p;
	size_t len;
};

static bool
take(struct rest *r, size_t bytes, const uint8_t **out)
{
	if (bytes > r->len)
		return false;
	*out = r->p;
	r->p += bytes;
	r->len -= bytes;
	return true;
}

/* A 32-bit length, and so many bytes behind it. */
static bool
take_counted(struct rest *r, bool big_endian, const uint8_t **out, size_t *len)
{
	const uint8_t *n;

	if (!take(r, 4, &n))
		return false;
	*len = big_endian ? zc_be(n, 4) : n[0] | n[1] << 8 | n[2] << 16 | (size_t)n[3] << 24;
	return take(r, *len, out);
}

void
zc_meta_flac_picture(const uint8_t *p, size_t len, const struct zc_meta_want *want)
{
	struct rest r = { p, len };
	struct zc_meta_picture pic = { 0 };
	const uint8_t *kind, *mime, *text, *sizes;
	size_t mime_len, text_len;
	char *type;

	if (!take(&r, 4, &kind) || !take_counted(&r, true, &mime, &mime_len) ||
		!take_counted(&r, true, &text, &text_len) || !take(&r, 16, &sizes) ||
		!take_counted(&r, true, &pic.bytes, &pic.size) || !pic.size)
		return;
	type = zc_meta_string(mime, mime_len);
	/* "-->": what follows is an address. */
	if (type && strcmp(type, "-->") != 0) {
		pic.kind = zc_be(kind, 4);
		pic.mime = type;
		want->picture(want->ctx, &pic);
	}
	free(type);
}

static int
base64_digit(uint8_t c)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const char *at = c ? strchr(digits, c) : NULL;

	return at ? (int)(at - digits) : -1;
}

static void
picture_in_base64(const uint8_t *text, size_t len, const struct zc_meta_want *want)
{
	uint8_t *block = malloc(len / 4 * 3 + 3);
	size_t bytes = 0;
	uint32_t bits = 0;
	int held = 0;

	for (size_t i = 0; block && i < len; i++) {
		int digit = base64_digit(text[i]);

		if (digit < 0)
			break;
		bits = bits << 6 | (uint32_t)digit;
		held += 6;
		if (held >= 8) {
			held -= 8;
			block[bytes++] = (uint8_t)(bits >> held);
		}
	}
	if (block)
		zc_meta_flac_picture(block, bytes, want);
	free(block);
}

static void
comment(const uint8_t *p, size_t len, const struct zc_meta_want *want)
{
	static const char picture[] = "METADATA_BLOCK_PICTURE=";
	size_t prefix = sizeof(picture) - 1;
	char *text, *value;

	if (len >= prefix && !strncasecmp((const char *)p, picture, prefix)) {
		if (want->picture)
			picture_in_base64(p + prefix, len - prefix, want);
		return;
	}
	text = want->text ? zc_meta_string(p, len) : NULL;
	value = text ? strchr(text, '=') : NULL;
	if (value) {
		*value++ = '\0';
		want->text(want->ctx, text, value);
	}
	free(text);
}

void
zc_meta_comments(const uint8_t *p, size_t len, const struct zc_meta_want *want)
{
	struct rest r = { p, len };
	const uint8_t *text, *count;
	size_t bytes;

	if (!take_counted(&r, false, &text, &bytes) || !take(&r, 4, &count))
		return;
	while (take_counted(&r, false, &text, &bytes))
		comment(text, bytes, want);
}
