/* A file's samples as the device should be given them, read independently of the playing path:
 * a descriptor of its own, plain reads, libsndfile, and a conversion of its own, as simple as it
 * can be. The verifier's thread; waits for the disk. */
#ifndef ZC_VERIFY_FILE_H
#define ZC_VERIFY_FILE_H

#include <stdbool.h>
#include <stdint.h>

#include "pipeline/err.h"
#include "pipeline/track.h"

#define ZC_MD5_BYTES 16

struct zc_verify_file;

/* Opens the file of a track that is played bit-exactly. NULL and *err, whose text does not name
 * the file: what open(2) gives, -EILSEQ not a sound file, -ESTALE not a regular file any more or
 * in another format than the track's, -ENOMEM. */
struct zc_verify_file *zc_verify_file_open(
	const char *path, const struct zc_track_info *info, struct zc_err *err);
void zc_verify_file_close(struct zc_verify_file *f);

/* Reads frames [first, first + n) in the track's hw format into dst. Returns how many there
 * are; fewer than n at the end of the file or at damage. */
uint32_t zc_verify_file_read(struct zc_verify_file *f, uint64_t first, void *dst, uint32_t n);

/* The MD5 that a FLAC file keeps of its samples, and how many bits each of those has; false: it
 * keeps none. */
bool zc_verify_file_md5(const struct zc_verify_file *f, uint8_t md5[ZC_MD5_BYTES], int *bits);

/* The sample at p in integer format hw, with its most significant bit in bit 31. */
int32_t zc_verify_sample_int(enum zc_sample hw, const uint8_t *p);
/* The sample at p as decimal text in buf; returns buf. */
char *zc_verify_sample_str(enum zc_sample hw, const uint8_t *p, char *buf, size_t size);

#endif
