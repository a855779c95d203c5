/* The local socket as a file: creating, recognizing and removing it. Control thread only. */
#ifndef ZC_LISTEN_LOCAL_H
#define ZC_LISTEN_LOCAL_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "pipeline/err.h"

struct zc_local {
	char *path; /* owns; NULL: none was created */
	uint32_t mode; /* its permissions */
	int lock_fd; /* owns; -1: none */
	dev_t dev; /* identify the file that was created */
	ino_t ino; /* 0: none */
};

void zc_local_init(struct zc_local *s);

/* Creates the socket, in place of a stale one that nobody listens on. Also creates it again after
 * it was removed, with the path and mode of the first time. Returns the listening descriptor,
 * which is the caller's, or -errno with a text: -EADDRINUSE if another daemon or a file that is
 * not a socket is in the way, -ENAMETOOLONG, or the errno of a failed call. */
int zc_local_open(struct zc_local *s, const char *path, uint32_t mode, struct zc_err *err);

/* False if the socket was removed, or another file is in its place. */
bool zc_local_exists(const struct zc_local *s);

/* Removes the file if it is still the one created here, and releases the lock. */
void zc_local_close(struct zc_local *s);

#endif
