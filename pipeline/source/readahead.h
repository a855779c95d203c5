/* Reads a file ahead of its reader into locked, aligned buffers, past the page cache if the file
 * system allows it. One thread at a time: the one that owns the track, or the filler. */
#ifndef ZC_READAHEAD_H
#define ZC_READAHEAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "pipeline/err.h"
#include "pipeline/base/file.h"

struct zc_readahead;

/* How it reads, best first. */
enum zc_rung {
	ZC_RUNG_FIXED, /* O_DIRECT, io_uring, registered buffers */
	ZC_RUNG_READ, /* O_DIRECT, io_uring */
	ZC_RUNG_PREAD, /* O_DIRECT, pread(2): io_uring is refused */
	ZC_RUNG_BUFFERED /* pread(2) through the page cache: O_DIRECT is refused */
};

struct zc_readahead_conf {
	uint32_t bytes; /* of all buffers; 0: 1 MiB */
	bool no_uring; /* as if io_uring were disabled (ZC_RUNG_PREAD, EPERM) */
};

/* Allocates the buffers and reads nothing yet. file is lent until free. NULL and *err without
 * memory. */
struct zc_readahead *zc_readahead_new(
	const struct zc_file *file, const struct zc_readahead_conf *conf, struct zc_err *err);

/* Locks and registers the buffers, once: for a track that will be read from end to end. This
 * takes longer than everything else here. zc_readahead_kick does it as well. */
void zc_readahead_hold(struct zc_readahead *ra);

/* Waits for reads in flight. NULL is allowed. */
void zc_readahead_free(struct zc_readahead *ra);

/* Copies [off, off + len) of the file to dst. Returns the number of bytes, or -errno of the disk.
 * Fewer than len: the file ends there (its end now, if it shrank; its end at open, if it grew),
 * or an error came after them, which the next call returns. Blocks on the disk if the bytes were
 * not read ahead. */
int64_t zc_readahead_read(struct zc_readahead *ra, uint64_t off, void *dst, size_t len);

/* Starts reading what follows the last read, without waiting for it. With `always` false only if
 * the last reads were in sequence for a while, so that reading an edge does not read on. */
void zc_readahead_kick(struct zc_readahead *ra, bool always);

/* The rung in use, and the positive errno that ruled out the one above (0 for ZC_RUNG_FIXED). Any
 * read may step down. */
enum zc_rung zc_readahead_rung(const struct zc_readahead *ra, int *error);

#endif
