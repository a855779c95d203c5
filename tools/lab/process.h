/* Processes of the laboratory, and its private folder. One thread. */
#ifndef ZC_LAB_PROCESS_H
#define ZC_LAB_PROCESS_H

#include <stddef.h>
#include <sys/types.h>

#include "pipeline/err.h"

/* Starts argv[0], which is first looked for beside this program (so that a build tree works),
 * then in $PATH. It gets no signals from the terminal and is killed if this thread ends. Its
 * output goes to the file `log`; NULL: to this program's output. 0 or -errno, also if the
 * program cannot be executed. */
int zc_lab_process_start(char *const *argv, const char *log, pid_t *pid);

/* Like fork(2), with the same rules for the child. Flushes standard output before. */
pid_t zc_lab_process_fork(void);

/* Waits for the end of the process. Its exit status, 128 + the signal that killed it, or -1. */
int zc_lab_process_wait(pid_t pid);

/* Sends the signal and waits for the end. */
void zc_lab_process_stop(pid_t pid, int signal);

/* Sets err to "NAME: TEXT" with the last line of the log. Returns -EIO. */
int zc_lab_process_failed(const char *name, const char *log, struct zc_err *err);

#define ZC_LAB_FOLDER_MAX 64

/* Makes a private folder, zcjitter-PID-..., on a tmpfs, where a measurement area has to be. 0 or -errno with
 * text. */
int zc_lab_folder_make(char folder[ZC_LAB_FOLDER_MAX], struct zc_err *err);
/* Removes the folder with its contents; nothing if it is "". */
void zc_lab_folder_remove(const char *folder);

#endif
