/* A private zcaudiod of the laboratory. One thread. */
#ifndef ZC_LAB_DAEMON_H
#define ZC_LAB_DAEMON_H

#include "tools/lab/play.h"
#include "tools/lab/process.h"

#define ZC_LAB_PATH_MAX (ZC_LAB_FOLDER_MAX + 32)

struct zc_lab_daemon {
	pid_t pid;
	char socket[ZC_LAB_PATH_MAX];
	char area[ZC_LAB_PATH_MAX]; /* its measurement area */
};

/* Starts a daemon for the device and ring of `play`, with further `lines` of configuration. All
 * of its files are in `folder` (from zc_lab_folder_make); it does not touch those of an
 * installed daemon. When this returns it listens. 0 or -errno with text. */
int zc_lab_daemon_start(struct zc_lab_daemon *d, const struct zc_lab_play *play,
	const char *lines, const char *folder, struct zc_err *err);

void zc_lab_daemon_stop(struct zc_lab_daemon *d);

#endif
