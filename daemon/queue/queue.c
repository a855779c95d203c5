/* The queue, and which song comes next. Invariant: at[] holds every entry once, in order of
 * position, and entry->pos is its index there; the id table holds every entry once. Random
 * order is kept by queue_order.c. Control thread only. */
#include "daemon/queue/queue.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/queue/queue_order.h"

#define ID_MAX INT32_MAX

static uint32_t
table_slot(const struct zc_queue *q, uint32_t id)
{
	return (uint32_t)(id * UINT32_C(2654435769)) & q->table_mask;
}

static struct zc_entry *
find(const struct zc_queue *q, uint32_t id)
{
	if (!q->table)
		return NULL;
	for (uint32_t i = table_slot(q, id); q->table[i]; i = (i + 1) & q->table_mask)
		if (q->table[i]->song.id == id)
			return q->table[i];
	return NULL;
}

static void
table_put(struct zc_queue *q, struct zc_entry *e)
{
	uint32_t i = table_slot(q, e->song.id);

	while (q->table[i])
		i = (i + 1) & q->table_mask;
	q->table[i] = e;
}

/* Closes the gap, so that probing needs no marks for deleted entries. */
static void
table_remove(struct zc_queue *q, const struct zc_entry *e)
{
	uint32_t hole = table_slot(q, e->song.id);

	while (q->table[hole] != e)
		hole = (hole + 1) & q->table_mask;
	for (uint32_t i = (hole + 1) & q->table_mask; q->table[i];
		i = (i + 1) & q->table_mask) {
		uint32_t home = table_slot(q, q->table[i]->song.id);

		if (((i - home) & q->table_mask) < ((i - hole) & q->table_mask))
			continue;
		q->table[hole] = q->table[i];
		hole = i;
	}
	q->table[hole] = NULL;
}

/* Room for one more entry in all three arrays. */
static int
grow(struct zc_queue *q)
{
	uint32_t cap = q->cap ? 2 * q->cap : 64;
	struct zc_entry **at, **order, **table;

	if (q->len < q->cap)
		return 0;
	at = realloc(q->at, cap * sizeof(at[0]));
	if (at)
		q->at = at;
	order = realloc(q->order, cap * sizeof(order[0]));
	if (order)
		q->order = order;
	/* Twice as many slots as entries keep the probes short. */
	table = calloc(2 * (size_t)cap, sizeof(table[0]));
	if (!at || !order || !table) {
		free(table);
		return -ENOMEM;
	}
	free(q->table);
	q->table = table;
	q->table_mask = 2 * cap - 1;
	q->cap = cap;
	for (uint32_t i = 0; i < q->len; i++)
		table_put(q, q->at[i]);
	return 0;
}

static uint32_t
next_version(struct zc_queue *q)
{
	q->version = q->version < INT32_MAX ? q->version + 1 : 1;
	return q->version;
}

/* The entries of [start, end) have new places. */
static void
renumber(struct zc_queue *q, uint32_t start, uint32_t end, uint32_t version)
{
	for (uint32_t i = start; i < end; i++) {
		q->at[i]->pos = i;
		q->at[i]->song.version = version;
	}
}

struct zc_queue *
zc_queue_new(void)
{
	struct zc_queue *q = calloc(1, sizeof(*q));

	if (!q)
		return NULL;
	q->version = 1;
	q->next_id = 1;
	zc_order_seed(q);
	return q;
}

void
zc_queue_free(struct zc_queue *q)
{
	if (!q)
		return;
	for (uint32_t i = 0; i < q->len; i++)
		free(q->at[i]);
	free(q->at);
	free(q->order);
	free(q->table);
	free(q);
}

uint32_t
zc_queue_length(const struct zc_queue *q)
{
	return q->len;
}

uint32_t
zc_queue_version(const struct zc_queue *q)
{
	return q->version;
}

const struct zc_song *
zc_queue_at(const struct zc_queue *q, uint32_t pos)
{
	return pos < q->len ? &q->at[pos]->song : NULL;
}

int64_t
zc_queue_pos(const struct zc_queue *q, uint32_t id)
{
	const struct zc_entry *e = find(q, id);

	return e ? (int64_t)e->pos : -1;
}

uint32_t
zc_queue_add_id(struct zc_queue *q, const char *uri, uint32_t pos, uint32_t id)
{
	size_t bytes = strlen(uri) + 1;
	struct zc_entry *e;

	if (!id || id > ID_MAX || pos > q->len || q->len >= ZC_QUEUE_MAX || find(q, id) ||
		grow(q))
		return 0;
	e = calloc(1, sizeof(*e) + bytes);
	if (!e)
		return 0;
	memcpy(e->uri, uri, bytes);
	e->song.uri = e->uri;
	e->song.id = id;
	if (id >= q->next_id)
		q->next_id = id < ID_MAX ? id + 1 : 1;
	memmove(q->at + pos + 1, q->at + pos, (q->len - pos) * sizeof(q->at[0]));
	q->at[pos] = e;
	q->len++;
	renumber(q, pos, q->len, next_version(q));
	table_put(q, e);
	zc_order_added(q, e);
	return id;
}

uint32_t
zc_queue_add(struct zc_queue *q, const char *uri, uint32_t pos)
{
	while (find(q, q->next_id))
		q->next_id = q->next_id < ID_MAX ? q->next_id + 1 : 1;
	return zc_queue_add_id(q, uri, pos, q->next_id);
}

/* The entries in the order they are played, and the index of e in it. */
static struct zc_entry **
sequence(const struct zc_queue *q, const struct zc_entry *e, uint32_t *index)
{
	*index = q->options.random ? e->rank : e->pos;
	return q->options.random ? q->order : q->at;
}

/* [start, end) is about to be deleted: if the current song is in it, remembers which song
 * behind it remains. */
static void
note_successor(struct zc_queue *q, uint32_t start, uint32_t end)
{
	struct zc_entry *e = find(q, q->current), **seq;
	int64_t successor = zc_queue_pos(q, q->successor);
	uint32_t i, n;

	if (successor >= start && successor < end)
		q->successor = 0;
	if (!e || e->pos < start || e->pos >= end)
		return;
	q->current = 0;
	q->successor = 0;
	seq = sequence(q, e, &i);
	n = q->options.repeat ? q->len : q->len - i;
	for (uint32_t k = 1; k < n && !q->successor; k++) {
		e = seq[(i + k) % q->len];
		if (e->pos < start || e->pos >= end)
			q->successor = e->song.id;
	}
}

int
zc_queue_delete(struct zc_queue *q, uint32_t start, uint32_t end)
{
	if (start > end || end > q->len)
		return -EINVAL;
	if (start == end)
		return 0;
	note_successor(q, start, end);
	zc_order_removing(q, start, end);
	for (uint32_t i = start; i < end; i++) {
		table_remove(q, q->at[i]);
		free(q->at[i]);
	}
	memmove(q->at + start, q->at + end, (q->len - end) * sizeof(q->at[0]));
	q->len -= end - start;
	renumber(q, start, q->len, next_version(q));
	return 0;
}

void
zc_queue_clear(struct zc_queue *q)
{
	zc_queue_delete(q, 0, q->len);
}

static void
reverse(struct zc_entry **at, uint32_t start, uint32_t end)
{
	while (start + 1 < end) {
		struct zc_entry *e = at[start];

		at[start++] = at[--end];
		at[end] = e;
	}
}

int
zc_queue_move(struct zc_queue *q, uint32_t start, uint32_t end, uint32_t to)
{
	uint32_t first, last, split;

	if (start > end || end > q->len || to > q->len - (end - start))
		return -EINVAL;
	if (start == end || start == to)
		return 0;
	/* Two neighbouring blocks change places. Reversing each, and then both together, needs
	 * no second array. */
	first = to < start ? to : start;
	last = to < start ? end : to + (end - start);
	split = to < start ? start : end;
	reverse(q->at, first, split);
	reverse(q->at, split, last);
	reverse(q->at, first, last);
	renumber(q, first, last, next_version(q));
	return 0;
}

static void
exchange(struct zc_queue *q, uint32_t a, uint32_t b)
{
	struct zc_entry *e = q->at[a];

	q->at[a] = q->at[b];
	q->at[b] = e;
}

int
zc_queue_swap(struct zc_queue *q, uint32_t a, uint32_t b)
{
	uint32_t version;

	if (a >= q->len || b >= q->len)
		return -EINVAL;
	if (a == b)
		return 0;
	exchange(q, a, b);
	version = next_version(q);
	renumber(q, a, a + 1, version);
	renumber(q, b, b + 1, version);
	return 0;
}

int
zc_queue_shuffle(struct zc_queue *q, uint32_t start, uint32_t end)
{
	int64_t current = zc_queue_pos(q, q->current);
	uint32_t first = start;

	if (start > end || end > q->len)
		return -EINVAL;
	if (end - start < 2)
		return 0;
	if (current >= start && current < end)
		exchange(q, first++, (uint32_t)current);
	for (uint32_t i = end - 1; i > first; i--)
		exchange(q, i, first + zc_order_random(q, i - first + 1));
	renumber(q, start, end, next_version(q));
	return 0;
}

int
zc_queue_priority(struct zc_queue *q, uint32_t start, uint32_t end, uint8_t priority)
{
	uint32_t version;
	int r;

	if (start > end || end > q->len)
		return -EINVAL;
	r = zc_order_priority(q, start, end, priority);
	if (r)
		return r;
	version = next_version(q);
	renumber(q, start, end, version);
	return 0;
}

void
zc_queue_touch(struct zc_queue *q, uint32_t id)
{
	struct zc_entry *e = find(q, id);

	if (e)
		e->song.version = next_version(q);
}

const struct zc_queue_options *
zc_queue_options(const struct zc_queue *q)
{
	return &q->options;
}

void
zc_queue_set_options(struct zc_queue *q, const struct zc_queue_options *o)
{
	bool was_random = q->options.random;

	q->options = *o;
	if (o->random && !was_random)
		zc_order_start(q, find(q, q->current));
}

void
zc_queue_set_current(struct zc_queue *q, uint32_t id)
{
	struct zc_entry *e = find(q, id);

	q->current = e ? id : 0;
	q->successor = 0;
	zc_order_set_current(q, e);
}

uint32_t
zc_queue_after_deleted(const struct zc_queue *q)
{
	return q->successor;
}

void
zc_queue_jump(struct zc_queue *q, uint32_t id)
{
	struct zc_entry *e = find(q, id);

	if (e)
		zc_order_jump(q, e);
}

uint32_t
zc_queue_next(struct zc_queue *q, uint32_t id, bool manual)
{
	const struct zc_queue_options *o = &q->options;
	struct zc_entry *e = find(q, id), **seq;
	uint32_t i;

	if (!id && q->len)
		return (o->random ? q->order : q->at)[0]->song.id;
	if (!e)
		return 0;
	if (o->single && !manual)
		return o->single == 1 && o->repeat && !o->consume ? id : 0;
	seq = sequence(q, e, &i);
	if (i + 1 < q->len)
		return seq[i + 1]->song.id;
	/* A consumed song is gone by the time its turn comes again. */
	return o->repeat && (q->len > 1 || !o->consume) ? seq[0]->song.id : 0;
}

uint32_t
zc_queue_prev(struct zc_queue *q, uint32_t id)
{
	struct zc_entry *e = find(q, id), **seq;
	uint32_t i;

	if (!e)
		return 0;
	seq = sequence(q, e, &i);
	if (i > 0)
		return seq[i - 1]->song.id;
	return q->options.repeat ? seq[q->len - 1]->song.id : 0;
}
