/* Adding to the queue. A file that the library knows is added at once; for anything else the
 * client waits while the worker looks it up. Control thread only. */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/library/library.h"
#include "daemon/library/library_walk.h"
#include "daemon/mpd/mpd_handlers.h"

struct adding {
	struct zc_cursor cursor;
	struct zc_client *client; /* lent until the cursor is freed */
	struct zc_listing *listing; /* owns */
	char *place; /* owns; NULL: the end */
	char uri[PATH_MAX];
	bool one; /* addid: only a single file, and the answer has its id */
	bool ready;
};

int
zc_queue_insert(struct zc_client *c, const char *const *uris, uint32_t count, const char *place,
	uint32_t *first_id)
{
	struct zc_queue *q = zc_queue_of(c);
	uint32_t length = zc_queue_length(q), to = length;

	if (place && zc_arg_place(c, place, &to))
		return ZC_DONE_ACK;
	if (count > ZC_QUEUE_MAX - length)
		return zc_ack(c, ZC_ACK_PLAYLIST_MAX,
			"%u songs do not fit: the queue holds at most %u", count, ZC_QUEUE_MAX);
	for (uint32_t i = 0; i < count; i++) {
		uint32_t id = zc_queue_add(q, uris[i], length + i);

		if (!id) {
			zc_queue_delete(q, length, length + i);
			return zc_ack(c, ZC_ACK_SYSTEM, "out of memory");
		}
		if (!i && first_id)
			*first_id = id;
		zc_library_request_tags(c->server->library, id);
	}
	/* Appending and one move is cheaper than inserting each, which moves the rest every
	 * time. */
	zc_queue_move(q, length, length + count, to);
	if (count)
		zc_server_queue_changed(c->server);
	return ZC_DONE_OK;
}

static int
insert_one(struct zc_client *c, const char *uri, const char *place, bool reply_id)
{
	uint32_t id;

	if (zc_queue_insert(c, &uri, 1, place, &id))
		return ZC_DONE_ACK;
	if (reply_id)
		zc_reply(c, "Id: %u\n", id);
	return ZC_DONE_OK;
}

static int
insert_all(struct zc_client *c, const struct adding *g)
{
	const struct zc_listing *found = g->listing;
	const char **uris = calloc(found->count + 1, sizeof(uris[0]));
	uint32_t count = 0;
	int r;

	if (!uris)
		return zc_ack(c, ZC_ACK_SYSTEM, "out of memory");
	for (uint32_t i = 0; i < found->count; i++)
		if (!found->found[i].folder)
			uris[count++] = found->found[i].uri;
	r = zc_queue_insert(c, uris, count, g->place, NULL);
	free(uris);
	return r;
}

static int
adding_step(struct zc_client *c, struct zc_cursor *cur)
{
	struct adding *g = (struct adding *)cur;
	const struct zc_listing *found = g->listing;

	if (!g->ready)
		return ZC_DONE_WAIT;
	if (found->err.code)
		return zc_ack_err(c, &found->err);
	if (!g->one)
		return insert_all(c, g);
	if (found->count != 1 || strcmp(found->found[0].uri, g->uri))
		return zc_ack(
			c, ZC_ACK_NO_EXIST, "%s: is a folder, but addid adds one file", g->uri);
	return insert_one(c, g->uri, g->place, true);
}

static void
adding_free(struct zc_cursor *cur)
{
	struct adding *g = (struct adding *)cur;

	zc_listing_free(g->listing);
	free(g->place);
	free(g);
}

static void
adding_ready(void *ctx)
{
	struct adding *g = ctx;

	g->ready = true;
	zc_client_wake(g->client);
}

static int
add(struct zc_client *c, const struct zc_args *a, bool one)
{
	const char *place = a->count > 1 ? a->arg[1] : NULL;
	struct adding *g = calloc(1, sizeof(*g));

	if (!g)
		return zc_ack(c, ZC_ACK_SYSTEM, "out of memory");
	g->cursor.step = adding_step;
	g->cursor.free = adding_free;
	g->client = c;
	g->one = one;
	if (zc_arg_name(c, a->arg[0], g->uri)) {
		adding_free(&g->cursor);
		return ZC_DONE_ACK;
	}
	if (zc_library_find(c->server->library, g->uri)) {
		int r = insert_one(c, g->uri, place, one);

		adding_free(&g->cursor);
		return r;
	}
	if (place)
		g->place = strdup(place);
	if (!place || g->place)
		g->listing = zc_library_list(c->server->library, g->uri, one ? 0 : ZC_WALK_DEEP,
			false, adding_ready, g);
	if (!g->listing) {
		adding_free(&g->cursor);
		return zc_ack(c, ZC_ACK_SYSTEM, "out of memory");
	}
	return zc_client_answer_later(c, &g->cursor);
}

int
zc_mpd_add(struct zc_client *c, const struct zc_args *a)
{
	return add(c, a, false);
}

int
zc_mpd_addid(struct zc_client *c, const struct zc_args *a)
{
	return add(c, a, true);
}
