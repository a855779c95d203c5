/* The filler's thread. A job's source is lent until the answer, so reading ahead is started before
 * the answer. */
#include "pipeline/engine/filler.h"

#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <unistd.h>

#include "pipeline/source/convert.h"
#include "pipeline/base/rt_setup.h"
#include "pipeline/source/source.h"

struct zc_filler {
	struct zc_jobs jobs;
	pthread_t thread;
	int wake_fd; /* owned */
	int rt_priority;
	struct zc_warnings *warn; /* lent until `ready`, may be NULL */
	int32_t *tid; /* lent until `ready`, may be NULL */
	struct zc_thread_count *count; /* lent, may be NULL */
	sem_t ready; /* the thread is set up */
};

static int64_t
feed_bytes(const struct zc_job *job, uint32_t done)
{
	struct zc_feed *feed = job->src->feed;

	return feed->ops->bytes(feed, job->first + done, job->dst + done, job->len - done);
}

static int64_t
feed_frames(const struct zc_job *job, uint32_t done)
{
	struct zc_feed *feed = job->src->feed;

	return feed->ops->frames(feed, job->first + done,
		job->dst + (size_t)done * job->src->frame_bytes, job->len - done);
}

/* Reads on after a short result, so that an end can be distinguished from an error. */
static int64_t
pull(const struct zc_job *job, int64_t (*feed)(const struct zc_job *job, uint32_t done),
	int *error)
{
	uint32_t done = 0;
	int64_t got = 0;

	while (done < job->len && (got = feed(job, done)) > 0)
		done += (uint32_t)got;
	*error = got < 0 ? (int)got : 0;
	return done || !*error ? (int64_t)done : *error;
}

/* Bytes or frames done, or -errno; see struct zc_job_done. */
static int64_t
do_job(const struct zc_job *job, int *error)
{
	const struct zc_feed_ops *ops = job->src ? job->src->feed->ops : NULL;

	*error = 0;
	switch (job->kind) {
	case ZC_JOB_BYTES:
		if (ops && ops->bytes)
			return pull(job, feed_bytes, error);
		break;
	case ZC_JOB_FRAMES:
		if (ops && ops->frames)
			return pull(job, feed_frames, error);
		break;
	case ZC_JOB_SILENCE:
		memset(job->dst, job->silence, job->len);
		return job->len;
	case ZC_JOB_FADE:
		if (job->src) {
			zc_fade_out(&job->src->fmt, job->dst, job->len);
			return job->len;
		}
		break;
	}
	*error = -EINVAL;
	return -EINVAL;
}

static void
read_on(const struct zc_job *job)
{
	if (job->src && job->src->feed->ops->idle)
		job->src->feed->ops->idle(job->src->feed);
}

/* Publishes what the kernel counted for this thread since `from`. */
static void
count(struct zc_thread_count *c, const struct rusage *from)
{
	const struct timeval *user = &from->ru_utime, *system = &from->ru_stime;
	struct rusage ru;
	int64_t s, us;

	getrusage(RUSAGE_THREAD, &ru);
	s = ru.ru_utime.tv_sec - user->tv_sec + ru.ru_stime.tv_sec - system->tv_sec;
	us = ru.ru_utime.tv_usec - user->tv_usec + ru.ru_stime.tv_usec - system->tv_usec;
	atomic_store_explicit(&c->faults_minor, (uint64_t)(ru.ru_minflt - from->ru_minflt),
		memory_order_relaxed);
	atomic_store_explicit(&c->faults_major, (uint64_t)(ru.ru_majflt - from->ru_majflt),
		memory_order_relaxed);
	atomic_store_explicit(&c->switches_voluntary, (uint64_t)(ru.ru_nvcsw - from->ru_nvcsw),
		memory_order_relaxed);
	atomic_store_explicit(&c->switches_involuntary,
		(uint64_t)(ru.ru_nivcsw - from->ru_nivcsw), memory_order_relaxed);
	atomic_store_explicit(&c->cpu_us, (uint64_t)(s * 1000000 + us), memory_order_relaxed);
}

static void *
run(void *arg)
{
	struct zc_filler *f = arg;
	struct zc_thread_count *c = f->count;
	struct rusage set_up;
	struct zc_job job;
	int64_t result;
	int error;

	pthread_setname_np(pthread_self(), "zc-filler");
	/* A refusal is in the warnings, and the filler works without. */
	(void)zc_rt_priority(f->rt_priority, "filler", f->warn);
	zc_rt_touch_stack();
	if (f->tid)
		*f->tid = (int32_t)gettid();
	getrusage(RUSAGE_THREAD, &set_up);
	sem_post(&f->ready);
	do {
		while (zc_jobs_take(&f->jobs, &job)) {
			/* The verifier must see the engine's notes before the samples. */
			atomic_thread_fence(memory_order_release);
			result = do_job(&job, &error);
			read_on(&job);
			zc_jobs_answer(&f->jobs, &job, result, error);
		}
		if (c)
			count(c, &set_up);
	} while (zc_jobs_sleep(&f->jobs));
	return NULL;
}

static int
start(struct zc_filler *f)
{
	int r = zc_rt_thread(&f->thread, run, f);

	if (r < 0)
		return r;
	/* The thread uses what was lent for the call until then. */
	while (sem_wait(&f->ready) < 0 && errno == EINTR)
		;
	f->warn = NULL;
	f->tid = NULL;
	return 0;
}

static void
release(struct zc_filler *f)
{
	if (f->wake_fd >= 0)
		close(f->wake_fd);
	sem_destroy(&f->ready);
	free(f);
}

struct zc_filler *
zc_filler_new(const struct zc_filler_conf *conf, struct zc_warnings *warn, struct zc_err *err)
{
	struct zc_filler *f = aligned_alloc(_Alignof(struct zc_filler), sizeof(*f));
	int r;

	if (!f) {
		zc_fail(err, -ENOMEM, "no memory for the filler thread");
		return NULL;
	}
	memset(f, 0, sizeof(*f));
	f->rt_priority = conf->rt_priority;
	f->warn = warn;
	f->tid = conf->tid;
	f->count = conf->count;
	sem_init(&f->ready, 0, 0);
	f->wake_fd = eventfd(0, EFD_CLOEXEC);
	if (f->wake_fd < 0) {
		zc_fail(err, -errno, "eventfd for the filler thread: %s", strerror(errno));
		goto fail;
	}
	zc_jobs_init(&f->jobs, f->wake_fd, conf->engine_eventfd);
	r = start(f);
	if (r < 0) {
		zc_fail(err, r, "the filler's thread cannot be started: %s", strerror(-r));
		goto fail;
	}
	return f;
fail:
	release(f);
	return NULL;
}

void
zc_filler_free(struct zc_filler *f)
{
	if (!f)
		return;
	zc_jobs_stop(&f->jobs);
	pthread_join(f->thread, NULL);
	release(f);
}

struct zc_jobs *
zc_filler_jobs(struct zc_filler *f)
{
	return &f->jobs;
}
