/* Reads the tags of a file. Worker thread. */
#ifndef ZC_TAGS_READ_H
#define ZC_TAGS_READ_H

#include "daemon/tags/tags.h"

/* Reads length, format and tags of a regular file whose position is at its start; fd stays open.
 * Drops the file from the page cache, since playing does not read through the cache. The caller
 * frees the result with free. NULL: not a sound file that libsndfile can read, or no memory. */
struct zc_tags *zc_tags_read(int fd);

#endif
