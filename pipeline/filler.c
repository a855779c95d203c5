/* The filler's thread. A job's source is lent until the job is answered, so reading ahead is
 * set going before the answer, never after it. */
#include "filler.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "convert.h"
#include "source.h"

#define STACK_BYTES (512u * 1024)
/* What decoders may use of it. */
#define PREFAULT_BYTES (256u * 1024)

struct zc_filler {
	struct zc_jobs jobs;
	pthread_t thread;
	int wake_fd; /* owned */
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

/* Asks until there is nothing more to have, so that an end and an error are told apart. */
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

/* Its pages are written to once, so that none is missing later. */
static __attribute__((noinline)) void
prefault_stack(void)
{
	volatile uint8_t pages[PREFAULT_BYTES];

	for (size_t i = 0; i < sizeof(pages); i += 1024)
		pages[i] = 0;
}

static void *
run(void *arg)
{
	struct zc_filler *f = arg;
	struct zc_job job;
	int64_t result;
	int error;

	prefault_stack();
	do {
		while (zc_jobs_take(&f->jobs, &job)) {
			result = do_job(&job, &error);
			read_on(&job);
			zc_jobs_answer(&f->jobs, &job, result, error);
		}
	} while (zc_jobs_sleep(&f->jobs));
	return NULL;
}

static int
start(struct zc_filler *f, int rt_priority)
{
	struct sched_param param = { .sched_priority = rt_priority };
	sigset_t all, before;
	pthread_attr_t attr;
	int r;

	r = pthread_attr_init(&attr);
	if (r)
		return -r;
	pthread_attr_setstacksize(&attr, STACK_BYTES);
	if (rt_priority > 0) {
		pthread_attr_setinheritsched(&attr, PTHREAD_EXPLICIT_SCHED);
		pthread_attr_setschedpolicy(&attr, SCHED_FIFO);
		r = pthread_attr_setschedparam(&attr, &param);
	}
	/* Signals are for the control thread. */
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	if (r == 0)
		r = pthread_create(&f->thread, &attr, run, f);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	pthread_attr_destroy(&attr);
	return -r;
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
	f->wake_fd = eventfd(0, EFD_CLOEXEC);
	if (f->wake_fd < 0) {
		zc_fail(err, -errno, "eventfd for the filler thread: %s", strerror(errno));
		free(f);
		return NULL;
	}
	zc_jobs_init(&f->jobs, f->wake_fd, conf->engine_eventfd);
	r = start(f, conf->rt_priority);
	if (r < 0 && conf->rt_priority > 0) {
		zc_warn(warn,
			"filler thread: SCHED_FIFO priority %d refused (%s): set "
			"LimitRTPRIO=%d in "
			"the service, or join the group that /etc/security/limits.d grants "
			"rtprio",
			conf->rt_priority, strerror(-r), conf->rt_priority);
		r = start(f, 0);
	}
	if (r < 0) {
		zc_fail(err, r, "filler thread: %s", strerror(-r));
		close(f->wake_fd);
		free(f);
		return NULL;
	}
	return f;
}

void
zc_filler_free(struct zc_filler *f)
{
	if (!f)
		return;
	zc_jobs_stop(&f->jobs);
	pthread_join(f->thread, NULL);
	close(f->wake_fd);
	free(f);
}

struct zc_jobs *
zc_filler_jobs(struct zc_filler *f)
{
	return &f->jobs;
}
