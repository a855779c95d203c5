/* zcjitter: recordings of the engine's wake-ups, reports of them, and experiments. One thread.
 */
#ifndef ZC_ZCJITTER_H
#define ZC_ZCJITTER_H

#include "tools/common/tool.h"

/* Commands. argv[0] is the command's name. Each returns the exit code. */
int zcjitter_record(int argc, char **argv);
int zcjitter_report(int argc, char **argv);
int zcjitter_compare(int argc, char **argv);
int zcjitter_live(int argc, char **argv);
int zcjitter_lab(int argc, char **argv);

/* Prints "zcjitter: ..." to standard error and returns code. */
int zcjitter_error(enum zc_exit code, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
/* Prints how the command wants to be used and returns ZC_EXIT_USAGE. */
int zcjitter_usage(const char *command, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

#endif
