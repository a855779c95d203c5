/* The request syntax of the MPD protocol: words, quotes, numbers, ranges. Pure, any thread.
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

/* Splits a line in place: removes quotes and resolves escapes. 0, or -EINVAL with a text. */
int zc_mpd_split(char *line, struct zc_args *args, struct zc_err *err);

struct zc_range {
	uint32_t start, end; /* [start, end); end UINT32_MAX: open */
};

/* Each of these: 0, or -EINVAL with a text that quotes the argument and *out unchanged. */
int zc_mpd_uint(const char *arg, uint32_t max, uint32_t *out, struct zc_err *err);
/* A number that may have a sign; *sign is '+', '-' or 0. */
int zc_mpd_signed(const char *arg, uint32_t max, char *sign, uint32_t *out, struct zc_err *err);
/* "0" or "1". */
int zc_mpd_bool(const char *arg, bool *out, struct zc_err *err);
/* Seconds, finite, with or without a fraction; *sign as above, *out never negative. */
int zc_mpd_seconds(const char *arg, char *sign, double *out, struct zc_err *err);
/* "START:END", "START:", a number N for [N, N + 1), or "-1" for everything, which old clients
 * send. */
int zc_mpd_range(const char *arg, struct zc_range *out, struct zc_err *err);

#endif
