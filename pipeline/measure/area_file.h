/* Making the measurement area and its file. Control thread, before the engine starts and after
 * it ended. */
#ifndef ZC_AREA_FILE_H
#define ZC_AREA_FILE_H

#include "pipeline/area.h"

struct zc_area_file {
	struct zc_area *area; /* owned */
	char *path; /* owned; NULL: the file has no name */
	int fd; /* owned; holds the lock that shows the daemon is alive; -1: private memory */
};

/* Makes an empty area in a file next to path that has no name yet, with a head that is complete
 * except for the thread ids. If the file cannot be made (no tmpfs, no permission, ...), or path
 * is NULL or "", the area is in private memory; a failure adds a warning that says what to do.
 * Every page is touched and, with lock, locked if the system allows it. 0 or -ENOMEM. */
int zc_area_make(struct zc_area_file *f, const char *path, bool lock, struct zc_warnings *warn);

/* Gives the file its name and these permissions, once its head is complete. Replaces the file of
 * a daemon that was killed. The file of a running daemon, or one that is not an area, stays, and
 * a warning says so. */
void zc_area_show(
	struct zc_area_file *f, const char *path, uint32_t mode, struct zc_warnings *warn);

/* Marks the area as ended, removes the file's name and unmaps it. Also after a failed
 * zc_area_make. */
void zc_area_end(struct zc_area_file *f);

#endif
