/* Metadata beyond what libsndfile reports: all values of a tag, more tags, and pictures. Reads
 * FLAC; Ogg with Vorbis, Opus or FLAC; and ID3v2, at the start of any file or as a chunk of WAV
 * and AIFF. Worker thread.
 * Sources: RFC 9639 (FLAC), RFC 7845 (Opus), RFC 3533 (Ogg), Vorbis I specification chapter 5,
 * ID3 tag version 2.2.0, 2.3.0 and 2.4.0, EBU Tech 3306 (RF64), Audio Interchange File Format.
 */
#ifndef ZC_META_H
#define ZC_META_H

#include <stddef.h>
#include <stdint.h>

/* Larger pictures are ignored. */
#define ZC_PICTURE_MAX_BYTES (16u * 1024 * 1024)

struct zc_meta_picture {
	uint32_t kind; /* as in ID3v2 and FLAC; 3: front cover */
	const char *mime; /* lent for the call; may be "" */
	const uint8_t *bytes; /* lent for the call */
	size_t size;
};

/* Called for each piece of metadata in the order of the file. Strings are lent for the call. */
struct zc_meta_callbacks {
	/* key as in Vorbis comments, such as "ALBUMARTIST", in any case. NULL: skip texts. */
	void (*text)(void *ctx, const char *key, const char *value);
	/* NULL: skip pictures. */
	void (*picture)(void *ctx, const struct zc_meta_picture *p);
	void *ctx; /* lent for zc_meta_read */
};

/* Reads all metadata of a file by pread, so the position of fd does not matter. Skips what is
 * damaged or does not fit into memory. */
void zc_meta_read(int fd, const struct zc_meta_callbacks *cb);

#endif
