/* Arguments and matching of the commands that search. Control thread only. */
#ifndef ZC_MPD_SEARCH_H
#define ZC_MPD_SEARCH_H

#include "daemon/mpd/filter.h"
#include "daemon/library/library.h"
#include "daemon/mpd/mpd_handlers.h"

#define ZC_GROUPS_MAX 4

struct zc_search_args {
	struct zc_filter *filter; /* owns */
	struct zc_range window;
	bool sorted, descending, sort_by_time;
	enum zc_tag sort;
	const char *place; /* of `position`; lent by the arguments; NULL: none */
	int groups;
	enum zc_tag group[ZC_GROUPS_MAX];
};

/* Parses FILTER [sort TYPE] [window START:END] [position POS] [group TYPE]..., from the argument
 * `first` on. 0, and the caller frees out->filter; or ZC_DONE_ACK. */
int zc_search_parse(struct zc_client *c, const struct zc_args *a, int first, bool ignore_case,
	struct zc_search_args *out);
/* Only files below the music directory that have tags can match. */
bool zc_search_matches(const struct zc_search_args *search, const struct zc_file *f);

#endif
