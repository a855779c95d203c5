/* Vorbis comments and FLAC picture blocks; Ogg files carry a picture block in base64 as one of
 * the comments. Every length in them is checked against the bytes that are there. */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "daemon/tags/meta_bytes.h"
#include "daemon/tags/meta_parsers.h"

/* The part of a block that is not parsed yet. */
struct cursor {
	const uint8_t *p; /* lent */
	size_t len;
};

static bool
next_bytes(struct cursor *r, size_t bytes, const uint8_t **out)
{
	if (bytes > r->len)
		return false;
	*out = r->p;
	r->p += bytes;
	r->len -= bytes;
	return true;
}

/* A 32-bit length and that many bytes. */
static bool
next_counted(struct cursor *r, bool big_endian, const uint8_t **out, size_t *len)
{
	const uint8_t *n;

	if (!next_bytes(r, 4, &n))
		return false;
	*len = big_endian ? zc_be(n, 4) : n[0] | n[1] << 8 | n[2] << 16 | (size_t)n[3] << 24;
	return next_bytes(r, *len, out);
}

void
zc_meta_flac_picture(const uint8_t *p, size_t len, const struct zc_meta_callbacks *cb)
{
	struct cursor r = { p, len };
	struct zc_meta_picture pic = { 0 };
	const uint8_t *kind, *mime, *text, *sizes;
	size_t mime_len, text_len;
	char *type;

	if (!next_bytes(&r, 4, &kind) || !next_counted(&r, true, &mime, &mime_len) ||
		!next_counted(&r, true, &text, &text_len) || !next_bytes(&r, 16, &sizes) ||
		!next_counted(&r, true, &pic.bytes, &pic.size) || !pic.size)
		return;
	type = zc_meta_string(mime, mime_len);
	/* "-->" means that an address follows instead of a picture. */
	if (type && strcmp(type, "-->") != 0) {
		pic.kind = zc_be(kind, 4);
		pic.mime = type;
		cb->picture(cb->ctx, &pic);
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
picture_in_base64(const uint8_t *text, size_t len, const struct zc_meta_callbacks *cb)
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
		zc_meta_flac_picture(block, bytes, cb);
	free(block);
}

static void
comment(const uint8_t *p, size_t len, const struct zc_meta_callbacks *cb)
{
	static const char picture[] = "METADATA_BLOCK_PICTURE=";
	size_t prefix = sizeof(picture) - 1;
	char *text, *value;

	if (len >= prefix && !strncasecmp((const char *)p, picture, prefix)) {
		if (cb->picture)
			picture_in_base64(p + prefix, len - prefix, cb);
		return;
	}
	text = cb->text ? zc_meta_string(p, len) : NULL;
	value = text ? strchr(text, '=') : NULL;
	if (value) {
		*value++ = '\0';
		cb->text(cb->ctx, text, value);
	}
	free(text);
}

void
zc_meta_comments(const uint8_t *p, size_t len, const struct zc_meta_callbacks *cb)
{
	struct cursor r = { p, len };
	const uint8_t *text, *count;
	size_t bytes;

	if (!next_counted(&r, false, &text, &bytes) || !next_bytes(&r, 4, &count))
		return;
	while (next_counted(&r, false, &text, &bytes))
		comment(text, bytes, cb);
}
