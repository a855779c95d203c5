/* The parts of the reader of metadata, for meta*.c. The worker's thread. */
#ifndef ZC_META_PARSERS_H
#define ZC_META_PARSERS_H

#include <stdbool.h>

#include "daemon/tags/meta.h"

/* No metadata is larger: a picture in base64 with what is around it. */
#define ZC_META_MAX_BYTES (2 * ZC_PICTURE_MAX_BYTES)

static inline uint32_t
zc_be(const uint8_t *p, int bytes)
{
	uint32_t v = 0;

	for (int i = 0; i < bytes; i++)
		v = v << 8 | p[i];
	return v;
}

/* meta.c: len bytes of text as a string, owned by the caller. */
char *zc_meta_string(const void *text, size_t len);

/* meta_comments.c: a list of Vorbis comments, and the body of FLAC's picture block. */
void zc_meta_comments(const uint8_t *p, size_t len, const struct zc_meta_want *want);
void zc_meta_flac_picture(const uint8_t *p, size_t len, const struct zc_meta_want *want);

/* meta_ogg.c: the file is an Ogg stream from there on. */
void zc_meta_ogg(int fd, off_t at, const struct zc_meta_want *want);

/* meta.c: reads the ID3v2 tag that begins there; its length, 0: there is none. */
size_t zc_meta_id3_at(int fd, off_t at, const struct zc_meta_want *want);

/* meta_chunks.c: the file is RIFF or RF64, or big-endian: FORM. */
void zc_meta_chunks(int fd, bool big_endian, const struct zc_meta_want *want);

#define ZC_META_ID3_HEAD_BYTES 10
/* meta_id3.c: the length of the ID3v2 tag with this head, 0: it is none. */
size_t zc_meta_id3_length(const uint8_t head[ZC_META_ID3_HEAD_BYTES]);
/* A whole tag, with its head; taken apart in place. */
void zc_meta_id3(uint8_t *tag, size_t len, const struct zc_meta_want *want);

#endif
