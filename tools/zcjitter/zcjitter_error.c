#include "tools/zcjitter/zcjitter_error.h"

#include <stdarg.h>
#include <stdio.h>

#include "tools/common/options.h"

int
zcjitter_error(enum zc_exit code, const char *fmt, ...)
{
	va_list ap;

	fputs("zcjitter: ", stderr);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	putc('\n', stderr);
	return code;
}

int
zcjitter_usage(const char *command, const char *fmt, ...)
{
	va_list ap;

	fputs("zcjitter: ", stderr);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fprintf(stderr, "\nTry: zcjitter help%s%s\n", *command ? " " : "", command);
	return ZC_EXIT_USAGE;
}

int
zcjitter_bad_option(
	const char *command, int returned, char *const *argv, const struct option *longs)
{
	char text[160];

	return zcjitter_usage(command, "%s: %s", command,
		zc_options_error(returned, argv, longs, text, sizeof(text)));
}
