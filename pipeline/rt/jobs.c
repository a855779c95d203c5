/* The rings between engine and filler: two mailboxes, and a handshake that lets the filler sleep
 * without missing a job. */
#include "pipeline/rt/jobs.h"

#include <errno.h>

void
zc_jobs_init(struct zc_jobs *j, int filler_fd, int engine_fd)
{
	zc_mbox_init(&j->todo, j->todo_slots, sizeof(j->todo_slots[0]), ZC_JOBS_MAX);
	zc_mbox_init(&j->done, j->done_slots, sizeof(j->done_slots[0]), ZC_JOBS_MAX);
	atomic_init(&j->asleep, false);
	atomic_init(&j->stopped, false);
	j->filler_fd = filler_fd;
	j->engine_fd = engine_fd;
	j->out = 0;
	j->wakes = 0;
}

int
zc_jobs_push(struct zc_jobs *j, const struct zc_job *job)
{
	if (j->out == ZC_JOBS_MAX || zc_mbox_put(&j->todo, job) < 0)
		return -EAGAIN;
	j->out++;
	/* Both sides exchange `asleep`, so one of them is second: this one, which then sees that
	 * the filler sleeps; or the filler, which then sees the job. */
	if (atomic_exchange(&j->asleep, false)) {
		zc_bell_ring(j->filler_fd);
		j->wakes++;
	}
	return 0;
}

uint32_t
zc_jobs_room(const struct zc_jobs *j)
{
	return ZC_JOBS_MAX - j->out;
}

int
zc_jobs_pop(struct zc_jobs *j, struct zc_job_done *done)
{
	if (!zc_mbox_get(&j->done, done))
		return 0;
	j->out--;
	return 1;
}

int
zc_jobs_take(struct zc_jobs *j, struct zc_job *job)
{
	return !atomic_load(&j->stopped) && zc_mbox_get(&j->todo, job);
}

void
zc_jobs_answer(struct zc_jobs *j, const struct zc_job *job, int64_t result, int error)
{
	struct zc_job_done done = { .tag = job->tag, .error = error, .result = result };

	/* Never full: push lets out no more jobs than it has slots. */
	zc_mbox_put(&j->done, &done);
	if (job->notify)
		zc_bell_ring(j->engine_fd);
}

bool
zc_jobs_sleep(struct zc_jobs *j)
{
	while (!atomic_load(&j->stopped)) {
		atomic_exchange(&j->asleep, true);
		if (atomic_load(&j->todo.put) != atomic_load(&j->todo.got)) {
			atomic_exchange(&j->asleep, false);
			return true;
		}
		zc_bell_clear(j->filler_fd);
	}
	return false;
}

void
zc_jobs_stop(struct zc_jobs *j)
{
	atomic_store(&j->stopped, true);
	zc_bell_ring(j->filler_fd);
}
