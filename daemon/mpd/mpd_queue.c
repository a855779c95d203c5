/* Commands that rearrange the queue. Control thread only. */
#include <errno.h>

#include "daemon/mpd/mpd_handlers.h"

/* Answers for the result of a function of the queue; reports the change if it succeeded. */
static int
finish(struct zc_client *c, int r)
{
	if (r == -ENOMEM)
		return zc_ack(c, ZC_ACK_SYSTEM, "out of memory");
	if (r)
		return zc_ack(c, ZC_ACK_ARG, "Bad song index");
	zc_server_queue_changed(c->server);
	return ZC_DONE_OK;
}

int
zc_mpd_clear(struct zc_client *c, const struct zc_args *a)
{
	(void)a;
	zc_queue_clear(zc_queue_of(c));
	return finish(c, 0);
}

int
zc_mpd_delete(struct zc_client *c, const struct zc_args *a)
{
	struct zc_queue *q = zc_queue_of(c);
	struct zc_range r;

	if (zc_arg_range(c, a->arg[0], zc_queue_length(q), &r))
		return ZC_DONE_ACK;
	return finish(c, zc_queue_delete(q, r.start, r.end));
}

int
zc_mpd_deleteid(struct zc_client *c, const struct zc_args *a)
{
	uint32_t pos;

	if (zc_arg_id(c, a->arg[0], NULL, &pos))
		return ZC_DONE_ACK;
	return finish(c, zc_queue_delete(zc_queue_of(c), pos, pos + 1));
}

/* The target of a move; relative positions do not count the moved range itself. */
static int
arg_target(struct zc_client *c, const char *arg, const struct zc_range *r, uint32_t *to)
{
	uint32_t count = r->end - r->start;
	int64_t current = zc_current_pos(c);

	if ((*arg == '+' || *arg == '-') && current >= r->start && current < r->end)
		return zc_ack(c, ZC_ACK_ARG, "Cannot move the current song relative to itself");
	if (current >= r->end)
		current -= count;
	return zc_arg_offset(c, arg, current, zc_queue_length(zc_queue_of(c)) - count, to);
}

static int
move(struct zc_client *c, const struct zc_range *r, const char *target)
{
	uint32_t to;

	if (arg_target(c, target, r, &to))
		return ZC_DONE_ACK;
	return finish(c, zc_queue_move(zc_queue_of(c), r->start, r->end, to));
}

int
zc_mpd_move(struct zc_client *c, const struct zc_args *a)
{
	struct zc_range r;

	if (zc_arg_range(c, a->arg[0], zc_queue_length(zc_queue_of(c)), &r))
		return ZC_DONE_ACK;
	return move(c, &r, a->arg[1]);
}

int
zc_mpd_moveid(struct zc_client *c, const struct zc_args *a)
{
	struct zc_range r;

	if (zc_arg_id(c, a->arg[0], NULL, &r.start))
		return ZC_DONE_ACK;
	r.end = r.start + 1;
	return move(c, &r, a->arg[1]);
}

int
zc_mpd_swap(struct zc_client *c, const struct zc_args *a)
{
	uint32_t x, y;

	if (zc_arg_pos(c, a->arg[0], &x) || zc_arg_pos(c, a->arg[1], &y))
		return ZC_DONE_ACK;
	return finish(c, zc_queue_swap(zc_queue_of(c), x, y));
}

int
zc_mpd_swapid(struct zc_client *c, const struct zc_args *a)
{
	uint32_t x, y;

	if (zc_arg_id(c, a->arg[0], NULL, &x) || zc_arg_id(c, a->arg[1], NULL, &y))
		return ZC_DONE_ACK;
	return finish(c, zc_queue_swap(zc_queue_of(c), x, y));
}

int
zc_mpd_shuffle(struct zc_client *c, const struct zc_args *a)
{
	struct zc_queue *q = zc_queue_of(c);
	struct zc_range r = { 0, zc_queue_length(q) };

	if (a->count && zc_arg_range(c, a->arg[0], r.end, &r))
		return ZC_DONE_ACK;
	return finish(c, zc_queue_shuffle(q, r.start, r.end));
}

int
zc_mpd_prio(struct zc_client *c, const struct zc_args *a)
{
	struct zc_queue *q = zc_queue_of(c);
	struct zc_range r[ZC_ARGS_MAX];
	uint32_t priority;
	int failed = 0;

	if (zc_arg_uint(c, a->arg[0], 255, &priority))
		return ZC_DONE_ACK;
	for (int i = 1; i < a->count; i++)
		if (zc_arg_range(c, a->arg[i], zc_queue_length(q), &r[i]))
			return ZC_DONE_ACK;
	for (int i = 1; i < a->count && !failed; i++)
		failed = zc_queue_priority(q, r[i].start, r[i].end, (uint8_t)priority);
	return finish(c, failed);
}

int
zc_mpd_prioid(struct zc_client *c, const struct zc_args *a)
{
	uint32_t priority, pos[ZC_ARGS_MAX];
	int failed = 0;

	if (zc_arg_uint(c, a->arg[0], 255, &priority))
		return ZC_DONE_ACK;
	for (int i = 1; i < a->count; i++)
		if (zc_arg_id(c, a->arg[i], NULL, &pos[i]))
			return ZC_DONE_ACK;
	for (int i = 1; i < a->count && !failed; i++)
		failed = zc_queue_priority(
			zc_queue_of(c), pos[i], pos[i] + 1, (uint8_t)priority);
	return finish(c, failed);
}
