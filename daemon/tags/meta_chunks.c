/* ID3v2 tags in chunks of WAV and AIFF, where taggers put them. */
#include <string.h>
#include <unistd.h>

#include "daemon/tags/meta_bytes.h"
#include "daemon/tags/meta_parsers.h"

#define HEAD_BYTES 8
/* Ends the walk through a file of damaged or hostile chunks. */
#define CHUNKS_MAX 1024
/* RF64: chunk "ds64" holds the length of "data", which does not fit into 32 bits. */
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
zc_meta_chunks(int fd, bool big_endian, const struct zc_meta_callbacks *cb)
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
			zc_meta_id3(fd, at, cb);
		/* Chunks begin at even offsets. */
		len += len & 1;
		if (len > INT64_MAX / 2)
			return;
		at += (off_t)len;
	}
}
