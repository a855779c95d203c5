/* One thread for what may wait for a disk or a device, so that the control thread need not.
 * Everything here is called on the control thread, except a task's run. */
#ifndef ZC_WORKER_H
#define ZC_WORKER_H

#include <stdbool.h>

struct zc_loop;
struct zc_worker;

/* To be put in front of a struct. From zc_worker_do until done it is the worker's. */
struct zc_task {
	void (*run)(struct zc_task *t); /* on the worker's thread */
	/* On the control thread, also when the worker is freed before the task ran (`ran` is
	 * false then). It frees the task or submits it again. */
	void (*done)(struct zc_task *t, bool ran);
	struct zc_task *next; /* the worker's */
};

/* NULL without memory or thread. */
struct zc_worker *zc_worker_new(struct zc_loop *loop);
/* Waits for the task that runs, then calls every done. */
void zc_worker_free(struct zc_worker *w);

/* Tasks run one at a time; the urgent before the others, each kind in the order it came. */
void zc_worker_do(struct zc_worker *w, struct zc_task *t, bool urgent);

#endif
