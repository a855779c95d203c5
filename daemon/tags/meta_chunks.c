/* A tag of ID3v2 as a chunk of WAV or AIFF, which programs that tag such files put there. */
#include <string.h>
#include <unistd.h>

#include "daemon/tags/meta_parsers.h"

#define HEAD_BYTES 8
/* A file with more of them is no music. */
#define CHUNKS_MAX 1024
/* The chunk "ds64" has the length of "data" where 32 bits do not hold it (EBU Tech 3306). */
#define DS64_BYTES 16

static uint64_t
little(const uint8_t *p, int bytes)
{
	uint64_t v = 0;

	while (bytes--)
		v = v << 8 | p[bytes];
	return v;
}

void
zc_meta_chunks(int fd, bool big_endian, const struct zc_meta_want *want)
{
	uint8_t head[HEAD_BYTES], wide[DS64_BYTES];
	uint64_t data_bytes = UINT32_MAX;
	off_t at = 12;

	for (int i = 0; i < CHUNKS_MAX && pread(fd, head, HEAD_BYTES, at) == HEAD_BYTES; i++) {
		uint64_t len = big_endian ? zc_be(head + 4, 4) : little(head + 4, 4);

		at += HEAD_BYTES;
		if (!memcmp(head, "ds64", 4) && pread(fd, wide, DS64_BYTES, at) == DS64_BYTES)
			data_bytes = little(wide + 8, 8);
		else if (!memcmp(head, "data", 4) && len == UINT32_MAX)
			len = data_bytes;
		else if (!memcmp(head, "id3 ", 4) || !memcmp(head, "ID3 ", 4))
			zc_meta_id3_at(fd, at, want);
		/* Each begins on an even byte. */
		len += len & 1;
		if (len > INT64_MAX / 2)
			return;
		at += (off_t)len;
	}
}
