/* Listing the queue piece by piece, so that a long one neither delays other clients nor needs more
 * memory than a client's output buffer. If the queue changes meanwhile, each entry is listed as it
 * is when it is reached; with plchanges the client gets the changes. Control thread only. */
#include <stdlib.h>

#include "daemon/mpd/filter.h"
#include "daemon/mpd/mpd_handlers.h"
#include "daemon/mpd/song.h"

#define SONGS_PER_STEP 128

enum entry_form { WHOLE, POS_ID, NAME };

struct queue_list {
	struct zc_cursor cursor;
	enum entry_form form;
	uint32_t pos, end;
	uint32_t newer_than; /* entries of this version and older are skipped */
	struct zc_filter *filter; /* owns; NULL: all match */
};

static bool
is_wanted(struct zc_client *c, const struct queue_list *l, const struct zc_song *song)
{
	const struct zc_file *f;
	struct zc_candidate candidate = { .uri = song->uri };

	if (song->version <= l->newer_than)
		return false;
	if (!l->filter)
		return true;
	f = zc_library_find(c->server->library, song->uri);
	if (f) {
		candidate.tags = f->tags;
		candidate.mtime_s = f->mtime_s;
	}
	return zc_filter_match(l->filter, &candidate);
}

static void
reply_entry(struct zc_client *c, enum entry_form form, const struct zc_song *song, uint32_t pos)
{
	switch (form) {
	case WHOLE:
		zc_reply_song(c, song, pos);
		return;
	case POS_ID:
		zc_reply(c, "cpos: %u\nId: %u\n", pos, song->id);
		return;
	case NAME:
		zc_reply(c, "%u:file: %s\n", pos, song->uri);
	}
}

static int
list_step(struct zc_client *c, struct zc_cursor *cur)
{
	struct queue_list *l = (struct queue_list *)cur;

	for (int i = 0; i < SONGS_PER_STEP; i++) {
		const struct zc_song *song =
			l->pos < l->end ? zc_queue_at(zc_queue_of(c), l->pos) : NULL;

		if (!song)
			return ZC_DONE_OK;
		if (is_wanted(c, l, song))
			reply_entry(c, l->form, song, l->pos);
		l->pos++;
	}
	return ZC_DONE_MORE;
}

static void
list_free(struct zc_cursor *cur)
{
	struct queue_list *l = (struct queue_list *)cur;

	zc_filter_free(l->filter);
	free(l);
}

static int
list(struct zc_client *c, const struct queue_list *template)
{
	struct queue_list *l = malloc(sizeof(*l));

	if (!l) {
		zc_filter_free(template->filter);
		return zc_ack(c, ZC_ACK_SYSTEM, "out of memory");
	}
	*l = *template;
	l->cursor.step = list_step;
	l->cursor.free = list_free;
	return zc_client_answer_later(c, &l->cursor);
}

static int
list_range(struct zc_client *c, const char *range, const struct queue_list *template)
{
	struct zc_range r = { 0, zc_queue_length(zc_queue_of(c)) };
	struct queue_list l = *template;

	if (range && zc_arg_range(c, range, r.end, &r))
		return ZC_DONE_ACK;
	l.pos = r.start;
	l.end = r.end;
	return list(c, &l);
}

int
zc_mpd_playlist(struct zc_client *c, const struct zc_args *a)
{
	(void)a;
	return list_range(c, NULL, &(struct queue_list){ .form = NAME });
}

int
zc_mpd_playlistinfo(struct zc_client *c, const struct zc_args *a)
{
	return list_range(
		c, a->count ? a->arg[0] : NULL, &(struct queue_list){ .form = WHOLE });
}

int
zc_mpd_playlistid(struct zc_client *c, const struct zc_args *a)
{
	struct queue_list l = { .form = WHOLE };

	if (!a->count)
		return list_range(c, NULL, &l);
	if (zc_arg_id(c, a->arg[0], NULL, &l.pos))
		return ZC_DONE_ACK;
	l.end = l.pos + 1;
	return list(c, &l);
}

static int
list_matching(struct zc_client *c, const struct zc_args *a, bool ignore_case)
{
	struct queue_list l = { .form = WHOLE, .end = zc_queue_length(zc_queue_of(c)) };
	struct zc_err err;
	int used;

	l.filter = zc_filter_new(a->arg, a->count, ignore_case, &used, &err);
	if (!l.filter)
		return zc_ack_err(c, &err);
	if (used == a->count)
		return list(c, &l);
	zc_filter_free(l.filter);
	return zc_ack(c, ZC_ACK_ARG, "unexpected argument: %.64s", a->arg[used]);
}

int
zc_mpd_playlistfind(struct zc_client *c, const struct zc_args *a)
{
	return list_matching(c, a, false);
}

int
zc_mpd_playlistsearch(struct zc_client *c, const struct zc_args *a)
{
	return list_matching(c, a, true);
}

static int
list_changes(struct zc_client *c, const struct zc_args *a, enum entry_form form)
{
	struct queue_list l = { .form = form };

	if (zc_arg_uint(c, a->arg[0], UINT32_MAX, &l.newer_than))
		return ZC_DONE_ACK;
	/* A version from before a restart of the daemon: everything has changed. */
	if (l.newer_than > zc_queue_version(zc_queue_of(c)))
		l.newer_than = 0;
	return list_range(c, a->count > 1 ? a->arg[1] : NULL, &l);
}

int
zc_mpd_plchanges(struct zc_client *c, const struct zc_args *a)
{
	return list_changes(c, a, WHOLE);
}

int
zc_mpd_plchangesposid(struct zc_client *c, const struct zc_args *a)
{
	return list_changes(c, a, POS_ID);
}
