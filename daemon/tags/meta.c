/* Chooses the parser for a file by its first bytes, and walks the blocks of FLAC itself. */
#include "daemon/tags/meta.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "daemon/tags/meta_bytes.h"
#include "daemon/tags/meta_parsers.h"

#define FLAC_COMMENTS 4
#define FLAC_PICTURE 6
/* Ends the walk through a file of damaged or hostile blocks. */
#define FLAC_BLOCKS_MAX 1024

static void
flac_block(int fd, off_t at, unsigned int type, size_t len, const struct zc_meta_callbacks *cb)
{
	bool comments = type == FLAC_COMMENTS && cb->text;
	bool picture = type == FLAC_PICTURE && cb->picture;
	uint8_t *p = comments || picture ? zc_meta_load(fd, at, len) : NULL;

	if (p && comments)
		zc_meta_comments(p, len, cb);
	else if (p)
		zc_meta_flac_picture(p, len, cb);
	free(p);
}

static void
flac(int fd, off_t at, const struct zc_meta_callbacks *cb)
{
	uint8_t head[4];

	for (int i = 0; i < FLAC_BLOCKS_MAX && pread(fd, head, 4, at) == 4; i++) {
		size_t len = zc_be(head + 1, 3);

		flac_block(fd, at + 4, head[0] & 0x7f, len, cb);
		if (head[0] & 0x80)
			return;
		at += 4 + (off_t)len;
	}
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
zc_meta_read(int fd, const struct zc_meta_callbacks *cb)
{
	off_t at = (off_t)zc_meta_id3(fd, 0, cb);
	uint8_t head[12];
	bool big_endian;

	if (pread(fd, head, sizeof(head), at) != sizeof(head))
		return;
	if (!memcmp(head, "fLaC", 4))
		flac(fd, at + 4, cb);
	else if (!memcmp(head, "OggS", 4))
		zc_meta_ogg(fd, at, cb);
	else if (!at && has_chunks(head, &big_endian))
		zc_meta_chunks(fd, big_endian, cb);
}
