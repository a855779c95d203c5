#include "tests/unit/unit.h"

#include <sys/epoll.h>
#include <unistd.h>

#include "daemon/base/loop.h"

#define MS INT64_C(1000000)

struct rig {
	struct zc_loop *loop;
	struct zc_watch *a, *b;
	struct zc_timer *timer[3];
	int pipe_a[2], pipe_b[2];
	int calls_a, calls_b;
	char order[16];
	int fired;
};

static void
set_up(struct rig *r)
{
	*r = (struct rig){ .loop = zc_loop_new() };
	CU_ASSERT_PTR_NOT_NULL_FATAL(r->loop);
	CU_ASSERT_EQUAL_FATAL(pipe(r->pipe_a), 0);
	CU_ASSERT_EQUAL_FATAL(pipe(r->pipe_b), 0);
	CU_ASSERT_EQUAL(write(r->pipe_a[1], "x", 1), 1);
	CU_ASSERT_EQUAL(write(r->pipe_b[1], "x", 1), 1);
}

static void
tear_down(struct rig *r)
{
	zc_watch_del(r->a);
	zc_watch_del(r->b);
	for (int i = 0; i < 3; i++)
		zc_timer_free(r->timer[i]);
	zc_loop_free(r->loop);
	for (int i = 0; i < 2; i++) {
		close(r->pipe_a[i]);
		close(r->pipe_b[i]);
	}
}

static void
read_a(void *ctx, int fd, uint32_t events)
{
	struct rig *r = ctx;
	char c;

	CU_ASSERT_EQUAL(events & EPOLLIN, EPOLLIN);
	CU_ASSERT_EQUAL(read(fd, &c, 1), 1);
	r->calls_a++;
	zc_loop_quit(r->loop);
}

static void
a_readable_descriptor_is_called(void)
{
	struct rig r;

	set_up(&r);
	r.a = zc_watch_add(r.loop, r.pipe_a[0], EPOLLIN, read_a, &r);
	CU_ASSERT_EQUAL(zc_loop_run(r.loop), 0);
	CU_ASSERT_EQUAL(r.calls_a, 1);
	tear_down(&r);
}

static void
delete_both_a(void *ctx, int fd, uint32_t events)
{
	struct rig *r = ctx;

	(void)fd, (void)events;
	zc_watch_del(r->a);
	zc_watch_del(r->b);
	r->a = r->b = NULL;
	r->calls_a++;
	zc_loop_quit(r->loop);
}

/* Both are ready in the same turn. The first to be called deletes both, so the other one must not be
 * called. */
static void
a_deleted_watch_is_never_called(void)
{
	struct rig r;

	set_up(&r);
	r.a = zc_watch_add(r.loop, r.pipe_a[0], EPOLLIN, delete_both_a, &r);
	r.b = zc_watch_add(r.loop, r.pipe_b[0], EPOLLIN, delete_both_a, &r);
	CU_ASSERT_EQUAL(zc_loop_run(r.loop), 0);
	CU_ASSERT_EQUAL(r.calls_a, 1);
	tear_down(&r);
}

static void
note_one(void *ctx)
{
	struct rig *r = ctx;

	r->order[r->fired++] = '1';
}

static void
note_two_and_quit(void *ctx)
{
	struct rig *r = ctx;

	r->order[r->fired++] = '2';
	zc_loop_quit(r->loop);
}

static void
note_three(void *ctx)
{
	struct rig *r = ctx;

	r->order[r->fired++] = '3';
}

static void
timers_fire_once_in_order(void)
{
	struct rig r;
	int64_t now = zc_loop_now_ns();

	set_up(&r);
	r.timer[0] = zc_timer_new(r.loop, note_one, &r);
	r.timer[1] = zc_timer_new(r.loop, note_two_and_quit, &r);
	r.timer[2] = zc_timer_new(r.loop, note_three, &r);
	zc_timer_set(r.timer[1], now + 3 * MS);
	zc_timer_set(r.timer[0], now + 30 * MS);
	zc_timer_set(r.timer[2], now + 2 * MS);
	/* The second setting replaces the first. */
	zc_timer_set(r.timer[0], now + MS);
	CU_ASSERT_EQUAL(zc_loop_run(r.loop), 0);
	CU_ASSERT_STRING_EQUAL(r.order, "132");
	CU_ASSERT(zc_loop_now_ns() >= now + 3 * MS);
	tear_down(&r);
}

static void
a_timer_that_is_off_stays_silent(void)
{
	struct rig r;
	int64_t now = zc_loop_now_ns();

	set_up(&r);
	r.timer[0] = zc_timer_new(r.loop, note_one, &r);
	r.timer[1] = zc_timer_new(r.loop, note_two_and_quit, &r);
	zc_timer_set(r.timer[0], now);
	zc_timer_set(r.timer[1], now + 2 * MS);
	zc_timer_set(r.timer[0], INT64_MAX);
	CU_ASSERT_EQUAL(zc_loop_run(r.loop), 0);
	CU_ASSERT_STRING_EQUAL(r.order, "2");
	tear_down(&r);
}

static void
again_until_five(void *ctx)
{
	struct rig *r = ctx;

	if (++r->fired == 5)
		zc_loop_quit(r->loop);
	else
		zc_timer_set(r->timer[0], zc_loop_now_ns());
}

static void
a_timer_may_set_itself_again(void)
{
	struct rig r;

	set_up(&r);
	r.timer[0] = zc_timer_new(r.loop, again_until_five, &r);
	zc_timer_set(r.timer[0], 0);
	CU_ASSERT_EQUAL(zc_loop_run(r.loop), 0);
	CU_ASSERT_EQUAL(r.fired, 5);
	tear_down(&r);
}

#define MANY_TURNS 1000

static void
again_at_once(void *ctx)
{
	struct rig *r = ctx;

	if (++r->fired < MANY_TURNS)
		zc_timer_set(r->timer[0], 0);
}

/* A timer that sets itself to a time that has passed must not keep clients from being served. */
static void
a_timer_due_at_once_lets_descriptors_in(void)
{
	struct rig r;

	set_up(&r);
	r.a = zc_watch_add(r.loop, r.pipe_a[0], EPOLLIN, read_a, &r);
	r.timer[0] = zc_timer_new(r.loop, again_at_once, &r);
	zc_timer_set(r.timer[0], 0);
	CU_ASSERT_EQUAL(zc_loop_run(r.loop), 0);
	CU_ASSERT_EQUAL(r.calls_a, 1);
	CU_ASSERT(r.fired < MANY_TURNS);
	tear_down(&r);
}

static void
count_down(void *ctx)
{
	int *left = ctx;

	--*left;
}

static void
a_thousand_timers(void)
{
	struct zc_loop *loop = zc_loop_new();
	struct zc_timer *t[1000], *last;
	struct rig r = { .loop = loop };
	int64_t now = zc_loop_now_ns();
	int left = 1000;

	for (int i = 0; i < 1000; i++) {
		t[i] = zc_timer_new(loop, count_down, &left);
		zc_timer_set(t[i], now + (i * 7919) % 1000);
	}
	/* Half of them are freed before they are due. */
	for (int i = 0; i < 1000; i += 2)
		zc_timer_free(t[i]);
	last = zc_timer_new(loop, note_two_and_quit, &r);
	zc_timer_set(last, now + 2000);
	CU_ASSERT_EQUAL(zc_loop_run(loop), 0);
	CU_ASSERT_EQUAL(left, 500);
	for (int i = 1; i < 1000; i += 2)
		zc_timer_free(t[i]);
	zc_timer_free(last);
	zc_loop_free(loop);
}

ZC_UNIT_MAIN("loop", { "a readable descriptor is called", a_readable_descriptor_is_called },
	{ "a deleted watch is never called", a_deleted_watch_is_never_called },
	{ "timers fire once, in order", timers_fire_once_in_order },
	{ "a timer that is off stays silent", a_timer_that_is_off_stays_silent },
	{ "a timer may set itself again", a_timer_may_set_itself_again },
	{ "a timer due at once lets descriptors in", a_timer_due_at_once_lets_descriptors_in },
	{ "a thousand timers", a_thousand_timers })
