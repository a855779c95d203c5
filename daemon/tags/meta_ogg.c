/* The second packet of an Ogg stream, which holds its comments. It may span many pages; pages of
 * other streams between them are skipped. */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "daemon/tags/meta_bytes.h"
#include "daemon/tags/meta_parsers.h"

#define HEAD_BYTES 27
#define SEGMENTS_MAX 255
#define PAGES_MAX 4096

/* The packet that is being assembled. */
struct packet {
	uint8_t *bytes; /* owns */
	size_t len;
	int index; /* of the packet; 0: the first of the stream */
	bool whole;
};

/* Adds the segments of one page. False once the packet is whole or cannot be read. */
static bool
add_page(struct packet *p, int fd, off_t at, const uint8_t *segments, int count)
{
	for (int i = 0; i < count; i++) {
		uint8_t *more;

		if (p->index == 1) {
			more = p->len < ZC_META_MAX_BYTES ? realloc(p->bytes, p->len + 255)
							  : NULL;
			if (!more)
				return false;
			p->bytes = more;
			if (pread(fd, more + p->len, segments[i], at) != segments[i])
				return false;
			p->len += segments[i];
		}
		at += segments[i];
		if (segments[i] == 255)
			continue;
		p->whole = p->index == 1;
		p->index++;
		if (p->whole)
			return false;
	}
	return true;
}

/* The comments follow a signature that depends on the codec. */
static void
parse_packet(const struct packet *p, const struct zc_meta_callbacks *cb)
{
	static const struct {
		const char *begin;
		size_t bytes;
	} codecs[] = { { "\3vorbis", 7 }, { "OpusTags", 8 } };

	for (size_t i = 0; i < sizeof(codecs) / sizeof(codecs[0]); i++) {
		size_t bytes = codecs[i].bytes;

		if (p->len > bytes && !memcmp(p->bytes, codecs[i].begin, bytes))
			zc_meta_comments(p->bytes + bytes, p->len - bytes, cb);
	}
	/* FLAC in Ogg: a metadata block of FLAC, type 4. */
	if (p->len > 4 && (p->bytes[0] & 0x7f) == 4)
		zc_meta_comments(p->bytes + 4, p->len - 4, cb);
}

void
zc_meta_ogg(int fd, off_t at, const struct zc_meta_callbacks *cb)
{
	uint8_t head[HEAD_BYTES], segments[SEGMENTS_MAX], serial[4];
	struct packet p = { 0 };

	for (int page = 0; page < PAGES_MAX; page++) {
		int count, body = 0;

		if (pread(fd, head, HEAD_BYTES, at) != HEAD_BYTES || memcmp(head, "OggS", 4))
			break;
		count = head[26];
		if (pread(fd, segments, (size_t)count, at + HEAD_BYTES) != count)
			break;
		if (!page)
			memcpy(serial, head + 14, 4);
		at += HEAD_BYTES + count;
		if (!memcmp(serial, head + 14, 4) && !add_page(&p, fd, at, segments, count))
			break;
		for (int i = 0; i < count; i++)
			body += segments[i];
		at += body;
	}
	if (p.whole)
		parse_packet(&p, cb);
	free(p.bytes);
}
