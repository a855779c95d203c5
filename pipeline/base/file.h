/* A regular file, opened to be read without the page cache. Loader thread. */
#ifndef ZC_FILE_H
#define ZC_FILE_H

#include <stdint.h>

#include "pipeline/err.h"

struct zc_file {
	int fd; /* owned; O_DIRECT where mem_align is not 0 */
	uint64_t bytes; /* size when it was opened */
	uint32_t mem_align; /* of addresses with O_DIRECT, a power of two; 0: no O_DIRECT */
	uint32_t off_align; /* of offsets and lengths, likewise */
	int direct_errno; /* why there is no O_DIRECT, positive; 0: there is */
};

/* Opens path without reading, and without ever waiting (a FIFO is not opened). 0, or -errno
 * with a text that names the file: -EISDIR, -ENXIO (FIFO, socket, device node), -ENODATA
 * (empty) and what open(2) gives. */
int zc_file_open(struct zc_file *f, const char *path, struct zc_err *err);

/* Opens the same file again with the page cache. The caller owns the descriptor; -errno on failure.
 */
int zc_file_reopen_buffered(const struct zc_file *f);

/* Also after a failed open. */
void zc_file_close(struct zc_file *f);

#endif
