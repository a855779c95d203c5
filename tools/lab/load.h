/* Load on the machine while players play: processes of normal priority that want all of a
 * resource. One thread. */
#ifndef ZC_LAB_LOAD_H
#define ZC_LAB_LOAD_H

#include <sys/types.h>

#include "pipeline/err.h"

#define ZC_LAB_LOAD_CPUS_MAX 64

struct zc_lab_load {
	pid_t pid[ZC_LAB_LOAD_CPUS_MAX + 2];
	int count;
	char junk[4200]; /* the file that the disk load writes */
};

/* Starts the load that `kinds` names, some of "memory,disk,cpu"; "": none. The disk load writes
 * in the folder of `file`, an absolute path. 0 or -errno with text. */
int zc_lab_load_start(
	struct zc_lab_load *load, const char *kinds, const char *file, struct zc_err *err);

/* Ends the processes and removes what they wrote. */
void zc_lab_load_stop(struct zc_lab_load *load);

#endif
