/* Opens the small text files that people write: configuration and playlists. Control thread. */
#ifndef ZC_TEXTFILE_H
#define ZC_TEXTFILE_H

#include <stdio.h>

#include "pipeline/err.h"

/* For reading, to be closed with fclose. NULL and *err: -errno of opening, -EISDIR, or -EINVAL
 * for what is no regular file. Never waits, as opening a FIFO would. */
FILE *zc_textfile_open(const char *path, struct zc_err *err);

#endif
