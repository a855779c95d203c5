/* Keeps two daemons apart that were given the same file: who holds the lock beside it has it to
 * itself. Control thread. */
#ifndef ZC_LOCK_H
#define ZC_LOCK_H

#include "pipeline/err.h"

/* Takes the lock of `path`, which is the file path.lock beside it, made where it is not there;
 * path itself need not exist. The descriptor holds it: closing gives it back, as the process's
 * end does. The file stays, for removing it would let two hold a lock each. A descriptor, or
 * -errno with a text: -EADDRINUSE another process holds it, `use` says what for ("keeps its
 * state"), `key` is the configuration's name of it; others where the lock file cannot be had.
 */
int zc_lock_take(const char *path, const char *use, const char *key, struct zc_err *err);

/* The same for who has it already as `fd`, or has not (-1): fd itself while the lock file is
 * still the one at that path, else another descriptor, and fd is closed. On error fd is kept.
 */
int zc_lock_retake(
	int fd, const char *path, const char *use, const char *key, struct zc_err *err);

#endif
