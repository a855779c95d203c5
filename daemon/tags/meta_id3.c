/* ID3v2, versions 2 to 4: the frames with the texts and pictures that the daemon uses. */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "daemon/tags/meta_bytes.h"
#include "daemon/tags/meta_parsers.h"

#define HEAD_BYTES 10
#define UTF8_MAX_BYTES 4

/* Frames by the names of version 2, and of 3 and 4. */
static const struct {
	char old_id[4], id[5];
	const char *key;
} texts[] = {
	{ "TT2", "TIT2", "TITLE" },
	{ "TP1", "TPE1", "ARTIST" },
	{ "TP2", "TPE2", "ALBUMARTIST" },
	{ "TAL", "TALB", "ALBUM" },
	{ "TRK", "TRCK", "TRACKNUMBER" },
	{ "TCO", "TCON", "GENRE" },
	{ "TYE", "TYER", "DATE" },
	{ "", "TDRC", "DATE" },
	{ "TCM", "TCOM", "COMPOSER" },
	{ "TPA", "TPOS", "DISCNUMBER" },
};

static uint32_t
syncsafe(const uint8_t *p)
{
	return (uint32_t)(p[0] & 0x7f) << 21 | (uint32_t)(p[1] & 0x7f) << 14 |
	       (uint32_t)(p[2] & 0x7f) << 7 | (p[3] & 0x7f);
}

/* The length of the tag with this head, 0 if it is none. */
static size_t
tag_length(const uint8_t head[HEAD_BYTES])
{
	if (memcmp(head, "ID3", 3) != 0 || head[3] < 2 || head[3] > 4)
		return 0;
	return HEAD_BYTES + syncsafe(head + 6);
}

/* Undoes the unsynchronisation: removes the zero that follows each 0xff. Returns the new length. */
static size_t
resync(uint8_t *p, size_t len)
{
	size_t to = 0;

	for (size_t i = 0; i < len; i++) {
		p[to++] = p[i];
		if (p[i] == 0xff && i + 1 < len && !p[i + 1])
			i++;
	}
	return to;
}

/* UTF-16, where the terminating zero is two bytes long. */
static bool
is_wide(uint8_t encoding)
{
	return encoding == 1 || encoding == 2;
}

/* The bytes of a text before its terminating zero. */
static size_t
text_length(uint8_t encoding, const uint8_t *p, size_t len)
{
	size_t step = is_wide(encoding) ? 2 : 1;

	for (size_t i = 0; i + step <= len; i += step)
		if (!p[i] && !p[i + step - 1])
			return i;
	return len;
}

static char *
put_utf8(char *to, uint32_t c)
{
	if (c < 0x80) {
		*to++ = (char)c;
		return to;
	}
	if (c >= 0x10000) {
		*to++ = (char)(0xf0 | c >> 18);
		*to++ = (char)(0x80 | (c >> 12 & 0x3f));
	} else if (c >= 0x800) {
		*to++ = (char)(0xe0 | c >> 12);
	}
	if (c >= 0x800)
		*to++ = (char)(0x80 | (c >> 6 & 0x3f));
	else
		*to++ = (char)(0xc0 | c >> 6);
	*to++ = (char)(0x80 | (c & 0x3f));
	return to;
}

static char *
put_utf16(char *to, const uint8_t *p, size_t len)
{
	bool little = len >= 2 && p[0] == 0xff && p[1] == 0xfe;
	bool marked = little || (len >= 2 && p[0] == 0xfe && p[1] == 0xff);
	uint32_t high = 0;

	for (size_t i = marked ? 2 : 0; i + 1 < len; i += 2) {
		uint32_t c = little ? p[i] | (uint32_t)p[i + 1] << 8 : zc_be(p + i, 2);

		if (c >= 0xd800 && c < 0xdc00) {
			high = c;
			continue;
		}
		if (c >= 0xdc00 && c < 0xe000)
			c = high ? 0x10000 + ((high - 0xd800) << 10) + (c - 0xdc00) : 0xfffd;
		high = 0;
		to = put_utf8(to, c);
	}
	return to;
}

/* The text as UTF-8, which the caller frees. NULL without memory. */
static char *
utf8_of(uint8_t encoding, const uint8_t *p, size_t len)
{
	char *s = malloc(UTF8_MAX_BYTES * len + 1), *to = s;

	if (!s)
		return NULL;
	if (is_wide(encoding)) {
		to = put_utf16(to, p, len);
	} else if (encoding == 3) {
		memcpy(to, p, len);
		to += len;
	} else {
		for (size_t i = 0; i < len; i++)
			to = put_utf8(to, p[i]);
	}
	*to = '\0';
	return s;
}

/* A genre given as a number of ID3v1's list; libsndfile translates those. */
static bool
is_reference(const char *key, const char *value)
{
	return !strcmp(key, "GENRE") && (*value == '(' || !value[strspn(value, "0123456789")]);
}

/* In version 4 a frame may hold several values, separated by zeros. */
static void
text_frame(const char *key, bool several, const uint8_t *p, size_t len,
	const struct zc_meta_callbacks *cb)
{
	uint8_t encoding = p[0];
	size_t at = 1;

	while (at < len) {
		size_t bytes = text_length(encoding, p + at, len - at);
		char *value = utf8_of(encoding, p + at, bytes);

		if (value && !is_reference(key, value))
			cb->text(cb->ctx, key, value);
		free(value);
		if (!several)
			return;
		at += bytes + (is_wide(encoding) ? 2 : 1);
	}
}

/* The body is: encoding, MIME type, kind of picture, description, the picture. */
static void
picture_frame(bool old, const uint8_t *p, size_t len, const struct zc_meta_callbacks *cb)
{
	size_t type_len = len < 6 ? 0 : old ? 3 : text_length(0, p + 1, len - 1);
	size_t at = 1 + type_len + !old, text_len;
	struct zc_meta_picture pic = { 0 };
	char type[64] = "";

	if (len < 6 || at + 1 >= len || type_len >= sizeof(type))
		return;
	pic.kind = p[at++];
	text_len = text_length(p[0], p + at, len - at);
	at += text_len + (is_wide(p[0]) ? 2 : 1);
	if (at >= len)
		return;
	memcpy(type, p + 1, type_len);
	/* "-->" means that an address follows instead of a picture. Version 2 has a format name of
	 * three letters instead of a MIME type. */
	if (!strcmp(type, "-->"))
		return;
	if (!strchr(type, '/'))
		type[0] = '\0';
	pic.mime = type;
	pic.bytes = p + at;
	pic.size = len - at;
	cb->picture(cb->ctx, &pic);
}

/* p, len: the body. flags: the second byte of the frame's flags, 0 in version 2. */
static void
frame(uint8_t version, const char *id, uint8_t flags, uint8_t *p, size_t len,
	const struct zc_meta_callbacks *cb)
{
	bool packed = version == 4 ? flags & 0x0c : version == 3 && flags & 0xc0;

	if (version == 4 && flags & 0x01) {
		if (len < 4)
			return;
		p += 4;
		len -= 4;
	}
	if (version == 4 && flags & 0x02)
		len = resync(p, len);
	if (packed)
		return;
	for (size_t i = 0; cb->text && len > 1 && i < sizeof(texts) / sizeof(texts[0]); i++)
		if (!strcmp(id, texts[i].id) || !strcmp(id, texts[i].old_id))
			text_frame(texts[i].key, version == 4, p, len, cb);
	if (cb->picture && (!strcmp(id, "APIC") || !strcmp(id, "PIC")))
		picture_frame(version == 2, p, len, cb);
}

/* A whole tag with its head; undoes the unsynchronisation in place. */
static void
parse_tag(uint8_t *tag, size_t len, const struct zc_meta_callbacks *cb)
{
	uint8_t version = tag[3], flags = tag[5], *p = tag + HEAD_BYTES;
	size_t id_len = version == 2 ? 3 : 4, head = version == 2 ? 6 : 10, extra;

	len -= HEAD_BYTES;
	if (flags & 0x80 && version < 4)
		len = resync(p, len);
	if (flags & 0x40 && version > 2 && len >= 4) {
		extra = version == 4 ? syncsafe(p) : 4 + (size_t)zc_be(p, 4);
		if (extra > len)
			return;
		p += extra;
		len -= extra;
	}
	while (len > head && *p) {
		size_t bytes = version == 4 ? syncsafe(p + 4) : zc_be(p + id_len, (int)id_len);
		char id[5] = "";

		memcpy(id, p, id_len);
		if (bytes > len - head)
			return;
		frame(version, id, version == 2 ? 0 : p[9], p + head, bytes, cb);
		p += head + bytes;
		len -= head + bytes;
	}
}

size_t
zc_meta_id3(int fd, off_t at, const struct zc_meta_callbacks *cb)
{
	uint8_t head[HEAD_BYTES], *tag;
	size_t len;

	if (pread(fd, head, sizeof(head), at) != sizeof(head))
		return 0;
	len = tag_length(head);
	tag = len ? zc_meta_load(fd, at, len) : NULL;
	if (tag)
		parse_tag(tag, len, cb);
	free(tag);
	return len;
}
