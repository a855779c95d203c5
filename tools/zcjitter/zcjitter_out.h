/* The options for the form of a report and where it is written, which several commands share.
 * One thread. */
#ifndef ZC_ZCJITTER_OUT_H
#define ZC_ZCJITTER_OUT_H

#include <getopt.h>
#include <stdio.h>

enum zcjitter_form { ZCJITTER_TEXT, ZCJITTER_JSON, ZCJITTER_CSV, ZCJITTER_HTML, ZCJITTER_HDR };

/* For getopt_long; a command adds its own options after them. */
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
	char *part; /* owns: the name of the file until it is complete; NULL: written in place */
};

/* Stores an option; false if it is not one of these. */
int zcjitter_out_option(struct zcjitter_out *o, int option);

/* Opens o->path, or takes standard output. Like the next it returns ZC_EXIT_OK, or the exit
 * code after it printed the error. */
int zcjitter_out_open(struct zcjitter_out *o);
/* Flushes the file and gives it its name: an existing file is only replaced by a complete
 * one. */
int zcjitter_out_close(struct zcjitter_out *o);
/* Closes it unwritten; a file that was there stays as it is. */
void zcjitter_out_discard(struct zcjitter_out *o);

#endif
