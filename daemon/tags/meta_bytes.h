/* Bytes and strings for the parsers of metadata: numbers, bounded reads, copies. Worker thread. */
#ifndef ZC_META_BYTES_H
#define ZC_META_BYTES_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "daemon/tags/meta.h"

/* The largest metadata block that is read: a picture in base64 and the fields around it. */
#define ZC_META_MAX_BYTES (2 * ZC_PICTURE_MAX_BYTES)

/* An unsigned big-endian number of 1 to 4 bytes. */
static inline uint32_t
zc_be(const uint8_t *p, int bytes)
{
	uint32_t v = 0;

	for (int i = 0; i < bytes; i++)
		v = v << 8 | p[i];
	return v;
}

/* Reads `bytes` bytes of the file at offset `at`; the caller frees them. NULL if the file ends
 * before that, if `bytes` is 0 or above ZC_META_MAX_BYTES, on a read error, or without memory. */
uint8_t *zc_meta_load(int fd, off_t at, size_t bytes);

/* A copy of len bytes as a string, which the caller frees. NULL without memory. */
char *zc_meta_string(const void *text, size_t len);

#endif
