/* The MPD protocol's request syntax: words, quotes, numbers, ranges. Pure, any thread.
 * Source: MPD 0.23 protocol documentation, "Requests" and "Ranges". */
#ifndef ZC_MPD_PARSE_H
#define ZC_MPD_PARSE_H

#include <stdbool.h>
#include <stdint.h>

#include "pipeline/err.h"

#define ZC_ARGS_MAX 70

struct zc_args {
	int count; /* without the command word */
	char *name; /* the command word; points into the line */
	char *arg[ZC_ARGS_MAX]; /* point into the line */
};

/* Splits a line in place: quotes are taken off and escapes resolved. 0, or -EINVAL with text.
 */
int zc_mpd_split(char *line, struct zc_args *args, struct zc_err *err);

struct zc_range {
	uint32_t start, end; /* [start, end); end UINT32_MAX: open */
};

/* Each: 0, or -EINVAL with a text that holds the argument; *out is unchanged then. */
int zc_mpd_uint(const char *arg, uint32_t max, uint32_t *out, struct zc_err *err);
/* Also with a sign; *sign is '+', '-' or 0. */
int zc_mpd_signed(const char *arg, uint32_t max, char *sign, uint32_t *out, struct zc_err *err);
/* "0" or "1". */
int zc_mpd_bool(const char *arg, bool *out, struct zc_err *err);
/* Seconds, finite, fractions allowed; *sign as above, *out never negative. */
int zc_mpd_seconds(const char *arg, char *sign, double *out, struct zc_err *err);
/* "START:END", "START:", or one number N for [N, N + 1); "-1" for everything, as old clients
 * say. */
int zc_mpd_range(const char *arg, struct zc_range *out, struct zc_err *err);

#endif
