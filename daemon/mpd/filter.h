/* Search filters: MPD's expressions, `((artist == "x") AND (title contains "y"))`, and the
 * older `TYPE VALUE` pairs. Immutable once parsed, any thread. Source: MPD 0.23 protocol
 * documentation, "Filters". */
#ifndef ZC_FILTER_H
#define ZC_FILTER_H

#include <stdbool.h>
#include <stdint.h>

#include "pipeline/err.h"
#include "daemon/tags/tags.h"

struct zc_filter;

/* A song to be matched. */
struct zc_candidate {
	const char *uri;
	const struct zc_tags *tags; /* may be NULL */
	int64_t mtime_s;
};

/* Parses the arguments up to the first that is not the filter's; *used is how many were. With
 * ignore_case, as for `search`, pairs match parts of values. NULL and *err on failure. */
struct zc_filter *zc_filter_new(
	char *const *args, int count, bool ignore_case, int *used, struct zc_err *err);
void zc_filter_free(struct zc_filter *f);
bool zc_filter_match(const struct zc_filter *f, const struct zc_candidate *c);

#endif
