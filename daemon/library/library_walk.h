/* Walking through folders. Any thread that may block on a disk. URIs and base are those of
 * library_open.h. */
#ifndef ZC_LIBRARY_WALK_H
#define ZC_LIBRARY_WALK_H

#include <stdbool.h>
#include <stdint.h>

#include "pipeline/err.h"

enum zc_walk_flags {
	ZC_WALK_DEEP = 1, /* enter the folders that are found */
	ZC_WALK_ALL = 2, /* report every file, not only sound files */
	ZC_WALK_STAT = 4 /* report size and time */
};

struct zc_walk;

struct zc_walk_entry {
	const char *uri; /* lent until the next entry */
	bool folder;
	int64_t mtime_s; /* mtime_s and size: with ZC_WALK_STAT, or if uri itself is the file */
	uint64_t size;
};

/* Begins a walk at uri, a folder or a file. base and uri are copied. NULL and *err, which names the
 * uri: -ENOENT, -EACCES, -ENXIO (neither file nor folder), ... */
struct zc_walk *zc_walk_new(
	const char *base, const char *uri, unsigned int flags, struct zc_err *err);
void zc_walk_free(struct zc_walk *w);
/* Returns 1 and the next entry in *e, or 0 at the end. If uri is a file, that is the only entry,
 * whatever its suffix. In a folder, files come before folders, and each folder is followed by its
 * contents. Hidden files, folders that cannot be read and links that lead outside of the base are
 * skipped. */
int zc_walk_next(struct zc_walk *w, struct zc_walk_entry *e);
/* The first error so far that may have hidden existing files, as a negative errno: one that is not
 * final as zc_uri_error_is_final says. 0: none. */
int zc_walk_error(const struct zc_walk *w);

#endif
