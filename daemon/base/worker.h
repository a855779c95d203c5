/* A thread for work that may block on a disk or a device, so that the control thread does not.
 * Everything here is called on the control thread, except a task's run. */
#ifndef ZC_WORKER_H
#define ZC_WORKER_H

#include <stdbool.h>

struct zc_loop;
struct zc_worker;

/* A member of a struct with the task's data, which the task owns: the worker borrows nothing from
 * the control thread. Belongs to the worker from zc_worker_do until done. */
struct zc_task {
	void (*run)(struct zc_task *t); /* on the worker's thread */
	/* On the control thread. ran is false if the worker was freed before the task could run.
	 * Frees the task, or submits it again if it ran. */
	void (*done)(struct zc_task *t, bool ran);
	struct zc_task *next; /* for the worker */
};

/* NULL without memory or thread. */
struct zc_worker *zc_worker_new(struct zc_loop *loop);
/* Waits for the running task, then calls done for all tasks, also for those submitted by done.
 * w may be NULL. */
void zc_worker_free(struct zc_worker *w);

/* Submits a task. Tasks run one at a time: urgent ones before the others, each kind in the order of
 * submission. */
void zc_worker_do(struct zc_worker *w, struct zc_task *t, bool urgent);

#endif
