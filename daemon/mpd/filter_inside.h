/* The inside of filters, for filter_parse.c and filter_match.c. */
#ifndef ZC_FILTER_INSIDE_H
#define ZC_FILTER_INSIDE_H

#include <wchar.h>

#include "daemon/mpd/filter.h"

enum zc_filter_kind {
	ZC_FILTER_AND, /* every child; none: everything */
	ZC_FILTER_NOT, /* the one child */
	ZC_FILTER_TAG,
	ZC_FILTER_ANY, /* one tag of whatever kind */
	ZC_FILTER_FILE,
	ZC_FILTER_BASE,
	ZC_FILTER_SINCE,
	ZC_FILTER_FORMAT
};

struct zc_filter {
	enum zc_filter_kind kind;
	struct zc_filter *child; /* owns, and its siblings */
	struct zc_filter *next; /* the parent's */
	enum zc_tag tag;
	bool part; /* anywhere in the value, not all of it */
	bool ignore_case;
	char *value; /* owns */
	wchar_t *folded; /* owns; the value in lower case, where ignore_case */
	int64_t since_s;
	uint32_t want[3]; /* FORMAT: rate, bits, channels; 0: any */
};

/* The next code point of UTF-8, in lower case; a byte that is none stands for itself. 0 at the
 * end. */
wchar_t zc_fold_next(const char **p);

#endif
