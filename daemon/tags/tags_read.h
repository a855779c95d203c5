/* Reads the tags of a file. The worker's thread. */
#ifndef ZC_TAGS_READ_H
#define ZC_TAGS_READ_H

#include "daemon/tags/tags.h"

/* fd is a readable regular file, read from its start; it stays open. Nothing of the file is
 * left in the page cache, where it is of no use to who plays past it. NULL: not a sound file
 * that can be read, or no memory. */
struct zc_tags *zc_tags_read(int fd);

#endif
