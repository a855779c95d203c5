/* What files say of themselves beyond what libsndfile tells of them: more tags, and pictures.
 * FLAC, Ogg with Vorbis, Opus or FLAC, and ID3v2 in front of anything or in WAV and AIFF. The
 * worker's thread.
 * Sources: RFC 9639 (FLAC), RFC 7845 (Opus), RFC 3533 (Ogg), Vorbis I specification chapter 5,
 * ID3 tag version 2.2.0, 2.3.0 and 2.4.0, EBU Tech 3306 (RF64), Audio Interchange File Format.
 */
#ifndef ZC_META_H
#define ZC_META_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* Larger pictures are not looked at. */
#define ZC_PICTURE_MAX_BYTES (16u * 1024 * 1024)

struct zc_meta_picture {
	uint32_t kind; /* 3: front cover */
	const char *mime; /* lent for the call, as all here; may be "" */
	const uint8_t *bytes;
	size_t size;
};

struct zc_meta_want {
	/* key as in Vorbis comments, such as "ALBUMARTIST", in whatever case; may be NULL */
	void (*text)(void *ctx, const char *key, const char *value);
	/* may be NULL */
	void (*picture)(void *ctx, const struct zc_meta_picture *p);
	void *ctx;
};

/* fd is readable from any place. What is damaged, or out of memory, is passed over. */
void zc_meta_read(int fd, const struct zc_meta_want *want);

/* So many bytes of a file from there on, owned by the caller; NULL where they are not all
 * there, or are none or too many. */
uint8_t *zc_meta_load(int fd, off_t at, size_t bytes);

#endif
