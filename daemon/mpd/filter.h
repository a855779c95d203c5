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

/* What is matched. */
struct zc_candidate {
	const char *uri;
	const struct zc_tags *tags; /* may be NULL */
	int64_t mtime_s;
};

/* Reads as many of the arguments as belong to the filter: expressions, or pairs; *used says how
 * many. ignore_case: as `search` wants it; pairs then look for parts of values. NULL and *err.
 */
struct zc_filter *zc_filter_new(
	char *const *args, int count, bool ignore_case, int *used, struct zc_err *err);
void zc_filter_free(struct zc_filter *f);
bool zc_filter_match(const struct zc_filter *f, const struct zc_candidate *c);

#endif
