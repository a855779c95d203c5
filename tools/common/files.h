/* The files that a user names on the command line, found before the daemon hears of them. */
#ifndef ZC_TOOLS_FILES_H
#define ZC_TOOLS_FILES_H

#include "pipeline/err.h"

struct zc_files {
	char **path; /* owns; absolute */
	int count;
	int room;
	/* Of the sound files in folders those that no daemon can be told of: how many, and the
	 * first one. Whoever names such a file itself is refused. */
	int left_out;
	char *left_out_first; /* owns */
};

/* Adds what name stands for: a file; a folder, with every sound file (by its name's ending) in
 * it and below, in the order of their names; or, where no file is called that, a glob pattern
 * with its matches. Each is made sure to be a readable regular file. 0, or -errno with a text
 * that names the file; what was added stays. */
int zc_files_add(struct zc_files *files, const char *name, struct zc_err *err);

void zc_files_free(struct zc_files *files);

#endif
