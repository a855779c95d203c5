/* The making side of the measurement area. Control thread, around the life of the engine. */
#ifndef ZC_AREA_FILE_H
#define ZC_AREA_FILE_H

#include "pipeline/area.h"

struct zc_area_file {
	struct zc_area *area; /* owned */
	char *path; /* owned; NULL: nobody else can find it */
	int fd; /* owned; holds the lock that says the daemon lives; -1: memory of its own */
};

/* Makes an empty area for a file that is to be at path, whose head says all but the threads.
 * It has no name yet. Where that cannot be (no tmpfs, no permission, ...) it is the daemon's
 * own memory, and a line in *warn says what to do; path NULL or "" asks for that. Every page is
 * there and, if lock, locked as far as the system grants. 0 or -ENOMEM. */
int zc_area_make(struct zc_area_file *f, const char *path, bool lock, struct zc_warnings *warn);

/* Gives it its name, with these permissions, once its head is whole. What a killed daemon left
 * there goes; what a running one has, or what is no area, stays, with a line in *warn. */
void zc_area_show(
	struct zc_area_file *f, const char *path, uint32_t mode, struct zc_warnings *warn);

/* Marks it ended, takes its name away and unmaps it. Also after a failed zc_area_make. */
void zc_area_end(struct zc_area_file *f);

#endif
