/* Commands that search the library, by a linear walk in pieces. Control thread only. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "daemon/mpd/mpd_search.h"
#include "daemon/mpd/mpd_stored.h"
#include "daemon/mpd/song.h"

#define FILES_PER_STEP 512

struct search {
	struct zc_cursor cursor;
	struct zc_search_args args; /* owns its filter */
	uint32_t next; /* in the library, or in the sorted list */
	uint32_t matched;
	char **uris; /* owns; the matches, if they are to be sorted or added */
	uint32_t uri_count, uri_cap;
	bool add;
	bool collected; /* uris is complete and sorted */
	char *place; /* owns; where to add; NULL: at the end */
	char *playlist; /* owns; what to add to; NULL: the queue */
};

bool
zc_search_matches(const struct zc_search_args *search, const struct zc_file *f)
{
	struct zc_candidate candidate = {
		.uri = f->uri, .tags = f->tags, .mtime_s = f->mtime_s
	};

	return f->in_directory && f->tags && zc_filter_match(search->filter, &candidate);
}

static int
arg_sort(struct zc_client *c, const char *arg, struct zc_search_args *out)
{
	out->descending = *arg == '-';
	out->sort = zc_tag_parse(arg + out->descending);
	out->sort_by_time = !strcasecmp(arg + out->descending, "Last-Modified");
	if (out->sort == ZC_TAG_COUNT && !out->sort_by_time)
		return zc_ack(c, ZC_ACK_ARG, "Unknown sort tag: %.64s", arg);
	out->sorted = true;
	return 0;
}

int
zc_search_parse(struct zc_client *c, const struct zc_args *a, int first, bool ignore_case,
	struct zc_search_args *out)
{
	struct zc_err err;
	int used;

	memset(out, 0, sizeof(*out));
	out->window.end = UINT32_MAX;
	out->filter = zc_filter_new(a->arg + first, a->count - first, ignore_case, &used, &err);
	if (!out->filter)
		return zc_ack_err(c, &err);
	for (int i = first + used; i < a->count; i += 2) {
		const char *word = a->arg[i], *arg = i + 1 < a->count ? a->arg[i + 1] : NULL;
		int r = 0;

		if (!arg)
			r = zc_ack(c, ZC_ACK_ARG, "%.64s: an argument is missing", word);
		else if (!strcmp(word, "sort"))
			r = arg_sort(c, arg, out);
		else if (!strcmp(word, "window"))
			r = zc_mpd_range(arg, &out->window, &err) ? zc_ack_err(c, &err) : 0;
		else if (!strcmp(word, "position"))
			out->place = arg;
		else if (!strcmp(word, "group") && out->groups < ZC_GROUPS_MAX) {
			out->group[out->groups] = zc_tag_parse(arg);
			if (out->group[out->groups++] == ZC_TAG_COUNT)
				r = zc_ack(c, ZC_ACK_ARG, "Unknown tag type: %.64s", arg);
		} else
			r = zc_ack(c, ZC_ACK_ARG, "unexpected argument: %.64s", word);
		if (r) {
			zc_filter_free(out->filter);
			return r;
		}
	}
	return 0;
}

static int
collect_uri(struct search *s, const char *uri)
{
	if (s->uri_count == s->uri_cap) {
		uint32_t cap = s->uri_cap ? 2 * s->uri_cap : 64;
		char **uris = realloc(s->uris, cap * sizeof(uris[0]));

		if (!uris)
			return -1;
		s->uris = uris;
		s->uri_cap = cap;
	}
	s->uris[s->uri_count] = strdup(uri);
	return s->uris[s->uri_count] ? (s->uri_count++, 0) : -1;
}

struct sort_by {
	const struct zc_library *library;
	const struct zc_search_args *args;
};

static int
compare(const void *pa, const void *pb, void *ctx)
{
	const struct sort_by *by = ctx;
	const struct zc_file *a = zc_library_find(by->library, *(char *const *)pa);
	const struct zc_file *b = zc_library_find(by->library, *(char *const *)pb);
	const char *va, *vb;
	int r;

	if (!a || !b)
		return (a != NULL) - (b != NULL);
	if (by->args->sort_by_time) {
		r = (a->mtime_s > b->mtime_s) - (a->mtime_s < b->mtime_s);
	} else {
		va = zc_tags_get(a->tags, by->args->sort);
		vb = zc_tags_get(b->tags, by->args->sort);
		r = strverscmp(va ? va : "", vb ? vb : "");
	}
	return by->args->descending ? -r : r;
}

static bool
in_window(const struct search *s, uint32_t i)
{
	return i >= s->args.window.start && i < s->args.window.end;
}

static int
add_matches(struct zc_client *c, struct search *s)
{
	uint32_t start =
		s->args.window.start < s->uri_count ? s->args.window.start : s->uri_count;
	uint32_t end = s->args.window.end < s->uri_count ? s->args.window.end : s->uri_count;

	const char *const *uris = (const char *const *)s->uris + start;

	if (s->playlist)
		return zc_stored_insert(c, s->playlist, uris, end - start, s->place);
	return zc_queue_insert(c, uris, end - start, s->place, NULL);
}

/* Every match is in uris: sorts them, then adds them or goes on to list them. */
static int
finish_collecting(struct zc_client *c, struct search *s)
{
	struct sort_by by = { c->server->library, &s->args };

	if (s->args.sorted && s->uri_count)
		qsort_r(s->uris, s->uri_count, sizeof(s->uris[0]), compare, &by);
	if (s->add)
		return add_matches(c, s);
	s->collected = true;
	s->next = 0;
	return ZC_DONE_MORE;
}

static int
reply_collected(struct zc_client *c, struct search *s)
{
	for (int i = 0; i < FILES_PER_STEP && s->next < s->uri_count; i++, s->next++) {
		const char *uri = s->uris[s->next];

		if (!in_window(s, s->next))
			continue;
		zc_reply_text(c, "file", uri);
		zc_reply_file(c, zc_library_find(c->server->library, uri));
	}
	return s->next < s->uri_count ? ZC_DONE_MORE : ZC_DONE_OK;
}

static int
search_step(struct zc_client *c, struct zc_cursor *cur)
{
	struct search *s = (struct search *)cur;
	bool collect = s->add || s->args.sorted;

	if (s->collected)
		return reply_collected(c, s);
	for (int i = 0; i < FILES_PER_STEP; i++) {
		const struct zc_file *f = zc_library_at(c->server->library, s->next++);

		if (!f)
			return collect ? finish_collecting(c, s) : ZC_DONE_OK;
		if (!zc_search_matches(&s->args, f))
			continue;
		if (collect) {
			if (collect_uri(s, f->uri))
				return zc_ack(c, ZC_ACK_SYSTEM, "out of memory");
		} else if (in_window(s, s->matched++)) {
			zc_reply_text(c, "file", f->uri);
			zc_reply_file(c, f);
		}
	}
	return ZC_DONE_MORE;
}

static void
search_free(struct zc_cursor *cur)
{
	struct search *s = (struct search *)cur;

	for (uint32_t i = 0; i < s->uri_count; i++)
		free(s->uris[i]);
	free(s->uris);
	free(s->place);
	free(s->playlist);
	zc_filter_free(s->args.filter);
	free(s);
}

/* The filter begins with the argument `first`. NULL: the ACK line is written. */
static struct search *
search_new(struct zc_client *c, const struct zc_args *a, int first, bool ignore_case)
{
	struct search *s = calloc(1, sizeof(*s));

	if (!s) {
		zc_ack(c, ZC_ACK_SYSTEM, "out of memory");
	} else if (zc_search_parse(c, a, first, ignore_case, &s->args)) {
		free(s);
		s = NULL;
	}
	return s;
}

static int
search_run(struct zc_client *c, const struct zc_args *a, struct search *s, bool add)
{
	s->cursor.step = search_step;
	s->cursor.free = search_free;
	s->add = add;
	if (s->args.groups || (s->args.place && !add)) {
		const char *word = s->args.groups ? "group" : "position";

		search_free(&s->cursor);
		return zc_ack(c, ZC_ACK_ARG, "%s cannot be used with %s", word, a->name);
	}
	if (s->args.place && !(s->place = strdup(s->args.place))) {
		search_free(&s->cursor);
		return zc_ack(c, ZC_ACK_SYSTEM, "out of memory");
	}
	return zc_client_answer_later(c, &s->cursor);
}

static int
search(struct zc_client *c, const struct zc_args *a, bool ignore_case, bool add)
{
	struct search *s = search_new(c, a, 0, ignore_case);

	return s ? search_run(c, a, s, add) : ZC_DONE_ACK;
}

int
zc_mpd_find(struct zc_client *c, const struct zc_args *a)
{
	return search(c, a, false, false);
}

int
zc_mpd_search(struct zc_client *c, const struct zc_args *a)
{
	return search(c, a, true, false);
}

int
zc_mpd_findadd(struct zc_client *c, const struct zc_args *a)
{
	return search(c, a, false, true);
}

int
zc_mpd_searchadd(struct zc_client *c, const struct zc_args *a)
{
	return search(c, a, true, true);
}

int
zc_mpd_searchaddpl(struct zc_client *c, const struct zc_args *a)
{
	struct search *s = search_new(c, a, 1, true);

	if (!s)
		return ZC_DONE_ACK;
	s->playlist = strdup(a->arg[0]);
	if (s->playlist)
		return search_run(c, a, s, true);
	search_free(&s->cursor);
	return zc_ack(c, ZC_ACK_SYSTEM, "out of memory");
}
