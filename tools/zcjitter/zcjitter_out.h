/* Where a report goes and in which form: the options that commands share. One thread. */
#ifndef ZC_ZCJITTER_OUT_H
#define ZC_ZCJITTER_OUT_H

#include <getopt.h>
#include <stdio.h>

enum zcjitter_form { ZCJITTER_TEXT, ZCJITTER_JSON, ZCJITTER_CSV, ZCJITTER_HTML, ZCJITTER_HDR };

/* For getopt_long; a command adds its own behind them. */
#define ZCJITTER_OUT_LONGS                                                                     \
	{ "text", no_argument, NULL, 't' }, { "json", no_argument, NULL, 'j' },                \
		{ "csv", no_argument, NULL, 'c' }, { "html", no_argument, NULL, 'm' },         \
	{                                                                                      \
		"output", required_argument, NULL, 'o'                                         \
	}
#define ZCJITTER_OUT_SHORTS ":o:"

struct zcjitter_out {
	enum zcjitter_form form;
	const char *path; /* borrows from argv; NULL: standard output */
	FILE *file; /* owns while it is open, unless it is standard output */
	char *part; /* owns: the name under which it is written until it is whole */
};

/* Takes an option; false if it is none of these. */
int zcjitter_out_option(struct zcjitter_out *o, int option);

/* Opens o->path, or takes standard output. ZC_EXIT_OK, or the exit code after the error was
 * printed, as for the next. */
int zcjitter_out_open(struct zcjitter_out *o);
/* Writes out what is buffered, and gives the file its name: a file that was there under it is
 * replaced only by a whole one. */
int zcjitter_out_close(struct zcjitter_out *o);

#endif
