/* The copying player, which the direct path is compared with: it reads the file through the page
 * cache into memory of the heap, waits until a period is free in the ring and writes one with
 * snd_pcm_writei, at normal priority and with no memory locked. Its ring and period are those
 * of the daemon. It takes only files whose samples the device takes as they are. */
#ifndef ZC_LAB_COPY_H
#define ZC_LAB_COPY_H

#include <stdbool.h>
#include <sys/types.h>

#include "tools/lab/play.h"

struct zc_lab_copy {
	pid_t pid;
	int result; /* owns: the pipe that the process writes its result to */
};

/* Starts a process that plays the file once and writes a recording of its wake-ups (recording
 * NULL: none). The process stays until zc_lab_copy_stop. 0 or -errno. */
int zc_lab_copy_start(
	struct zc_lab_copy *p, const struct zc_lab_play *asked, const char *recording);

/* Waits until the file is played. 0 or -errno with text. */
int zc_lab_copy_wait(struct zc_lab_copy *p, struct zc_err *err);

/* Whether playing has ended, without waiting; then err says why, with code 0 if all was
 * played. */
bool zc_lab_copy_ended(struct zc_lab_copy *p, struct zc_err *err);

/* Ends the process. */
void zc_lab_copy_stop(struct zc_lab_copy *p);

#endif
