/* The verifier: its thread, and the two mailboxes through which the others use it.
 *
 * The thread runs when nothing else wants the CPU, and the kernel gives its reads the same class
 * at the disk. It polls the rings often enough to see everything that passes through them,
 * compares each track with its file and writes the receipt. Because it may not run for long
 * times, nobody shares a lock with it: the owner's thread puts messages into `inbox` and takes
 * finished receipts out of `outbox`. */
#include "pipeline/verify.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include "pipeline/base/clock.h"
#include "pipeline/base/mbox.h"
#include "pipeline/base/rt_setup.h"
#include "pipeline/sink.h"
#include "pipeline/verify/verify_case.h"
#include "pipeline/verify/verify_ring.h"

/* How long the thread may take to end before it is left alone. */
#define END_S 3

#define CASES_MAX 100u /* receipts that were not taken yet */
#define READERS_MAX 16u /* rings whose sinks were not freed, or not read to the end */
/* Mailbox slots, powers of two. A message without room would be a receipt that never comes, so
 * both hold all that can be under way: two messages for each receipt, one for each ring. */
#define INBOX_MAX 256u
#define OUTBOX_MAX 128u
_Static_assert(2 * CASES_MAX + READERS_MAX <= INBOX_MAX, "always room");
_Static_assert(CASES_MAX <= OUTBOX_MAX, "always room");

/* What reads along in one sink's ring. */
struct reader {
	struct zc_verify_ring ring; /* first: the sink's `follow` is its first member */
	const char *fault; /* constant: why the ring holds nothing to compare; NULL: it does */
	_Atomic uint32_t holders; /* its sink and the verifier: the last to drop it frees it */
	struct reader *next; /* owned */
};

/* From the owner's thread to the verifier's; each names one thing, the rest is 0. */
struct message {
	struct reader *reader; /* new; owned by the message, with the sink */
	struct zc_case *expect; /* new; owned by the message */
	uint64_t ended_id; /* this track came back, with: */
	int result;
	uint64_t end_frame;
};

struct zc_verify {
	pthread_t thread;
	int inbox_fd; /* owned; an eventfd, readable when the inbox has something */
	int outbox_fd; /* owned; an eventfd, likewise */
	_Atomic bool quit;
	sem_t ended; /* posted when the thread ends */
	struct zc_mbox inbox, outbox;
	uint32_t case_count; /* receipts under way; the owner's thread */
	_Atomic uint32_t reader_count;
	/* The verifier's thread alone has these while it runs. */
	struct reader *readers; /* owned */
	struct reader *new_readers; /* owned; not read from yet */
	struct zc_case *cases; /* owned */
	uint8_t file_frames[ZC_VERIFY_COPY_BYTES]; /* as the file has them */
	struct message inbox_slots[INBOX_MAX];
	struct zc_case *outbox_slots[OUTBOX_MAX]; /* owned */
};

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

static void
drop_reader(struct reader *r)
{
	if (atomic_fetch_sub(&r->holders, 1) > 1)
		return;
	zc_verify_ring_release(&r->ring);
	free(r);
}

/* The verifier's thread. */

static struct zc_case *
find_case(struct zc_verify *v, uint64_t track_id)
{
	struct zc_case *c = v->cases;

	while (c && c->info.id != track_id)
		c = c->next;
	return c;
}

static void
read_inbox(struct zc_verify *v)
{
	struct message m;
	struct zc_case *c;

	while (zc_mbox_get(&v->inbox, &m)) {
		if (m.reader) {
			m.reader->next = v->new_readers;
			v->new_readers = m.reader;
		}
		if (m.expect) {
			m.expect->next = v->cases;
			v->cases = m.expect;
		}
		c = m.ended_id ? find_case(v, m.ended_id) : NULL;
		if (c) {
			c->ended = true;
			c->result = m.result;
			c->end_frame = m.end_frame;
		}
	}
}

/* For the callbacks of one ring. */
struct reading {
	struct zc_verify *v;
	const char *fault;
};

/* The owner's thread announced the track before the engine got it, so it is in the inbox. */
static void
on_placed(void *ctx)
{
	read_inbox(((struct reading *)ctx)->v);
}

static void
on_frames(void *ctx, uint64_t track_id, uint64_t first, const uint8_t *data, uint32_t n)
{
	const struct reading *r = ctx;
	struct zc_case *c = find_case(r->v, track_id);

	if (!c)
		return;
	c->ring_fault = r->fault;
	if (!r->fault)
		zc_case_frames(c, first, data, n, r->v->file_frames);
}

static void
on_played(void *ctx, uint64_t track_id, uint64_t first, uint64_t end)
{
	struct zc_case *c = find_case(((struct reading *)ctx)->v, track_id);

	if (c)
		zc_cover_add(&c->cover, first, end);
}

static void
on_missed(void *ctx, uint64_t track_id, uint64_t frames)
{
	struct zc_case *c = find_case(((struct reading *)ctx)->v, track_id);

	if (c)
		c->receipt.missed += frames;
}

static void
on_lost(void *ctx)
{
	for (struct zc_case *c = ((struct reading *)ctx)->v->cases; c; c = c->next)
		c->notes_lost = true;
}

static void
read_rings(struct zc_verify *v)
{
	struct reader **at = &v->readers;

	while (*at) {
		struct reader *r = *at;
		struct reading reading = { .v = v, .fault = r->fault };
		const struct zc_verify_taker taker = { .placed = on_placed,
			.frames = on_frames,
			.played = on_played,
			.missed = on_missed,
			.lost = on_lost,
			.ctx = &reading };
		/* Asked before the ring is read: once the sink is freed the engine writes no
		 * more notes, so this reading is the last. */
		bool last = atomic_load_explicit(&r->holders, memory_order_acquire) == 1;

		zc_verify_ring_read(&r->ring, &taker);
		if (!last) {
			at = &r->next;
			continue;
		}
		*at = r->next;
		drop_reader(r);
		atomic_fetch_sub(&v->reader_count, 1);
	}
}

/* The receipt of a track goes out once everything was read that the engine noted before it gave
 * the track back. */
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
		/* Never full, see OUTBOX_MAX. */
		zc_mbox_put(&v->outbox, &c);
		zc_bell_ring(v->outbox_fd);
	}
}

/* Reads the inbox, and marks as due what had ended by now; true if there is anything new. */
static bool
begin_round(struct zc_verify *v)
{
	struct reader *r;
	bool any;

	read_inbox(v);
	any = v->new_readers != NULL;
	while ((r = v->new_readers)) {
		v->new_readers = r->next;
		r->next = v->readers;
		v->readers = r;
	}
	for (struct zc_case *c = v->cases; c; c = c->next) {
		c->due = c->ended;
		any |= c->due;
	}
	return any;
}

/* Until the inbox has something, or a ring has to be polled. */
static void
wait_round(struct zc_verify *v)
{
	struct pollfd fd = { .fd = v->inbox_fd, .events = POLLIN };
	int64_t wait_ns = INT64_MAX;
	struct timespec ts;

	for (const struct reader *r = v->readers; r; r = r->next)
		wait_ns = r->ring.poll_ns < wait_ns ? r->ring.poll_ns : wait_ns;
	ts.tv_sec = wait_ns / ZC_NS_PER_S;
	ts.tv_nsec = wait_ns % ZC_NS_PER_S;
	if (ppoll(&fd, 1, v->readers ? &ts : NULL, NULL) > 0)
		zc_bell_clear(v->inbox_fd);
}

static void *
verifier_main(void *arg)
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
			wait_round(v);
	}
	sem_post(&v->ended);
	return NULL;
}

/* The owner's thread. */

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
	sem_init(&v->ended, 0, 0);
	zc_mbox_init(&v->inbox, v->inbox_slots, sizeof(v->inbox_slots[0]), INBOX_MAX);
	zc_mbox_init(&v->outbox, v->outbox_slots, sizeof(v->outbox_slots[0]), OUTBOX_MAX);
	v->inbox_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	v->outbox_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (v->inbox_fd < 0 || v->outbox_fd < 0) {
		zc_fail(err, -errno, "eventfd for the verifier: %s", strerror(errno));
		goto fail;
	}
	ret = zc_rt_thread(&v->thread, verifier_main, v);
	if (!ret)
		return v;
	zc_fail(err, ret, "cannot start the verifier's thread: %s", strerror(-ret));
fail:
	if (v->inbox_fd >= 0)
		close(v->inbox_fd);
	if (v->outbox_fd >= 0)
		close(v->outbox_fd);
	sem_destroy(&v->ended);
	free(v);
	return NULL;
}

static bool
ends_in_time(struct zc_verify *v)
{
	struct timespec until;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += END_S;
	while (sem_clockwait(&v->ended, CLOCK_MONOTONIC, &until)) {
		if (errno != EINTR)
			return false;
	}
	return true;
}

static void
free_inbox(struct zc_verify *v)
{
	struct message m;

	while (zc_mbox_get(&v->inbox, &m)) {
		if (m.expect)
			zc_case_free(m.expect);
		if (m.reader)
			drop_reader(m.reader);
	}
}

static void
drop_readers(struct reader *list)
{
	struct reader *r;

	while ((r = list)) {
		list = r->next;
		drop_reader(r);
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
	while (zc_mbox_get(&v->outbox, &c))
		zc_case_free(c);
}

void
zc_verify_free(struct zc_verify *v)
{
	if (!v)
		return;
	atomic_store(&v->quit, true);
	zc_bell_ring(v->inbox_fd);
	if (!ends_in_time(v)) {
		pthread_detach(v->thread);
		return;
	}
	pthread_join(v->thread, NULL);
	free_inbox(v);
	free_cases(v);
	drop_readers(v->readers);
	drop_readers(v->new_readers);
	close(v->inbox_fd);
	close(v->outbox_fd);
	sem_destroy(&v->ended);
	free(v);
}

/* Never full, see INBOX_MAX. */
static void
send(struct zc_verify *v, const struct message *m)
{
	zc_mbox_put(&v->inbox, m);
	zc_bell_ring(v->inbox_fd);
}

/* The sink is about to be freed; the thread that does so. */
static void
leave_sink(struct zc_follow *follow)
{
	struct reader *r = (struct reader *)follow;

	zc_verify_ring_detach(&r->ring);
	drop_reader(r);
}

int
zc_verify_follow(struct zc_verify *v, struct zc_sink *s)
{
	struct reader *r;

	if (atomic_load(&v->reader_count) == READERS_MAX)
		return -EBUSY;
	r = aligned_alloc(_Alignof(struct reader), sizeof(*r));
	if (!r)
		return -ENOMEM;
	memset(r, 0, sizeof(*r));
	zc_verify_ring_init(
		&r->ring, s->ring, s->buffer_frames, s->frame_bytes, s->fmt.rate_hz);
	atomic_init(&r->holders, 2);
	r->fault = s->aliased ? "every page of the card's ring is the same page" : NULL;
	atomic_fetch_add(&v->reader_count, 1);
	send(v, &(struct message){ .reader = r });
	s->follow = &r->ring.follow;
	s->detach = leave_sink;
	return 0;
}

int
zc_verify_expect(struct zc_verify *v, const struct zc_track_info *info, const char *path)
{
	struct zc_case *c;

	if (v->case_count == CASES_MAX)
		return -EBUSY;
	c = zc_case_new(info, path);
	if (!c)
		return -ENOMEM;
	v->case_count++;
	send(v, &(struct message){ .expect = c });
	return 0;
}

void
zc_verify_end(struct zc_verify *v, uint64_t track_id, int result, uint64_t frame)
{
	send(v, &(struct message){
			.ended_id = track_id, .result = result, .end_frame = frame });
}

int
zc_verify_fd(const struct zc_verify *v)
{
	return v->outbox_fd;
}

int
zc_verify_take(struct zc_verify *v, struct zc_receipt *out)
{
	struct zc_case *c;

	if (!zc_mbox_get(&v->outbox, &c)) {
		/* A receipt may come between finding it empty and clearing the eventfd. */
		zc_bell_clear(v->outbox_fd);
		if (!zc_mbox_get(&v->outbox, &c))
			return 0;
	}
	v->case_count--;
	*out = c->receipt;
	zc_case_free(c);
	return 1;
}
