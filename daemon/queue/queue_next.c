/* Which song comes next: by position, or in random order by rank. Control thread only. */
#include "daemon/queue/queue_order.h"

/* The entries as they are played, and where e is among them. */
static struct zc_entry **
sequence(const struct zc_queue *q, const struct zc_entry *e, uint32_t *index)
{
	*index = q->options.random ? e->rank : e->pos;
	return q->options.random ? q->order : q->at;
}

void
zc_order_note_after(struct zc_queue *q, uint32_t start, uint32_t end)
{
	struct zc_entry *e = zc_entry_find(q, q->current), **seq;
	int64_t after = zc_queue_pos(q, q->after);
	uint32_t i, n;

	if (after >= start && after < end)
		q->after = 0;
	if (!e || e->pos < start || e->pos >= end)
		return;
	q->current = 0;
	q->after = 0;
	seq = sequence(q, e, &i);
	n = q->options.repeat ? q->len : q->len - i;
	for (uint32_t k = 1; k < n && !q->after; k++) {
		e = seq[(i + k) % q->len];
		if (e->pos < start || e->pos >= end)
			q->after = e->song.id;
	}
}

void
zc_queue_set_current(struct zc_queue *q, uint32_t id)
{
	struct zc_entry *e = zc_entry_find(q, id);

	q->current = e ? id : 0;
	q->after = 0;
	zc_order_heard(q, e);
}

uint32_t
zc_queue_after_deleted(const struct zc_queue *q)
{
	return q->after;
}

void
zc_queue_jump(struct zc_queue *q, uint32_t id)
{
	struct zc_entry *e = zc_entry_find(q, id);

	if (e)
		zc_order_jump(q, e);
}

uint32_t
zc_queue_next(struct zc_queue *q, uint32_t id, bool manual)
{
	const struct zc_queue_options *o = &q->options;
	struct zc_entry *e = zc_entry_find(q, id), **seq;
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
	/* A consumed song is gone by the time it would come round. */
	return o->repeat && (q->len > 1 || !o->consume) ? seq[0]->song.id : 0;
}

uint32_t
zc_queue_prev(struct zc_queue *q, uint32_t id)
{
	struct zc_entry *e = zc_entry_find(q, id), **seq;
	uint32_t i;

	if (!e)
		return 0;
	seq = sequence(q, e, &i);
	if (i > 0)
		return seq[i - 1]->song.id;
	return q->options.repeat ? seq[q->len - 1]->song.id : 0;
}
