/* A regular file opened for reading past the page cache. Loader thread. */
#ifndef ZC_FILE_H
#define ZC_FILE_H

#include <stdint.h>

#include "pipeline/err.h"

struct zc_file {
	int fd; /* owned; O_DIRECT where mem_align is not 0 */
	uint64_t bytes; /* size when it was opened */
	uint32_t mem_align; /* O_DIRECT: of addresses, a power of two; 0: O_DIRECT is refused */
	uint32_t off_align; /* O_DIRECT: of offsets and lengths, a power of two; 0 likewise */
	int direct_errno; /* why O_DIRECT is refused, positive; 0: it is not */
};

/* Opens path without ever waiting (a FIFO is not entered) and without reading. 0, or -errno
 * with a text that names the file: -EISDIR, -ENXIO (FIFO, socket, device node), -ENODATA
 * (empty) and what open(2) gives. */
int zc_file_open(struct zc_file *f, const char *path, struct zc_err *err);

/* A second descriptor of the same file, through the page cache; the caller's. -errno on
 * failure. */
int zc_file_reopen_buffered(const struct zc_file *f);

/* Also after a failed open. */
void zc_file_close(struct zc_file *f);

#endif
