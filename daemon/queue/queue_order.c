/* Random order. Invariant while random is on: order[] holds every entry once, and entry->rank
 * is its index there; behind the first `played` entries priorities descend. Control thread
 * only. */
#include "daemon/queue/queue_order.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

void
zc_order_seed(struct zc_queue *q)
{
	if (getrandom(&q->random_state, sizeof(q->random_state), GRND_NONBLOCK) !=
		sizeof(q->random_state))
		q->random_state = (uint64_t)time(NULL);
}

uint32_t
zc_order_random(struct zc_queue *q, uint32_t n)
{
	uint64_t z;

	/* splitmix64; the bias of the multiplication below is n / 2^32. */
	q->random_state += UINT64_C(0x9e3779b97f4a7c15);
	z = q->random_state;
	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	z ^= z >> 31;
	return (uint32_t)(((z >> 32) * n) >> 32);
}

static void
put(struct zc_queue *q, uint32_t rank, struct zc_entry *e)
{
	q->order[rank] = e;
	e->rank = rank;
}

/* Moves the entry at `from` to the lower rank `to`; those between move up by one. */
static void
move_down(struct zc_queue *q, uint32_t from, uint32_t to)
{
	struct zc_entry *e = q->order[from];

	for (uint32_t i = from; i > to; i--)
		put(q, i, q->order[i - 1]);
	put(q, to, e);
}

/* Puts the list into order[first ..]: a stable sort by descending priority. */
static void
place_by_priority(struct zc_queue *q, struct zc_entry **list, uint32_t count, uint32_t first)
{
	uint32_t starts[257] = { 0 };

	for (uint32_t i = 0; i < count; i++)
		starts[256 - list[i]->song.priority]++;
	for (int i = 1; i < 257; i++)
		starts[i] += starts[i - 1];
	for (uint32_t i = 0; i < count; i++)
		put(q, first + starts[255 - list[i]->song.priority]++, list[i]);
}

void
zc_order_start(struct zc_queue *q, struct zc_entry *current)
{
	bool all_zero = true;

	for (uint32_t i = 0; i < q->len; i++) {
		put(q, i, q->at[i]);
		all_zero &= !q->at[i]->song.priority;
	}
	for (uint32_t i = q->len; i > 1; i--) {
		uint32_t j = zc_order_random(q, i);
		struct zc_entry *e = q->order[i - 1];

		put(q, i - 1, q->order[j]);
		put(q, j, e);
	}
	q->played = 0;
	if (current) {
		move_down(q, current->rank, 0);
		q->played = 1;
	}
	if (!all_zero && q->len > q->played) {
		struct zc_entry **list = malloc(q->len * sizeof(list[0]));

		/* Without memory the order is still random, only priorities do not count. */
		if (!list)
			return;
		memcpy(list, q->order, q->len * sizeof(list[0]));
		place_by_priority(q, list + q->played, q->len - q->played, q->played);
		free(list);
	}
}

/* The first rank in [from, to) whose entry has priority 0, else `to`. */
static uint32_t
first_without_priority(const struct zc_queue *q, uint32_t from, uint32_t to)
{
	while (from < to) {
		uint32_t mid = from + (to - from) / 2;

		if (q->order[mid]->song.priority)
			from = mid + 1;
		else
			to = mid;
	}
	return from;
}

void
zc_order_added(struct zc_queue *q, struct zc_entry *e)
{
	uint32_t last = q->len - 1, from;

	if (!q->options.random)
		return;
	put(q, last, e);
	/* The song that comes next is opened already: it keeps its place. */
	from = first_without_priority(q, q->played ? q->played + 1 : 0, last);
	if (from < last) {
		uint32_t rank = from + zc_order_random(q, last - from + 1);

		put(q, last, q->order[rank]);
		put(q, rank, e);
	}
}

void
zc_order_removing(struct zc_queue *q, uint32_t start, uint32_t end)
{
	uint32_t kept = 0, played = q->played;

	if (!q->options.random)
		return;
	for (uint32_t i = 0; i < q->len; i++) {
		struct zc_entry *e = q->order[i];

		if (e->pos >= start && e->pos < end)
			q->played -= i < played;
		else
			put(q, kept++, e);
	}
}

int
zc_order_priority(struct zc_queue *q, uint32_t start, uint32_t end, uint8_t priority)
{
	struct zc_entry **list = NULL;
	uint32_t kept = 0, count = 0;
	uint8_t current;

	if (q->options.random && q->len) {
		list = malloc(q->len * sizeof(list[0]));
		if (!list)
			return -ENOMEM;
	}
	for (uint32_t i = start; i < end; i++)
		q->at[i]->song.priority = priority;
	if (!list)
		return 0;
	current = q->played ? q->order[q->played - 1]->song.priority : 0;
	for (uint32_t i = 0; i < q->len; i++) {
		struct zc_entry *e = q->order[i];
		bool raised = e->pos >= start && e->pos < end && priority > current;

		if (i + 1 == q->played || (i < q->played && !raised))
			put(q, kept++, e);
		else
			list[count++] = e;
	}
	q->played = kept;
	place_by_priority(q, list, count, kept);
	free(list);
	return 0;
}

void
zc_order_set_current(struct zc_queue *q, const struct zc_entry *current)
{
	if (q->options.random)
		q->played = current ? current->rank + 1 : 0;
}

void
zc_order_jump(struct zc_queue *q, struct zc_entry *e)
{
	if (q->options.random && e->rank > q->played)
		move_down(q, e->rank, q->played);
}
