/* Where the metadata of a file lies. */
#include "daemon/tags/meta.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "daemon/tags/meta_parsers.h"

#define FLAC_COMMENTS 4
#define FLAC_PICTURE 6
/* A file with more of them is no music. */
#define FLAC_BLOCKS_MAX 1024

uint8_t *
zc_meta_load(int fd, off_t at, size_t bytes)
{
	uint8_t *p = bytes && bytes <= ZC_META_MAX_BYTES ? malloc(bytes) : NULL;
	size_t have = 0;
	ssize_t n;

	while (p && have < bytes) {
		n = pread(fd, p + have, bytes - have, at + (off_t)have);
		if (n <= 0) {
			free(p);
			return NULL;
		}
		have += (size_t)n;
	}
	return p;
}

char *
zc_meta_string(const void *text, size_t len)
{
	char *s = malloc(len + 1);

	if (s) {
		memcpy(s, text, len);
		s[len] = '\0';
	}
	return s;
}

static void
flac_block(int fd, off_t at, unsigned int type, size_t len, const struct zc_meta_want *want)
{
	bool comments = type == FLAC_COMMENTS && want->text;
	bool picture = type == FLAC_PICTURE && want->picture;
	uint8_t *p = comments || picture ? zc_meta_load(fd, at, len) : NULL;

	if (p && comments)
		zc_meta_comments(p, len, want);
	else if (p)
		zc_meta_flac_picture(p, len, want);
	free(p);
}

static void
flac(int fd, off_t at, const struct zc_meta_want *want)
{
	uint8_t head[4];

	for (int i = 0; i < FLAC_BLOCKS_MAX && pread(fd, head, 4, at) == 4; i++) {
		size_t len = zc_be(head + 1, 3);

		flac_block(fd, at + 4, head[0] & 0x7f, len, want);
		if (head[0] & 0x80)
			return;
		at += 4 + (off_t)len;
	}
}

size_t
zc_meta_id3_at(int fd, off_t at, const struct zc_meta_want *want)
{
	uint8_t head[ZC_META_ID3_HEAD_BYTES], *tag;
	size_t len;

	if (pread(fd, head, sizeof(head), at) != sizeof(head))
		return 0;
	len = zc_meta_id3_length(head);
	tag = len ? zc_meta_load(fd, at, len) : NULL;
	if (tag)
		zc_meta_id3(tag, len, want);
	free(tag);
	return len;
}

static bool
has_chunks(const uint8_t head[12], bool *big_endian)
{
	*big_endian = !memcmp(head, "FORM", 4);
	if (*big_endian)
		return !memcmp(head + 8, "AIFF", 4) || !memcmp(head + 8, "AIFC", 4);
	return (!memcmp(head, "RIFF", 4) || !memcmp(head, "RF64", 4)) &&
	       !memcmp(head + 8, "WAVE", 4);
}

void
zc_meta_read(int fd, const struct zc_meta_want *want)
{
	off_t at = (off_t)zc_meta_id3_at(fd, 0, want);
	uint8_t head[12];
	bool big_endian;

	if (pread(fd, head, sizeof(head), at) != sizeof(head))
		return;
	if (!memcmp(head, "fLaC", 4))
		flac(fd, at + 4, want);
	else if (!memcmp(head, "OggS", 4))
		zc_meta_ogg(fd, at, want);
	else if (!at && has_chunks(head, &big_endian))
		zc_meta_chunks(fd, big_endian, want);
}
