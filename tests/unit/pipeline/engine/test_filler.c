#include "tests/unit/unit.h"

#include <errno.h>
#include <poll.h>
#include <sched.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "pipeline/engine/filler.h"
#include "pipeline/source/source.h"

static uint8_t nowhere[1];
/* The errno with which sched_setscheduler fails; 0: it does not. */
static int refuse_fifo;

int __real_sched_setscheduler(pid_t pid, int policy, const struct sched_param *param);
int __wrap_sched_setscheduler(pid_t pid, int policy, const struct sched_param *param);
int
__wrap_sched_setscheduler(pid_t pid, int policy, const struct sched_param *param)
{
	if (!refuse_fifo)
		return __real_sched_setscheduler(pid, policy, param);
	errno = refuse_fifo;
	return -1;
}

/* A feed that fills each piece with the number of its first unit. It gives at most 40 units a
 * call, ends at `end`, and counts its calls. */
struct fake {
	struct zc_feed feed;
	atomic_int calls, idles;
	uint64_t end;
	int64_t at_end; /* 0, or -errno */
};

static int64_t
give(struct fake *f, uint64_t first, void *dst, uint64_t n, uint32_t unit)
{
	atomic_fetch_add(&f->calls, 1);
	if (first >= f->end)
		return f->at_end;
	if (n > f->end - first)
		n = f->end - first;
	if (n > 40)
		n = 40;
	memset(dst, (int)first, n * unit);
	return (int64_t)n;
}

static int64_t
fake_bytes(struct zc_feed *feed, uint64_t first, void *dst, size_t len)
{
	return give((struct fake *)feed, first, dst, len, 1);
}

static int64_t
fake_frames(struct zc_feed *feed, uint64_t first, void *dst, uint32_t n)
{
	return give((struct fake *)feed, first, dst, n, 4);
}

static void
fake_idle(struct zc_feed *feed)
{
	atomic_fetch_add(&((struct fake *)feed)->idles, 1);
}

static const struct zc_feed_ops fake_ops = {
	.bytes = fake_bytes, .frames = fake_frames, .idle = fake_idle
};

struct fixture {
	int fd;
	struct zc_filler *filler;
	struct zc_jobs *jobs;
	struct fake fake;
	struct zc_source src;
};

static void
set_up(struct fixture *f, struct zc_warnings *warn, int priority)
{
	struct zc_filler_conf conf = { .rt_priority = priority };
	struct zc_err err;

	memset(f, 0, sizeof(*f));
	f->fd = eventfd(0, EFD_CLOEXEC);
	CU_ASSERT_FATAL(f->fd >= 0);
	conf.engine_eventfd = f->fd;
	f->filler = zc_filler_new(&conf, warn, &err);
	CU_ASSERT_PTR_NOT_NULL_FATAL(f->filler);
	f->jobs = zc_filler_jobs(f->filler);
	f->fake.feed.ops = &fake_ops;
	f->src.feed = &f->fake.feed;
	f->src.fmt = (struct zc_fmt){ ZC_S16_LE, 2, 44100 };
	f->src.frame_bytes = 4;
	f->fake.end = 100;
}

static void
tear_down(struct fixture *f)
{
	zc_filler_free(f->filler);
	close(f->fd);
}

/* Sleeps until a job with notify has been answered. */
static void
await(struct fixture *f)
{
	uint64_t count;

	CU_ASSERT_EQUAL(read(f->fd, &count, sizeof(count)), sizeof(count));
}

static struct zc_job_done
done_by(struct fixture *f, struct zc_job job)
{
	struct zc_job_done done = { 0 }, none;

	job.notify = true;
	job.tag = 77;
	CU_ASSERT_EQUAL(zc_jobs_push(f->jobs, &job), 0);
	await(f);
	CU_ASSERT_EQUAL(zc_jobs_pop(f->jobs, &done), 1);
	CU_ASSERT_EQUAL(done.tag, 77);
	CU_ASSERT_EQUAL(zc_jobs_pop(f->jobs, &none), 0);
	return done;
}

#define CHECK_DONE(done, want_result, want_error)                                              \
	do {                                                                                   \
		struct zc_job_done d_ = (done);                                                \
		CU_ASSERT_EQUAL(d_.result, want_result);                                       \
		CU_ASSERT_EQUAL(d_.error, want_error);                                         \
	} while (0)

static void
samples_are_pulled_until_the_span_is_full(void)
{
	struct zc_job bytes = { .kind = ZC_JOB_BYTES, .first = 5, .len = 90 };
	struct zc_job frames = { .kind = ZC_JOB_FRAMES, .first = 7, .len = 60 };
	uint8_t dst[400];
	struct fixture f;

	set_up(&f, NULL, 0);
	bytes.src = frames.src = &f.src;
	bytes.dst = frames.dst = dst;
	CHECK_DONE(done_by(&f, bytes), 90, 0);
	CU_ASSERT(dst[0] == 5 && dst[39] == 5 && dst[40] == 45 && dst[89] == 85);
	CU_ASSERT_EQUAL(f.fake.calls, 3);
	CU_ASSERT_EQUAL(f.fake.idles, 1);
	CHECK_DONE(done_by(&f, frames), 60, 0);
	CU_ASSERT(dst[0] == 7 && dst[159] == 7 && dst[160] == 47 && dst[239] == 47);
	CU_ASSERT_EQUAL(f.fake.calls, 5);
	CU_ASSERT_EQUAL(f.fake.idles, 2);
	tear_down(&f);
}

static void
silence_and_fades_are_written(void)
{
	struct zc_job silence = { .kind = ZC_JOB_SILENCE, .len = 99, .silence = 0x80 };
	struct zc_job fade = { .kind = ZC_JOB_FADE, .len = 100 };
	uint8_t dst[100] = { 0 };
	int16_t frames[100][2];
	struct fixture f;

	set_up(&f, NULL, 0);
	silence.dst = dst;
	CHECK_DONE(done_by(&f, silence), 99, 0);
	CU_ASSERT(dst[0] == 0x80 && dst[98] == 0x80 && dst[99] == 0);
	for (int i = 0; i < 100; i++)
		frames[i][0] = frames[i][1] = 10000;
	fade.src = &f.src;
	fade.dst = (uint8_t *)frames;
	CHECK_DONE(done_by(&f, fade), 100, 0);
	CU_ASSERT(frames[0][0] > 9000 && frames[50][1] < 6000 && frames[99][0] == 0);
	tear_down(&f);
}

static void
ends_and_errors_are_distinct(void)
{
	struct zc_job job = { .kind = ZC_JOB_BYTES, .first = 30, .len = 90 };
	static const struct zc_feed_ops nothing;
	uint8_t dst[90];
	struct fixture f;

	set_up(&f, NULL, 0);
	job.src = &f.src;
	job.dst = dst;
	CHECK_DONE(done_by(&f, job), 70, 0);
	f.fake.at_end = -EIO;
	CHECK_DONE(done_by(&f, job), 70, -EIO);
	job.first = 100;
	CHECK_DONE(done_by(&f, job), -EIO, -EIO);
	f.fake.at_end = 0;
	CHECK_DONE(done_by(&f, job), 0, 0);
	f.fake.feed.ops = &nothing;
	CHECK_DONE(done_by(&f, job), -EINVAL, -EINVAL);
	job.kind = ZC_JOB_FRAMES;
	CHECK_DONE(done_by(&f, job), -EINVAL, -EINVAL);
	job.src = NULL;
	CHECK_DONE(done_by(&f, job), -EINVAL, -EINVAL);
	tear_down(&f);
}

/* Many more jobs than fit at once: each is answered once, in order. */
static void
answers_keep_the_order(void)
{
	struct zc_job job = { .kind = ZC_JOB_SILENCE, .dst = nowhere };
	struct zc_job_done done;
	uint32_t pushed = 0, popped = 0;
	uint8_t dst[16];
	struct fixture f;
	int full = 0;

	set_up(&f, NULL, 0);
	job.dst = dst;
	job.len = sizeof(dst);
	while (popped < 20000) {
		job.tag = pushed;
		job.notify = pushed % 64 == 63;
		if (pushed < 20032 && zc_jobs_push(f.jobs, &job) == 0) {
			pushed++;
			continue;
		}
		full++;
		if (zc_jobs_pop(f.jobs, &done) == 0) {
			await(&f);
			continue;
		}
		CU_ASSERT_EQUAL_FATAL(done.tag, popped);
		CU_ASSERT_EQUAL(done.result, sizeof(dst));
		popped++;
	}
	CU_ASSERT(full > 0);
	tear_down(&f);
}

static void
no_more_jobs_than_fit(void)
{
	struct zc_job job = { .kind = ZC_JOB_SILENCE, .dst = nowhere };
	struct zc_job_done done;
	struct fixture f;
	int n = 0;

	set_up(&f, NULL, 0);
	while (zc_jobs_push(f.jobs, &job) == 0 && n <= ZC_JOBS_MAX)
		n++;
	CU_ASSERT_EQUAL(n, ZC_JOBS_MAX);
	CU_ASSERT_EQUAL(zc_jobs_push(f.jobs, &job), -EAGAIN);
	while (zc_jobs_pop(f.jobs, &done) == 0)
		;
	job.notify = true;
	CU_ASSERT_EQUAL(zc_jobs_push(f.jobs, &job), 0);
	CU_ASSERT_EQUAL(zc_jobs_push(f.jobs, &job), -EAGAIN);
	await(&f);
	tear_down(&f);
}

/* Without notify the filler does not ring the engine's bell, so the engine sleeps on. */
static void
only_notify_wakes_the_engine(void)
{
	struct zc_job job = { .kind = ZC_JOB_SILENCE, .dst = nowhere };
	struct pollfd p = { .events = POLLIN };
	struct zc_job_done done;
	struct fixture f;

	set_up(&f, NULL, 0);
	p.fd = f.fd;
	CU_ASSERT_EQUAL(zc_jobs_push(f.jobs, &job), 0);
	while (zc_jobs_pop(f.jobs, &done) == 0)
		;
	CU_ASSERT_EQUAL(poll(&p, 1, 0), 0);
	tear_down(&f);
}

static void
a_refused_priority_is_a_warning(void)
{
	struct zc_warnings warn = { 0 };
	struct fixture f;

	refuse_fifo = EPERM;
	set_up(&f, &warn, 60);
	CU_ASSERT_EQUAL(warn.count, 1);
	CU_ASSERT_PTR_NOT_NULL(
		strstr(warn.text[0], "filler thread runs without realtime priority 60"));
	CHECK_DONE(
		done_by(&f, (struct zc_job){ .kind = ZC_JOB_SILENCE, .dst = nowhere }), 0, 0);
	tear_down(&f);
	refuse_fifo = 0;
	warn.count = 0;
	set_up(&f, &warn, 0);
	CU_ASSERT_EQUAL(warn.count, 0);
	tear_down(&f);
}

static void
an_absurd_priority_is_a_warning(void)
{
	struct zc_filler_conf conf = { .rt_priority = 200 };
	struct zc_warnings warn = { 0 };
	struct zc_filler *f = zc_filler_new(&conf, &warn, NULL);

	/* An impossible priority: the filler runs without it and warns. */
	CU_ASSERT_PTR_NOT_NULL(f);
	CU_ASSERT_EQUAL(warn.count, 1);
	zc_filler_free(f);
	zc_filler_free(NULL);
}

/* Freed while jobs wait: the thread ends, and writes to no span afterwards. */
static void
freed_with_jobs_waiting(void)
{
	struct zc_job job = { .kind = ZC_JOB_SILENCE, .dst = nowhere };
	static uint8_t dst[1 << 20];
	struct fixture f;

	for (int i = 0; i < 20; i++) {
		set_up(&f, NULL, 0);
		job.dst = dst;
		job.len = sizeof(dst);
		job.silence = 1;
		for (int n = 0; n < 100; n++)
			CU_ASSERT_EQUAL(zc_jobs_push(f.jobs, &job), 0);
		tear_down(&f);
		memset(dst, 0, sizeof(dst));
	}
	CU_ASSERT_EQUAL(dst[0], 0);
}

ZC_UNIT_MAIN("filler",
	{ "samples are pulled until the span is full",
		samples_are_pulled_until_the_span_is_full },
	{ "silence and fades are written", silence_and_fades_are_written },
	{ "ends and errors are distinct", ends_and_errors_are_distinct },
	{ "answers keep the order", answers_keep_the_order },
	{ "no more jobs in flight than fit", no_more_jobs_than_fit },
	{ "only notify wakes the engine", only_notify_wakes_the_engine },
	{ "a refused priority is a warning", a_refused_priority_is_a_warning },
	{ "an absurd priority is a warning", an_absurd_priority_is_a_warning },
	{ "freed with jobs waiting", freed_with_jobs_waiting })
