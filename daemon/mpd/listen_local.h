/* The local socket as a file: made, told from others, removed. Control thread only. */
#ifndef ZC_LISTEN_LOCAL_H
#define ZC_LISTEN_LOCAL_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "pipeline/err.h"

struct zc_local {
	char *path; /* owns; NULL: none was made */
	uint32_t mode; /* its permissions */
	int lock_fd; /* owns; -1: none */
	dev_t dev; /* which file it is */
	ino_t ino;
};

void zc_local_init(struct zc_local *s);

/* Makes the socket, in place of one that nobody listens on any more; also again, after it was
 * removed, with path and mode of the first time. The listening descriptor, which is the
 * caller's, or -errno with a text: -EADDRINUSE another daemon or another file is there,
 * -ENAMETOOLONG, and what making it gave. */
int zc_local_open(struct zc_local *s, const char *path, uint32_t mode, struct zc_err *err);

/* False: it was removed, or something else stands in its place. */
bool zc_local_is_there(const struct zc_local *s);

/* Removes the file if it still is ours, and gives the lock back. */
void zc_local_close(struct zc_local *s);

#endif
