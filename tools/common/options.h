/* What getopt_long found wrong with a command line, in words. One thread. */
#ifndef ZC_TOOLS_OPTIONS_H
#define ZC_TOOLS_OPTIONS_H

#include <getopt.h>
#include <stddef.h>

/* Describes an error of getopt_long in buf: an unknown option, with the one that was probably
 * meant, a missing value, or a value that is not accepted. `returned` is what getopt_long
 * returned, '?' or ':'; opterr must be 0 and the option string begin with ':'. Returns buf. */
char *zc_options_error(
	int returned, char *const *argv, const struct option *longs, char *buf, size_t size);

#endif
