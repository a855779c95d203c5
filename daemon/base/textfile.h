/* Opens small text files that people write: configuration and playlists. Control thread. */
#ifndef ZC_TEXTFILE_H
#define ZC_TEXTFILE_H

#include <stdio.h>

#include "pipeline/err.h"

/* Opens for reading; the caller closes with fclose. Never blocks. NULL and *err: an -errno of open,
 * -EISDIR, or -EINVAL for anything else that is not a regular file. */
FILE *zc_textfile_open(const char *path, struct zc_err *err);

#endif
