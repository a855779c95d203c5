/* The error messages of zcjitter's commands. One thread. */
#ifndef ZC_ZCJITTER_ERROR_H
#define ZC_ZCJITTER_ERROR_H

#include <getopt.h>

#include "tools/common/tool.h"

/* Prints "zcjitter: ..." to standard error and returns code. */
int zcjitter_error(enum zc_exit code, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* The same for a wrong command line, with where to find help on the command ("": on all).
 * Returns ZC_EXIT_USAGE. */
int zcjitter_usage(const char *command, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* The same for an option that getopt_long refused: `returned` is '?' or ':'. */
int zcjitter_bad_option(
	const char *command, int returned, char *const *argv, const struct option *longs);

#endif
