/* Commands that list the music directory as it is in the file system. The worker reads a listing
 * while the client waits; the answer is written piece by piece. Control thread only. */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/library/library_walk.h"
#include "daemon/mpd/mpd_handlers.h"
#include "daemon/mpd/mpd_stored.h"
#include "daemon/mpd/song.h"

#define ENTRIES_PER_STEP 128

enum listing_kind { LSINFO, LISTALL, LISTALLINFO, LISTFILES, COMMENTS };

static const unsigned int walk_flags[] = {
	[LSINFO] = ZC_WALK_STAT,
	[LISTALL] = ZC_WALK_DEEP,
	[LISTALLINFO] = ZC_WALK_DEEP | ZC_WALK_STAT,
	[LISTFILES] = ZC_WALK_ALL | ZC_WALK_STAT,
	[COMMENTS] = ZC_WALK_STAT,
};

struct files {
	struct zc_cursor cursor;
	struct zc_client *client; /* lent until the cursor is freed */
	struct zc_listing *listing; /* owns */
	enum listing_kind kind;
	bool ready;
	uint32_t next;
	char uri[PATH_MAX];
};

static const char *
base_name(const char *uri)
{
	const char *slash = strrchr(uri, '/');

	return slash ? slash + 1 : uri;
}

static void
reply_entry(struct zc_client *c, enum listing_kind kind, const struct zc_found *f)
{
	const char *name = kind == LISTFILES ? base_name(f->uri) : f->uri;

	zc_reply_text(c, f->folder ? "directory" : "file", name);
	if (kind == LISTALL)
		return;
	if (kind == LISTFILES && !f->folder)
		zc_reply(c, "size: %llu\n", (unsigned long long)f->size);
	if (kind == LISTFILES || f->folder) {
		zc_reply_time(c, "Last-Modified", f->mtime_s);
	} else {
		const struct zc_file *known = zc_library_find(c->server->library, f->uri);

		if (known && known->mtime_s == f->mtime_s && known->size == f->size)
			zc_reply_file(c, known);
		else
			zc_reply_time(c, "Last-Modified", f->mtime_s);
	}
}

/* True if the URI names a file, not a folder. */
static bool
is_single(const struct files *l)
{
	return l->listing->count == 1 && !l->listing->found[0].folder &&
	       !strcmp(l->listing->found[0].uri, l->uri);
}

static int
comments(struct zc_client *c, const struct files *l)
{
	const struct zc_file *f;

	if (!is_single(l))
		return zc_ack(c, ZC_ACK_NO_EXIST, "%s: is a folder", l->uri);
	f = zc_library_find(c->server->library, l->uri);
	for (int i = 0; f && f->tags && i < ZC_TAG_COUNT; i++)
		zc_reply_tag(c, f->tags, (enum zc_tag)i);
	return ZC_DONE_OK;
}

static int
files_step(struct zc_client *c, struct zc_cursor *cur)
{
	struct files *l = (struct files *)cur;
	const struct zc_listing *found = l->listing;

	if (!l->ready)
		return ZC_DONE_WAIT;
	if (found->err.code)
		return zc_ack_err(c, &found->err);
	if (l->kind == COMMENTS)
		return comments(c, l);
	for (int i = 0; i < ENTRIES_PER_STEP; i++) {
		if (l->next == found->count) {
			if (l->kind == LSINFO && !*l->uri)
				zc_stored_reply_list(c);
			return ZC_DONE_OK;
		}
		reply_entry(c, l->kind, &found->found[l->next++]);
	}
	return ZC_DONE_MORE;
}

static void
files_free(struct zc_cursor *cur)
{
	struct files *l = (struct files *)cur;

	zc_listing_free(l->listing);
	free(l);
}

static void
files_ready(void *ctx)
{
	struct files *l = ctx;

	l->ready = true;
	zc_client_wake(l->client);
}

static int
files(struct zc_client *c, const struct zc_args *a, enum listing_kind kind)
{
	struct files *l = calloc(1, sizeof(*l));

	if (!l)
		return zc_ack(c, ZC_ACK_SYSTEM, "out of memory");
	l->cursor.step = files_step;
	l->cursor.free = files_free;
	l->client = c;
	l->kind = kind;
	if (zc_arg_name(c, a->count ? a->arg[0] : "", l->uri)) {
		files_free(&l->cursor);
		return ZC_DONE_ACK;
	}
	/* lsinfo and readcomments also read tags that are not known yet. */
	l->listing = zc_library_list(c->server->library, l->uri, walk_flags[kind],
		kind == LSINFO || kind == COMMENTS, files_ready, l);
	if (!l->listing) {
		files_free(&l->cursor);
		return zc_ack(c, ZC_ACK_SYSTEM, "out of memory");
	}
	return zc_client_answer_later(c, &l->cursor);
}

int
zc_mpd_lsinfo(struct zc_client *c, const struct zc_args *a)
{
	return files(c, a, LSINFO);
}

int
zc_mpd_listall(struct zc_client *c, const struct zc_args *a)
{
	return files(c, a, LISTALL);
}

int
zc_mpd_listallinfo(struct zc_client *c, const struct zc_args *a)
{
	return files(c, a, LISTALLINFO);
}

int
zc_mpd_listfiles(struct zc_client *c, const struct zc_args *a)
{
	return files(c, a, LISTFILES);
}

int
zc_mpd_readcomments(struct zc_client *c, const struct zc_args *a)
{
	return files(c, a, COMMENTS);
}

static int
update(struct zc_client *c, const struct zc_args *a, bool all)
{
	char uri[PATH_MAX];
	uint32_t job;

	if (zc_arg_name(c, a->count ? a->arg[0] : "", uri))
		return ZC_DONE_ACK;
	if (uri[0] == '/')
		return zc_ack(c, ZC_ACK_NO_EXIST, "%s: not in the music directory", uri);
	job = zc_library_update(c->server->library, uri, all);
	if (!job)
		return zc_ack(c, ZC_ACK_SYSTEM, "out of memory");
	zc_reply(c, "updating_db: %u\n", job);
	return ZC_DONE_OK;
}

int
zc_mpd_update(struct zc_client *c, const struct zc_args *a)
{
	return update(c, a, false);
}

int
zc_mpd_rescan(struct zc_client *c, const struct zc_args *a)
{
	return update(c, a, true);
}
