/* The verifier's thread: looks at the rings often enough to see all that lies in them,
 * compares, and writes receipts. It runs when nothing else wants the CPU, and for the disk
 * likewise: the kernel takes the class of its reads from that of the thread. */
#include <errno.h>
#include <poll.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>

#include "pipeline/base/clock.h"
#include "pipeline/verify/verify_inside.h"

static struct zc_case *
find(struct zc_verify *v, uint64_t track_id)
{
	struct zc_case *c = v->cases;

	while (c && c->info.id != track_id)
		c = c->next;
	return c;
}

static void
take_todo(struct zc_verify *v)
{
	struct zc_verify_todo todo;
	struct zc_case *c;

	while (zc_mbox_get(&v->todo, &todo)) {
		if (todo.reading) {
			todo.reading->ring.next = (struct zc_verify_ring *)v->arrived;
			v->arrived = todo.reading;
		}
		if (todo.expect) {
			todo.expect->next = v->cases;
			v->cases = todo.expect;
		}
		c = todo.end_id ? find(v, todo.end_id) : NULL;
		if (c) {
			c->over = true;
			c->result = todo.result;
			c->end_frame = todo.frame;
		}
	}
}

/* What a ring is read for. */
struct reader {
	struct zc_verify *v;
	const char *fault;
};

/* The outside said that it will be played before the engine had it. */
static void
take_placed(void *ctx)
{
	take_todo(((struct reader *)ctx)->v);
}

static void
take_frames(void *ctx, uint64_t track_id, uint64_t first, const uint8_t *data, uint32_t n)
{
	const struct reader *r = ctx;
	struct zc_case *c = find(r->v, track_id);

	if (!c)
		return;
	c->ring_fault = r->fault;
	if (!r->fault)
		zc_case_frames(c, first, data, n, r->v->want);
}

static void
take_played(void *ctx, uint64_t track_id, uint64_t first, uint64_t end)
{
	struct zc_case *c = find(((struct reader *)ctx)->v, track_id);

	if (c)
		zc_cover_add(&c->cover, first, end);
}

static void
take_missed(void *ctx, uint64_t track_id, uint64_t frames)
{
	struct zc_case *c = find(((struct reader *)ctx)->v, track_id);

	if (c)
		c->receipt.missed += frames;
}

static void
take_lost(void *ctx)
{
	for (struct zc_case *c = ((struct reader *)ctx)->v->cases; c; c = c->next)
		c->lost = true;
}

static void
read_rings(struct zc_verify *v)
{
	struct zc_reading **at = &v->reading;

	while (*at) {
		struct zc_reading *r = *at;
		struct reader reader = { .v = v, .fault = r->fault };
		const struct zc_verify_taker taker = { .placed = take_placed,
			.frames = take_frames,
			.played = take_played,
			.missed = take_missed,
			.lost = take_lost,
			.ctx = &reader };
		/* Asked before it is read: once the sink is freed the engine writes no more
		 * notes, so this reading is the last. */
		bool last = atomic_load_explicit(&r->holders, memory_order_acquire) == 1;

		zc_verify_ring_read(&r->ring, &taker);
		if (!last) {
			at = (struct zc_reading **)&r->ring.next;
			continue;
		}
		*at = (struct zc_reading *)r->ring.next;
		zc_reading_drop(r);
		atomic_fetch_sub(&v->readings, 1);
	}
}

/* Its receipt goes out once all is read that the engine told of it before it gave it back. */
static void
conclude_due(struct zc_verify *v)
{
	struct zc_case **at = &v->cases, *c;

	while ((c = *at)) {
		if (!c->due) {
			at = &c->next;
			continue;
		}
		*at = c->next;
		zc_case_conclude(c);
		/* Never full, see ZC_VERIFY_DONE_MAX. */
		zc_mbox_put(&v->done, &c);
		zc_bell_ring(v->done_fd);
	}
}

/* What the outside handed over before is known from here on; true if that is any more. */
static bool
begin_round(struct zc_verify *v)
{
	struct zc_reading *r;
	bool any;

	take_todo(v);
	any = v->arrived != NULL;
	while ((r = v->arrived)) {
		v->arrived = (struct zc_reading *)r->ring.next;
		r->ring.next = (struct zc_verify_ring *)v->reading;
		v->reading = r;
	}
	for (struct zc_case *c = v->cases; c; c = c->next) {
		c->due = c->over;
		any |= c->due;
	}
	return any;
}

static void
rest(struct zc_verify *v)
{
	struct pollfd fd = { .fd = v->bell_fd, .events = POLLIN };
	int64_t rest_ns = INT64_MAX;
	struct timespec ts;

	for (const struct zc_reading *r = v->reading; r;
		r = (const struct zc_reading *)r->ring.next)
		rest_ns = r->ring.look_ns < rest_ns ? r->ring.look_ns : rest_ns;
	ts.tv_sec = rest_ns / ZC_NS_PER_S;
	ts.tv_nsec = rest_ns % ZC_NS_PER_S;
	if (ppoll(&fd, 1, v->reading ? &ts : NULL, NULL) > 0)
		zc_bell_clear(v->bell_fd);
}

void *
zc_verify_main(void *arg)
{
	struct zc_verify *v = arg;
	const struct sched_param none = { 0 };

	pthread_setname_np(pthread_self(), "zc-verify");
	sched_setscheduler(0, SCHED_IDLE, &none);
	while (!atomic_load(&v->quit)) {
		bool any = begin_round(v);

		read_rings(v);
		conclude_due(v);
		if (!any)
			rest(v);
	}
	sem_post(&v->end);
	return NULL;
}
