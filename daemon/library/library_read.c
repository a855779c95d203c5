/* Background reads: tags of queue entries, and listings.
 *
 * A task owns copies of all it needs on the worker's thread, where it uses the library only
 * through zc_library_knows. Its done changes the table, on the control thread. */
#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon/library/library_priv.h"
#include "daemon/tags/tags_read.h"
#include "daemon/library/library_open.h"
#include "daemon/library/library_walk.h"
#include "daemon/queue/queue.h"
#include "daemon/base/worker.h"

#define BATCH 32
#define LIST_TAGS_MAX 100

void
zc_library_read_file(struct zc_library *l, const char *base, const char *uri, bool always,
	struct zc_read *out)
{
	int fd = zc_uri_open_file(uri[0] == '/' ? NULL : base, uri);
	struct stat st;

	memset(out, 0, sizeof(*out));
	if (fd < 0) {
		out->error = fd;
		return;
	}
	if (fstat(fd, &st) < 0) {
		out->error = -errno;
	} else {
		out->mtime_s = st.st_mtim.tv_sec;
		out->size = (uint64_t)st.st_size;
		out->read = always || !zc_library_knows(l, uri, out->mtime_s, out->size);
		if (out->read)
			out->tags = zc_tags_read(fd);
	}
	close(fd);
}

/* A batch of queue entries whose tags are requested. */
struct batch {
	struct zc_task task;
	struct zc_library *library; /* lent; outlives the worker */
	char *base; /* owns */
	uint32_t generation; /* of base */
	int count;
	struct {
		uint32_t id;
		char *uri; /* owns */
		struct zc_read read;
	} item[BATCH];
};

static void next_batch(struct zc_library *l);

static void
batch_run(struct zc_task *t)
{
	struct batch *b = (struct batch *)t;

	for (int i = 0; i < b->count; i++)
		zc_library_read_file(
			b->library, b->base, b->item[i].uri, false, &b->item[i].read);
}

static void
batch_done(struct zc_task *t, bool ran)
{
	struct batch *b = (struct batch *)t;
	struct zc_library *l = b->library;
	uint32_t ids[BATCH];
	int known = 0;

	for (int i = 0; i < b->count; i++) {
		struct zc_read *r = &b->item[i].read;
		char *uri = b->item[i].uri;

		if (ran && !r->error && zc_library_is_current(l, b->generation, uri))
			ids[known++] = b->item[i].id;
		if (r->read)
			zc_library_put(l, b->generation, uri, r);
		free(uri);
	}
	free(b->base);
	free(b);
	l->reading = false;
	if (!ran)
		return;
	if (known)
		l->events.tags(l->events.ctx, ids, known);
	next_batch(l);
}

static bool
pop_requested(struct zc_library *l, uint32_t *id)
{
	if (!l->requested_len)
		return false;
	*id = l->requested[l->requested_first];
	l->requested_first = (l->requested_first + 1) % l->requested_cap;
	l->requested_len--;
	return true;
}

static void
next_batch(struct zc_library *l)
{
	struct batch *b;
	uint32_t id;

	if (l->reading || !l->requested_len)
		return;
	b = calloc(1, sizeof(*b));
	if (!b || (l->directory && !(b->base = strdup(l->directory)))) {
		free(b);
		return;
	}
	while (b->count < BATCH && pop_requested(l, &id)) {
		int64_t pos = zc_queue_pos(l->queue, id);

		/* It was removed from the queue since. */
		if (pos < 0)
			continue;
		b->item[b->count].id = id;
		b->item[b->count].uri = strdup(zc_queue_at(l->queue, (uint32_t)pos)->uri);
		b->count += b->item[b->count].uri != NULL;
	}
	b->task.run = batch_run;
	b->task.done = batch_done;
	b->library = l;
	b->generation = l->generation;
	l->reading = true;
	zc_worker_do(l->worker, &b->task, false);
}

void
zc_library_request_tags(struct zc_library *l, uint32_t id)
{
	if (l->requested_len == l->requested_cap) {
		uint32_t cap = l->requested_cap ? 2 * l->requested_cap : 256;
		uint32_t *requested = malloc(cap * sizeof(requested[0]));

		if (!requested)
			return;
		for (uint32_t i = 0; i < l->requested_len; i++)
			requested[i] =
				l->requested[(l->requested_first + i) % l->requested_cap];
		free(l->requested);
		l->requested = requested;
		l->requested_first = 0;
		l->requested_cap = cap;
	}
	l->requested[(l->requested_first + l->requested_len++) % l->requested_cap] = id;
	next_batch(l);
}

struct listing {
	struct zc_listing pub;
	struct zc_task task;
	struct zc_library *library; /* lent; outlives the worker */
	char *base, *uri; /* own */
	uint32_t generation; /* of base */
	unsigned int flags;
	bool tags;
	struct zc_read *read; /* owns; read[i] belongs to found[i] */
	uint32_t cap;
	bool done;
	void (*ready)(void *ctx); /* NULL: the listing was freed */
	void *ctx; /* lent until ready */
};

static struct listing *
listing_of(struct zc_task *t)
{
	return (struct listing *)((char *)t - offsetof(struct listing, task));
}

static bool
listing_grow(struct listing *g)
{
	uint32_t cap = g->cap ? 2 * g->cap : 32;
	struct zc_found *found;
	struct zc_read *read;

	if (g->pub.count < g->cap)
		return true;
	found = realloc(g->pub.found, cap * sizeof(found[0]));
	if (!found)
		return false;
	g->pub.found = found;
	read = realloc(g->read, cap * sizeof(read[0]));
	if (!read)
		return false;
	g->read = read;
	g->cap = cap;
	return true;
}

static void
listing_run(struct zc_task *t)
{
	struct listing *g = listing_of(t);
	struct zc_walk_entry e;
	struct zc_walk *w =
		zc_walk_new(g->uri[0] == '/' ? NULL : g->base, g->uri, g->flags, &g->pub.err);
	int budget = g->tags ? LIST_TAGS_MAX : 0;

	while (w && zc_walk_next(w, &e)) {
		struct zc_found *f;
		struct zc_read *r;

		if (!listing_grow(g) || !(g->pub.found[g->pub.count].uri = strdup(e.uri))) {
			zc_fail(&g->pub.err, -ENOMEM, "%s: out of memory", g->uri);
			break;
		}
		f = &g->pub.found[g->pub.count];
		r = &g->read[g->pub.count++];
		f->folder = e.folder;
		f->mtime_s = e.mtime_s;
		f->size = e.size;
		memset(r, 0, sizeof(*r));
		if (e.folder || budget <= 0 ||
			zc_library_knows(g->library, e.uri, e.mtime_s, e.size))
			continue;
		budget--;
		zc_library_read_file(g->library, g->base, e.uri, false, r);
	}
	zc_walk_free(w);
}

static void
listing_destroy(struct listing *g)
{
	for (uint32_t i = 0; i < g->pub.count; i++)
		free(g->pub.found[i].uri);
	free(g->pub.found);
	free(g->read);
	free(g->base);
	free(g->uri);
	free(g);
}

static void
listing_done(struct zc_task *t, bool ran)
{
	struct listing *g = listing_of(t);

	g->done = true;
	for (uint32_t i = 0; i < g->pub.count; i++) {
		struct zc_read *r = &g->read[i];

		if (r->read)
			zc_library_put(g->library, g->generation, g->pub.found[i].uri, r);
	}
	if (!g->ready)
		listing_destroy(g);
	else if (ran)
		g->ready(g->ctx);
}

struct zc_listing *
zc_library_list(struct zc_library *l, const char *uri, unsigned int flags, bool tags,
	void (*ready)(void *ctx), void *ctx)
{
	struct listing *g = calloc(1, sizeof(*g));

	if (!g)
		return NULL;
	g->uri = strdup(uri);
	g->base = l->directory ? strdup(l->directory) : NULL;
	if (!g->uri || (l->directory && !g->base)) {
		listing_destroy(g);
		return NULL;
	}
	g->library = l;
	g->generation = l->generation;
	g->flags = flags | (tags ? ZC_WALK_STAT : 0);
	g->tags = tags;
	g->ready = ready;
	g->ctx = ctx;
	g->task.run = listing_run;
	g->task.done = listing_done;
	zc_worker_do(l->worker, &g->task, true);
	return &g->pub;
}

void
zc_listing_free(struct zc_listing *pub)
{
	struct listing *g = (struct listing *)pub;

	if (!g)
		return;
	g->ready = NULL;
	if (g->done)
		listing_destroy(g);
}
