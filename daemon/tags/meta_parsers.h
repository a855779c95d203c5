/* The parsers of metadata, one for each kind of container; zc_meta_read chooses among them.
 * Each reports what it finds through the callbacks and skips what is damaged. Worker thread. */
#ifndef ZC_META_PARSERS_H
#define ZC_META_PARSERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "daemon/tags/meta.h"

/* meta_comments.c: a list of Vorbis comments, and the body of a FLAC picture block. The second
 * needs cb->picture. */
void zc_meta_comments(const uint8_t *p, size_t len, const struct zc_meta_callbacks *cb);
void zc_meta_flac_picture(const uint8_t *p, size_t len, const struct zc_meta_callbacks *cb);

/* meta_ogg.c: the Ogg stream that begins at offset `at`. */
void zc_meta_ogg(int fd, off_t at, const struct zc_meta_callbacks *cb);

/* meta_id3.c: the ID3v2 tag at offset `at`. Returns its length in bytes, 0 if there is none. */
size_t zc_meta_id3(int fd, off_t at, const struct zc_meta_callbacks *cb);

/* meta_chunks.c: ID3v2 tags in the chunks of a RIFF or RF64 file or, big-endian, of a FORM
 * file. */
void zc_meta_chunks(int fd, bool big_endian, const struct zc_meta_callbacks *cb);

#endif
