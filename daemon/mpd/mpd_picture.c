/* albumart and readpicture. A client asks for one piece after the other; the picture is read at
 * the first and held until the last was given, for one client at a time: another that asks in
 * between makes it be read again. Control thread only. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/library/library.h"
#include "daemon/mpd/mpd_handlers.h"

struct asking {
	struct zc_cursor cursor;
	struct zc_client *client; /* borrows */
	struct zc_picture *picture; /* owns */
	uint32_t offset;
	bool inside;
	bool ready;
	char uri[PATH_MAX];
};

void
zc_server_let_go(struct zc_server *s, const struct zc_client *reader)
{
	if (reader && s->held.reader != reader)
		return;
	zc_picture_free(s->held.picture);
	free(s->held.uri);
	memset(&s->held, 0, sizeof(s->held));
}

static int
give_piece(struct zc_client *c, const struct zc_picture *p, uint32_t offset, bool inside)
{
	uint32_t limit = c->server->env.conf->max_output_buffer_kib * 1024;
	size_t bytes;

	if (offset > p->size)
		return zc_ack(
			c, ZC_ACK_ARG, "Offset too large: the picture has %zu bytes", p->size);
	if (limit > c->binary_limit_bytes)
		limit = c->binary_limit_bytes;
	bytes = p->size - offset < limit ? p->size - offset : limit;
	zc_reply(c, "size: %zu\n", p->size);
	if (inside && *p->mime)
		zc_reply_text(c, "type", p->mime);
	zc_reply(c, "binary: %zu\n", bytes);
	zc_buf_add(&c->out, p->bytes + offset, bytes);
	zc_reply(c, "\n");
	if (offset + bytes == p->size)
		zc_server_let_go(c->server, c);
	return ZC_DONE_OK;
}

/* For the pieces that will be asked for; without memory they are read again. */
static void
hold(struct zc_client *c, struct asking *a)
{
	struct zc_server *s = c->server;
	char *uri = strdup(a->uri);

	if (!uri)
		return;
	zc_server_let_go(s, NULL);
	s->held.picture = a->picture;
	s->held.uri = uri;
	s->held.inside = a->inside;
	s->held.reader = c;
	a->picture = NULL;
}

static int
asking_step(struct zc_client *c, struct zc_cursor *cur)
{
	struct asking *a = (struct asking *)cur;
	const struct zc_picture *p = a->picture;

	if (!a->ready)
		return ZC_DONE_WAIT;
	if (p->err.code)
		return zc_ack_err(c, &p->err);
	if (!p->bytes && a->inside)
		return ZC_DONE_OK;
	if (!p->bytes)
		return zc_ack(c, ZC_ACK_NO_EXIST, "%s: there is no cover beside it", a->uri);
	hold(c, a);
	return give_piece(c, p, a->offset, a->inside);
}

static void
asking_free(struct zc_cursor *cur)
{
	struct asking *a = (struct asking *)cur;

	zc_picture_free(a->picture);
	free(a);
}

static void
asking_ready(void *ctx)
{
	struct asking *a = ctx;

	a->ready = true;
	zc_client_wake(a->client);
}

static bool
is_held(const struct zc_client *c, const struct asking *a)
{
	const struct zc_server *s = c->server;

	/* Who begins at the beginning gets what is there now. */
	return a->offset && s->held.reader == c && s->held.inside == a->inside &&
	       !strcmp(s->held.uri, a->uri);
}

static int
picture(struct zc_client *c, const struct zc_args *args, bool inside)
{
	struct asking *a = calloc(1, sizeof(*a));
	int r;

	if (!a)
		return zc_ack(c, ZC_ACK_SYSTEM, "out of memory");
	a->cursor.step = asking_step;
	a->cursor.free = asking_free;
	a->client = c;
	a->inside = inside;
	if (zc_arg_name(c, args->arg[0], a->uri) ||
		zc_arg_uint(c, args->arg[1], UINT32_MAX, &a->offset)) {
		asking_free(&a->cursor);
		return ZC_DONE_ACK;
	}
	if (is_held(c, a)) {
		r = give_piece(c, c->server->held.picture, a->offset, inside);
		asking_free(&a->cursor);
		return r;
	}
	a->picture = zc_library_picture(c->server->library, a->uri,
		inside ? ZC_PICTURE_INSIDE : ZC_PICTURE_BESIDE, asking_ready, a);
	if (!a->picture) {
		asking_free(&a->cursor);
		return zc_ack(c, ZC_ACK_SYSTEM, "out of memory");
	}
	return zc_client_answer_later(c, &a->cursor);
}

int
zc_mpd_albumart(struct zc_client *c, const struct zc_args *a)
{
	return picture(c, a, false);
}

int
zc_mpd_readpicture(struct zc_client *c, const struct zc_args *a)
{
	return picture(c, a, true);
}
