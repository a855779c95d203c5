/* The verifier as the others see it. */
#include "pipeline/verify.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include "pipeline/base/rt_setup.h"
#include "pipeline/sink.h"
#include "pipeline/verify/verify_inside.h"

/* How long the thread may take to end before it is left alone. */
#define END_S 3

const char *
zc_verify_name(enum zc_verify_state s)
{
	static const char *const names[ZC_VERIFY_STATES] = {
		[ZC_VERIFY_NONE] = "none",
		[ZC_VERIFY_PENDING] = "pending",
		[ZC_VERIFY_VERIFIED] = "verified",
		[ZC_VERIFY_FAILED] = "failed",
		[ZC_VERIFY_INCOMPLETE] = "incomplete",
		[ZC_VERIFY_IMPOSSIBLE] = "not-verifiable",
	};

	return (unsigned int)s < ZC_VERIFY_STATES ? names[s] : "none";
}

/* False: the thread did not end in time. */
static bool
ends(struct zc_verify *v)
{
	struct timespec until;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += END_S;
	while (sem_clockwait(&v->end, CLOCK_MONOTONIC, &until)) {
		if (errno != EINTR)
			return false;
	}
	return true;
}

void
zc_reading_drop(struct zc_reading *r)
{
	if (atomic_fetch_sub(&r->holders, 1) > 1)
		return;
	zc_verify_ring_release(&r->ring);
	free(r);
}

static void
let_go(struct zc_follow *follow)
{
	struct zc_reading *r = (struct zc_reading *)follow;

	zc_verify_ring_let_go(&r->ring);
	zc_reading_drop(r);
}

struct zc_verify *
zc_verify_new(struct zc_err *err)
{
	struct zc_verify *v = aligned_alloc(_Alignof(struct zc_verify), sizeof(*v));
	int ret;

	if (!v) {
		zc_fail(err, -ENOMEM, "no memory for the verifier");
		return NULL;
	}
	memset(v, 0, sizeof(*v));
	sem_init(&v->end, 0, 0);
	zc_mbox_init(&v->todo, v->todo_slots, sizeof(v->todo_slots[0]), ZC_VERIFY_TODO_MAX);
	zc_mbox_init(&v->done, v->done_slots, sizeof(v->done_slots[0]), ZC_VERIFY_DONE_MAX);
	v->bell_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	v->done_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (v->bell_fd < 0 || v->done_fd < 0) {
		zc_fail(err, -errno, "eventfd for the verifier: %s", strerror(errno));
		goto fail;
	}
	ret = zc_rt_thread(&v->thread, zc_verify_main, v);
	if (!ret)
		return v;
	zc_fail(err, ret, "the verifier's thread cannot be started: %s", strerror(-ret));
fail:
	if (v->bell_fd >= 0)
		close(v->bell_fd);
	if (v->done_fd >= 0)
		close(v->done_fd);
	sem_destroy(&v->end);
	free(v);
	return NULL;
}

static void
free_todo(struct zc_verify *v)
{
	struct zc_verify_todo todo;

	while (zc_mbox_get(&v->todo, &todo)) {
		if (todo.expect)
			zc_case_free(todo.expect);
		if (todo.reading)
			zc_reading_drop(todo.reading);
	}
}

static void
drop_readings(struct zc_reading *list)
{
	struct zc_reading *r;

	while ((r = list)) {
		list = (struct zc_reading *)r->ring.next;
		zc_reading_drop(r);
	}
}

static void
free_cases(struct zc_verify *v)
{
	struct zc_case *c;

	while ((c = v->cases)) {
		v->cases = c->next;
		zc_case_free(c);
	}
	while (zc_mbox_get(&v->done, &c))
		zc_case_free(c);
}

void
zc_verify_free(struct zc_verify *v)
{
	if (!v)
		return;
	atomic_store(&v->quit, true);
	zc_bell_ring(v->bell_fd);
	if (!ends(v)) {
		pthread_detach(v->thread);
		return;
	}
	pthread_join(v->thread, NULL);
	free_todo(v);
	free_cases(v);
	drop_readings(v->reading);
	drop_readings(v->arrived);
	close(v->bell_fd);
	close(v->done_fd);
	sem_destroy(&v->end);
	free(v);
}

/* Never full, see ZC_VERIFY_TODO_MAX. */
static void
put(struct zc_verify *v, const struct zc_verify_todo *todo)
{
	zc_mbox_put(&v->todo, todo);
	zc_bell_ring(v->bell_fd);
}

int
zc_verify_follow(struct zc_verify *v, struct zc_sink *s)
{
	struct zc_reading *r;

	if (atomic_load(&v->readings) == ZC_VERIFY_RINGS_MAX)
		return -EBUSY;
	r = aligned_alloc(_Alignof(struct zc_reading), sizeof(*r));
	if (!r)
		return -ENOMEM;
	memset(r, 0, sizeof(*r));
	zc_verify_ring_init(
		&r->ring, s->ring, s->buffer_frames, s->frame_bytes, s->fmt.rate_hz);
	atomic_init(&r->holders, 2);
	r->fault = s->aliased ? "every page of the card's ring is the same page" : NULL;
	atomic_fetch_add(&v->readings, 1);
	put(v, &(struct zc_verify_todo){ .reading = r });
	s->follow = &r->ring.follow;
	s->let_go = let_go;
	return 0;
}

int
zc_verify_expect(struct zc_verify *v, const struct zc_track_info *info, const char *path)
{
	struct zc_case *c;

	if (v->out == ZC_VERIFY_CASES_MAX)
		return -EBUSY;
	c = zc_case_new(info, path);
	if (!c)
		return -ENOMEM;
	v->out++;
	put(v, &(struct zc_verify_todo){ .expect = c });
	return 0;
}

void
zc_verify_end(struct zc_verify *v, uint64_t track_id, int result, uint64_t frame)
{
	put(v, &(struct zc_verify_todo){
		       .end_id = track_id, .result = result, .frame = frame });
}

int
zc_verify_fd(const struct zc_verify *v)
{
	return v->done_fd;
}

int
zc_verify_take(struct zc_verify *v, struct zc_receipt *out)
{
	struct zc_case *c;

	if (!zc_mbox_get(&v->done, &c)) {
		/* Cleared only when it is empty, then looked at once more. */
		zc_bell_clear(v->done_fd);
		if (!zc_mbox_get(&v->done, &c))
			return 0;
	}
	v->out--;
	*out = c->receipt;
	zc_case_free(c);
	return 1;
}
