/* Commands for stored playlists. Control thread only. */
#include "daemon/mpd/mpd_stored.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/library/library.h"
#include "daemon/mpd/mpd_handlers.h"
#include "daemon/mpd/song.h"
#include "daemon/library/stored.h"

#define ENTRIES_PER_STEP 128

static const char *
directory(const struct zc_client *c)
{
	return c->server->env.conf->playlist_directory;
}

static int
report_change(struct zc_client *c)
{
	zc_server_changed(c->server, ZC_IDLE_STORED_PLAYLIST);
	return ZC_DONE_OK;
}

static void
reply_one(void *ctx, const char *name, int64_t mtime_s)
{
	struct zc_client *c = ctx;

	zc_reply_text(c, "playlist", name);
	zc_reply_time(c, "Last-Modified", mtime_s);
}

void
zc_stored_reply_list(struct zc_client *c)
{
	zc_stored_list(directory(c), reply_one, c);
}

int
zc_mpd_listplaylists(struct zc_client *c, const struct zc_args *a)
{
	(void)a;
	zc_stored_reply_list(c);
	return ZC_DONE_OK;
}

int
zc_mpd_save(struct zc_client *c, const struct zc_args *a)
{
	const struct zc_queue *q = zc_queue_of(c);
	struct zc_stored list = { .count = 0 };
	struct zc_err err;
	int r = 0;

	for (uint32_t i = 0; i < zc_queue_length(q) && !r; i++)
		r = zc_stored_add(&list, zc_queue_at(q, i)->uri);
	if (r)
		zc_fail(&err, r, "out of memory");
	else
		r = zc_stored_write(directory(c), a->arg[0], &list, false, &err);
	zc_stored_free(&list);
	return r ? zc_ack_err(c, &err) : report_change(c);
}

static int
read_list(struct zc_client *c, const char *name, struct zc_stored *list)
{
	struct zc_err err;

	return zc_stored_read(directory(c), name, list, &err) ? zc_ack_err(c, &err) : 0;
}

/* Loads nothing if an entry is a name that this client may not use. */
static int
insert(struct zc_client *c, struct zc_stored *list, const struct zc_range *r, const char *place)
{
	char uri[PATH_MAX];

	for (uint32_t i = r->start; i < r->end; i++) {
		char **entry = &list->uri[i], *copy;

		if (zc_arg_name(c, *entry, uri))
			return ZC_DONE_ACK;
		copy = strdup(uri);
		if (!copy)
			return zc_ack(c, ZC_ACK_SYSTEM, "out of memory");
		free(*entry);
		*entry = copy;
	}
	return zc_queue_insert(
		c, (const char *const *)list->uri + r->start, r->end - r->start, place, NULL);
}

int
zc_mpd_load(struct zc_client *c, const struct zc_args *a)
{
	struct zc_stored list;
	struct zc_range r;
	int done;

	if (read_list(c, a->arg[0], &list))
		return ZC_DONE_ACK;
	r = (struct zc_range){ 0, list.count };
	if (a->count > 1 && zc_arg_range(c, a->arg[1], list.count, &r))
		done = ZC_DONE_ACK;
	else
		done = insert(c, &list, &r, a->count > 2 ? a->arg[2] : NULL);
	zc_stored_free(&list);
	return done;
}

/* A listing, written piece by piece, since a playlist may be long. */
struct stored_list {
	struct zc_cursor cursor;
	struct zc_stored list; /* owns */
	uint32_t next;
	bool info;
};

static int
list_step(struct zc_client *c, struct zc_cursor *cur)
{
	struct stored_list *l = (struct stored_list *)cur;

	for (int i = 0; i < ENTRIES_PER_STEP && l->next < l->list.count; i++) {
		const char *uri = l->list.uri[l->next++];

		zc_reply_text(c, "file", uri);
		if (l->info)
			zc_reply_file(c, zc_library_find(c->server->library, uri));
	}
	return l->next < l->list.count ? ZC_DONE_MORE : ZC_DONE_OK;
}

static void
list_free(struct zc_cursor *cur)
{
	struct stored_list *l = (struct stored_list *)cur;

	zc_stored_free(&l->list);
	free(l);
}

static int
list_entries(struct zc_client *c, const struct zc_args *a, bool info)
{
	struct stored_list *l = calloc(1, sizeof(*l));

	if (!l)
		return zc_ack(c, ZC_ACK_SYSTEM, "out of memory");
	if (read_list(c, a->arg[0], &l->list)) {
		free(l);
		return ZC_DONE_ACK;
	}
	l->cursor.step = list_step;
	l->cursor.free = list_free;
	l->info = info;
	return zc_client_answer_later(c, &l->cursor);
}

int
zc_mpd_listplaylist(struct zc_client *c, const struct zc_args *a)
{
	return list_entries(c, a, false);
}

int
zc_mpd_listplaylistinfo(struct zc_client *c, const struct zc_args *a)
{
	return list_entries(c, a, true);
}

int
zc_mpd_rm(struct zc_client *c, const struct zc_args *a)
{
	struct zc_err err;

	return zc_stored_remove(directory(c), a->arg[0], &err) ? zc_ack_err(c, &err)
							       : report_change(c);
}

int
zc_mpd_rename(struct zc_client *c, const struct zc_args *a)
{
	struct zc_err err;

	return zc_stored_rename(directory(c), a->arg[0], a->arg[1], &err) ? zc_ack_err(c, &err)
									  : report_change(c);
}

static int
write_list(struct zc_client *c, const char *name, const struct zc_stored *list)
{
	struct zc_err err;

	return zc_stored_write(directory(c), name, list, true, &err) ? zc_ack_err(c, &err)
								     : report_change(c);
}

int
zc_stored_insert(struct zc_client *c, const char *name, const char *const *uris, uint32_t count,
	const char *place)
{
	struct zc_stored list;
	struct zc_err err;
	uint32_t before, to;
	int r = zc_stored_read(directory(c), name, &list, &err);

	if (r && r != -ENOENT)
		return zc_ack_err(c, &err);
	before = to = list.count;
	if (place && zc_arg_uint(c, place, before, &to)) {
		zc_stored_free(&list);
		return ZC_DONE_ACK;
	}
	r = 0;
	for (uint32_t i = 0; i < count && !r; i++)
		r = zc_stored_add(&list, uris[i]);
	zc_stored_move(&list, before, list.count, to);
	r = r ? zc_ack(c, ZC_ACK_SYSTEM, "out of memory") : write_list(c, name, &list);
	zc_stored_free(&list);
	return r;
}

int
zc_mpd_playlistadd(struct zc_client *c, const struct zc_args *a)
{
	char uri[PATH_MAX];
	const char *one = uri;

	if (zc_arg_name(c, a->arg[1], uri))
		return ZC_DONE_ACK;
	return zc_stored_insert(c, a->arg[0], &one, 1, a->count > 2 ? a->arg[2] : NULL);
}

int
zc_mpd_playlistdelete(struct zc_client *c, const struct zc_args *a)
{
	struct zc_stored list;
	struct zc_range range;
	int r;

	if (read_list(c, a->arg[0], &list))
		return ZC_DONE_ACK;
	r = zc_arg_range(c, a->arg[1], list.count, &range);
	if (!r) {
		zc_stored_delete(&list, range.start, range.end);
		r = write_list(c, a->arg[0], &list);
	}
	zc_stored_free(&list);
	return r;
}

int
zc_mpd_playlistmove(struct zc_client *c, const struct zc_args *a)
{
	struct zc_stored list;
	struct zc_range range;
	uint32_t to;
	int r;

	if (read_list(c, a->arg[0], &list))
		return ZC_DONE_ACK;
	r = zc_arg_range(c, a->arg[1], list.count, &range);
	if (!r)
		r = zc_arg_uint(c, a->arg[2], list.count - (range.end - range.start), &to);
	if (!r) {
		zc_stored_move(&list, range.start, range.end, to);
		r = write_list(c, a->arg[0], &list);
	}
	zc_stored_free(&list);
	return r;
}

int
zc_mpd_playlistclear(struct zc_client *c, const struct zc_args *a)
{
	return write_list(c, a->arg[0], &(struct zc_stored){ .count = 0 });
}
