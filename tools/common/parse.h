/* Parses what a user types: common options, times, positions, and the command that was probably
 * meant. Pure functions. */
#ifndef ZC_TOOLS_PARSE_H
#define ZC_TOOLS_PARSE_H

#include <stdbool.h>
#include <stddef.h>

#include "pipeline/err.h"

/* The options that every command of zcctl accepts, in any place. */
struct zc_args {
	const char *socket; /* borrows from argv; NULL: not given */
	const char *host; /* borrows from argv; NULL: not given */
	unsigned int port; /* 0: not given */
	bool json;
	bool help;
	bool version;
	int argc; /* of the rest: the command and its own options and operands */
	char **argv; /* borrows the argv of zc_args_parse, reordered */
};

/* Removes the common options and argv[0] from argv and keeps the rest in order; after "--"
 * nothing is an option, and the "--" is kept for the command. 0, or -EINVAL with text. */
int zc_args_parse(int argc, char **argv, struct zc_args *out, struct zc_err *err);

/* "90", "1:30", "1:02:03", each with an optional fraction, in seconds. 0, or -EINVAL for
 * anything else, including a minute or second above 59 after a colon. */
int zc_parse_time(const char *s, double *seconds);

enum zc_seek_kind { ZC_SEEK_TO, ZC_SEEK_BY, ZC_SEEK_PERCENT };

/* A time: to there; "+time", "-time": by that much; "50%": to that percentage of the track, 0
 * to 100. */
int zc_parse_seek(const char *s, enum zc_seek_kind *kind, double *value);

/* "N", "N-M" or "N-", counted from 1 as people do, as the protocol's [start, end) from 0; "N-"
 * gives UINT_MAX as end. 0 or -EINVAL. */
int zc_parse_range(const char *s, unsigned int *start, unsigned int *end);

/* A whole number from min to max, with nothing after it. 0 or -EINVAL. */
int zc_parse_int(const char *s, long min, long max, long *value);

/* The name nearest to word (by letters added, left out, changed or swapped) or that begins with
 * word; NULL if none is near enough. */
const char *zc_parse_suggest(const char *word, const char *const *names, int count);

#endif
