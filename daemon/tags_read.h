/* Reads the tags of a file. The worker's thread. */
#ifndef ZC_TAGS_READ_H
#define ZC_TAGS_READ_H

#include "tags.h"

/* fd is a readable regular file, read from its start; it stays open. NULL: not a sound file
 * that can be read, or no memory. */
struct zc_tags *zc_tags_read(int fd);

#endif
