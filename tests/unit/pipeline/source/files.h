/* A directory of files for one test program, and tracks opened from it. */
#ifndef ZC_UNIT_FILES_H
#define ZC_UNIT_FILES_H

#include <stddef.h>
#include <sys/types.h>

#include "tests/gen.h"
#include "pipeline/track.h"

/* The first and the last test of the program: makes and removes the directory. */
void zc_files_begin(void);
void zc_files_end(void);

/* The directory, and the path of a file in it; lent until the next call. */
const char *zc_files_dir(void);
const char *zc_files_path(const char *name);

/* Writes a file; returns its path. */
const char *zc_files_put(const char *name, const void *bytes, size_t len);

/* The case of the table, which must be there. */
const struct zc_gen_case *zc_files_case(const char *name);
/* Writes it under its own name; returns its path, and its length unless bytes is NULL. */
const char *zc_files_write(const struct zc_gen_case *c, off_t *bytes);

/* Opens a file that must open. */
struct zc_track *zc_files_open(const char *path);

#endif
