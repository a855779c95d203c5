/* Locks that keep two daemons from using the same file. Control thread. */
#ifndef ZC_LOCK_H
#define ZC_LOCK_H

#include "pipeline/err.h"

/* Takes the lock of `path`: locks the file path.lock beside it and creates that if necessary. path
 * itself need not exist. Returns a descriptor that holds the lock until it is closed, at the
 * latest when the process ends. The lock file stays: if it were removed, two daemons could each
 * hold a lock.
 * Returns -EADDRINUSE if another process holds the lock; the text names the process, its `use`
 * of the path ("keeps its state") and the configuration's `key` for it. Another -errno if the
 * lock file cannot be opened or locked. */
int zc_lock_take(const char *path, const char *use, const char *key, struct zc_err *err);

/* The same for a caller that may hold the lock already, as fd (-1: it does not). Returns fd if
 * its lock file still exists; else takes the lock anew, closes fd and returns the new descriptor.
 * On error fd stays open. */
int zc_lock_retake(
	int fd, const char *path, const char *use, const char *key, struct zc_err *err);

#endif
