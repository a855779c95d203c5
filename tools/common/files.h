/* Finds the files that a user names on the command line, before the daemon is asked. */
#ifndef ZC_TOOLS_FILES_H
#define ZC_TOOLS_FILES_H

#include "pipeline/err.h"

struct zc_files {
	char **path; /* owns; absolute */
	int count;
	int room;
	/* Sound files in folders whose paths cannot be sent to the daemon: how many, and the
	 * first. Naming such a file itself is an error. */
	int left_out;
	char *left_out_first; /* owns */
};

/* Adds the files that name stands for: a file; a folder, with every sound file (by extension)
 * in and below it, sorted by name; or, where no such file exists, the matches of a glob
 * pattern. Each is checked to be a readable regular file. 0, or -errno with a text that names
 * the file; files added before stay. */
int zc_files_add(struct zc_files *files, const char *name, struct zc_err *err);

void zc_files_free(struct zc_files *files);

#endif
