/* The two rings between engine and filler: jobs one way, answers the other.
 *
 * Every job that was pushed is answered once, in order. At most ZC_JOBS_MAX are out between
 * push and pop, so neither ring can overflow. The engine thread calls push, room and pop; the
 * filler thread take, answer and sleep; any thread stop. All except sleep are realtime-safe. */
#ifndef ZC_JOBS_H
#define ZC_JOBS_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "pipeline/rt/job.h"
#include "pipeline/base/mbox.h"

struct zc_jobs {
	struct zc_mbox todo;
	struct zc_mbox done;
	_Alignas(64) _Atomic bool asleep; /* the filler sleeps or is about to */
	_Atomic bool stopped;
	int filler_fd; /* eventfd that the filler sleeps on; lent */
	int engine_fd; /* eventfd written for jobs with notify; lent */
	_Alignas(64) uint32_t out; /* pushed and not popped yet; engine thread only */
	uint64_t
		wakes; /* writes to filler_fd by push, one system call each; engine thread only */
	struct zc_job todo_slots[ZC_JOBS_MAX];
	struct zc_job_done done_slots[ZC_JOBS_MAX];
};

/* Empty rings. The descriptors are lent. */
void zc_jobs_init(struct zc_jobs *j, int filler_fd, int engine_fd);

/* 0, or -EAGAIN if ZC_JOBS_MAX are out. One write(2) if the filler sleeps, none else. */
int zc_jobs_push(struct zc_jobs *j, const struct zc_job *job);
/* How many more can be pushed now. */
uint32_t zc_jobs_room(const struct zc_jobs *j);
/* 1: *done is the next answer; 0: none. */
int zc_jobs_pop(struct zc_jobs *j, struct zc_job_done *done);

/* 1: *job is the next one to do, and to answer; 0: none, or stopped. */
int zc_jobs_take(struct zc_jobs *j, struct zc_job *job);
/* Answers the job taken last, whose memory and source must not be touched after that. error: see
 * zc_job_done. */
void zc_jobs_answer(struct zc_jobs *j, const struct zc_job *job, int64_t result, int error);
/* Waits for a job (true), or until the rings are stopped (false). */
bool zc_jobs_sleep(struct zc_jobs *j);
/* Makes sleep return false from now on. */
void zc_jobs_stop(struct zc_jobs *j);

#endif
