/* A private zcaudiod of the laboratory. One thread. */
#ifndef ZC_LAB_DAEMON_H
#define ZC_LAB_DAEMON_H

#include "tools/lab/play.h"
#include "tools/lab/process.h"

#define LAB_PATH_MAX (LAB_FOLDER_MAX + 32)

struct lab_daemon {
	pid_t pid;
	char socket[LAB_PATH_MAX];
	char area[LAB_PATH_MAX]; /* its measurement area */
};

/* Starts a daemon for the device and ring of `play`, with further `lines` of configuration. It
 * keeps all of its files in `folder` (from lab_folder_make), neither reads nor writes those of
 * an installed one, and listens when this returns. 0 or -errno with text. */
int lab_daemon_start(struct lab_daemon *d, const struct lab_play *play, const char *lines,
	const char *folder, struct zc_err *err);

void lab_daemon_stop(struct lab_daemon *d);

#endif
