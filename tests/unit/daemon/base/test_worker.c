/* The worker thread: the order of its tasks, and those that never run. */
#include "tests/unit/unit.h"

#include <pthread.h>
#include <stddef.h>
#include <string.h>

#include "daemon/base/loop.h"
#include "daemon/base/worker.h"

struct job {
	struct zc_task task;
	char name;
	int runs, skips; /* calls of done with ran true, false */
	struct job *follow_up; /* borrowed; submitted as urgent by done */
};

static struct zc_loop *loop;
static struct zc_worker *worker;
static char order[16];
static int expected; /* calls of done until the loop ends */

/* Held by a test to keep the worker busy. */
static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;

static void
job_run(struct zc_task *t)
{
	struct job *j = (struct job *)t;
	size_t len = strlen(order);

	order[len] = j->name;
	order[len + 1] = '\0';
}

static void
gate_run(struct zc_task *t)
{
	(void)t;
	pthread_mutex_lock(&gate);
	pthread_mutex_unlock(&gate);
}

static void
job_done(struct zc_task *t, bool ran)
{
	struct job *j = (struct job *)t;

	j->runs += ran;
	j->skips += !ran;
	if (j->follow_up)
		zc_worker_do(worker, &j->follow_up->task, true);
	if (--expected == 0)
		zc_loop_quit(loop);
}

static struct job
job(char name, void (*run)(struct zc_task *t))
{
	return (struct job){ .task = { .run = run, .done = job_done }, .name = name };
}

static void
set_up(void)
{
	loop = zc_loop_new();
	worker = zc_worker_new(loop);
	order[0] = '\0';
	CU_ASSERT_FATAL(loop && worker);
}

static void
urgent_tasks_go_first(void)
{
	struct job first = job('-', gate_run), a = job('a', job_run), b = job('b', job_run);
	struct job c = job('c', job_run), d = job('d', job_run);

	set_up();
	expected = 5;
	pthread_mutex_lock(&gate);
	zc_worker_do(worker, &first.task, true);
	zc_worker_do(worker, &a.task, false);
	zc_worker_do(worker, &b.task, false);
	zc_worker_do(worker, &c.task, true);
	zc_worker_do(worker, &d.task, true);
	pthread_mutex_unlock(&gate);
	CU_ASSERT_EQUAL(zc_loop_run(loop), 0);
	CU_ASSERT_STRING_EQUAL(order, "cdab");
	CU_ASSERT_EQUAL(a.runs + b.runs + c.runs + d.runs, 4);
	zc_worker_free(worker);
	zc_loop_free(loop);
}

/* done is called for tasks that never ran, and for those that another done submits. */
static void
free_finishes_every_task(void)
{
	struct job ran = job('r', job_run), waiting = job('w', job_run);
	struct job after_ran = job('x', job_run), after_waiting = job('y', job_run);

	set_up();
	ran.follow_up = &after_ran;
	waiting.follow_up = &after_waiting;
	expected = -1;
	zc_worker_do(worker, &ran.task, true);
	zc_worker_do(worker, &waiting.task, false);
	zc_worker_free(worker);
	CU_ASSERT_EQUAL(ran.runs + ran.skips, 1);
	CU_ASSERT_EQUAL(waiting.runs + waiting.skips, 1);
	CU_ASSERT_EQUAL(after_ran.skips, 1);
	CU_ASSERT_EQUAL(after_waiting.skips, 1);
	zc_loop_free(loop);
}

ZC_UNIT_MAIN("worker", { "urgent tasks go first", urgent_tasks_go_first },
	{ "free finishes every task", free_finishes_every_task })
