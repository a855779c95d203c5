/* albumart and readpicture. A client asks for one piece after the other. The whole picture is
 * read for the first one and kept until the last one was sent, so that the pieces belong
 * together even if the file changes. Only one client at a time has a picture kept: when another
 * begins, the first one's is freed, and read again if it goes on. Control thread only. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/library/library.h"
#include "daemon/mpd/mpd_handlers.h"

/* The picture that a client reads piece by piece. */
struct kept {
	struct zc_attachment attachment;
	struct zc_picture *picture; /* owns */
	bool embedded;
	char uri[];
};

/* The command that waits for a picture. */
struct request {
	struct zc_cursor cursor;
	struct zc_client *client; /* lent until the request is freed */
	struct zc_picture *picture; /* owns */
	uint32_t offset;
	bool embedded; /* in the file itself, not beside it */
	bool ready;
	char uri[PATH_MAX];
};

static void
kept_free(struct zc_client *c, struct zc_attachment *a)
{
	struct kept *k = (struct kept *)a;

	(void)c;
	zc_picture_free(k->picture);
	free(k);
}

/* Moves the request's picture to the client, for the pieces to come. Without memory it stays
 * with the request, and is read again for the next piece. */
static void
keep(struct zc_client *c, struct request *r)
{
	size_t bytes = strlen(r->uri) + 1;
	struct kept *k = calloc(1, sizeof(*k) + bytes);

	if (!k)
		return;
	for (struct zc_client *other = c->server->clients; other; other = other->next)
		zc_client_detach(other, kept_free);
	k->attachment.free = kept_free;
	k->picture = r->picture;
	k->embedded = r->embedded;
	memcpy(k->uri, r->uri, bytes);
	r->picture = NULL;
	zc_client_attach(c, &k->attachment);
}

/* NULL if the request is not for a further piece of the picture that the client has kept. */
static const struct zc_picture *
find_kept(const struct zc_client *c, const struct request *r)
{
	const struct kept *k = (const struct kept *)zc_client_attachment(c, kept_free);

	if (!r->offset || !k || k->embedded != r->embedded || strcmp(k->uri, r->uri) != 0)
		return NULL;
	return k->picture;
}

/* The last piece frees a kept picture. */
static int
reply_piece(struct zc_client *c, const struct zc_picture *p, uint32_t offset, bool embedded)
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
	if (embedded && *p->mime)
		zc_reply_text(c, "type", p->mime);
	zc_reply(c, "binary: %zu\n", bytes);
	zc_buf_add(&c->out, p->bytes + offset, bytes);
	zc_reply(c, "\n");
	if (offset + bytes == p->size)
		zc_client_detach(c, kept_free);
	return ZC_DONE_OK;
}

static int
request_step(struct zc_client *c, struct zc_cursor *cur)
{
	struct request *r = (struct request *)cur;
	const struct zc_picture *p = r->picture;

	if (!r->ready)
		return ZC_DONE_WAIT;
	if (p->err.code)
		return zc_ack_err(c, &p->err);
	if (!p->bytes && r->embedded)
		return ZC_DONE_OK;
	if (!p->bytes)
		return zc_ack(c, ZC_ACK_NO_EXIST, "%s: there is no cover beside it", r->uri);
	keep(c, r);
	return reply_piece(c, p, r->offset, r->embedded);
}

static void
request_free(struct zc_cursor *cur)
{
	struct request *r = (struct request *)cur;

	zc_picture_free(r->picture);
	free(r);
}

static void
request_ready(void *ctx)
{
	struct request *r = ctx;

	r->ready = true;
	zc_client_wake(r->client);
}

static int
picture(struct zc_client *c, const struct zc_args *args, bool embedded)
{
	struct request *r = calloc(1, sizeof(*r));
	const struct zc_picture *p;

	if (!r)
		return zc_ack(c, ZC_ACK_SYSTEM, "out of memory");
	r->cursor.step = request_step;
	r->cursor.free = request_free;
	r->client = c;
	r->embedded = embedded;
	if (zc_arg_name(c, args->arg[0], r->uri) ||
		zc_arg_uint(c, args->arg[1], UINT32_MAX, &r->offset)) {
		request_free(&r->cursor);
		return ZC_DONE_ACK;
	}
	p = find_kept(c, r);
	if (p) {
		int done = reply_piece(c, p, r->offset, embedded);

		request_free(&r->cursor);
		return done;
	}
	r->picture = zc_library_picture(c->server->library, r->uri,
		embedded ? ZC_PICTURE_IN_TAGS : ZC_PICTURE_IN_FOLDER, request_ready, r);
	if (!r->picture) {
		request_free(&r->cursor);
		return zc_ack(c, ZC_ACK_SYSTEM, "out of memory");
	}
	return zc_client_answer_later(c, &r->cursor);
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
