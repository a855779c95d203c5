/* What a user types to zcctl, understood: options, times, positions, and the command that was
 * meant. Pure functions. */
#ifndef ZC_ZCCTL_PARSE_H
#define ZC_ZCCTL_PARSE_H

#include <stdbool.h>
#include <stddef.h>

#include "pipeline/err.h"

/* The options that every command takes, in any place. */
struct zcctl_args {
	const char *socket; /* borrows from argv; NULL: not given */
	const char *host; /* borrows from argv; NULL: not given */
	unsigned int port; /* 0: not given */
	bool json;
	bool help;
	bool version;
	int argc; /* of what is left: the command and its own options and operands */
	char **argv; /* borrows: the argv given to zcctl_args_parse, put in order */
};

/* Takes the common options out of argv (of which argv[0] is dropped) and keeps the rest in
 * order; after "--" nothing is an option, and the "--" stays for the command. 0, or -EINVAL
 * with text. */
int zcctl_args_parse(int argc, char **argv, struct zcctl_args *out, struct zc_err *err);

/* "90", "1:30", "1:02:03", each with a fraction if wanted, in seconds. 0 or -EINVAL: anything
 * else, also a minute or second past 59 behind a colon. */
int zcctl_parse_time(const char *s, double *seconds);

enum zcctl_seek_kind { ZCCTL_SEEK_TO, ZCCTL_SEEK_BY, ZCCTL_SEEK_PERCENT };

/* A time: to there; "+time", "-time": by that much; "50%": to that part of the track, 0 to 100.
 */
int zcctl_parse_seek(const char *s, enum zcctl_seek_kind *kind, double *value);

/* "N", "N-M", "N-" as people count, from 1, into the protocol's [start, end) from 0; "N-" gives
 * UINT_MAX as end. 0 or -EINVAL. */
int zcctl_parse_range(const char *s, unsigned int *start, unsigned int *end);

/* A whole number from min to max without anything behind it. 0 or -EINVAL. */
int zcctl_parse_int(const char *s, long min, long max, long *value);

/* The one of count names that is nearest to word (letters added, left out, changed or swapped),
 * or that word is the beginning of; NULL if none is near enough to be meant. */
const char *zcctl_suggest(const char *word, const char *const *names, int count);

#endif
