/* What getopt_long found wrong with a command line, in words. One thread. */
#ifndef ZC_TOOLS_OPTIONS_H
#define ZC_TOOLS_OPTIONS_H

#include <getopt.h>
#include <stddef.h>

/* For use with opterr = 0 and an option string that begins with ':'. Writes into buf why
 * getopt_long returned '?' or ':' (`returned`): an unknown option and the one that may have been
 * meant, a missing value, or a value that is not taken. Returns buf. */
char *zc_options_error(
	int returned, char *const *argv, const struct option *longs, char *buf, size_t size);

#endif
