/* A worker of the loader: its thread, and the lists in which jobs wait. Private to loader.c and
 * loader_worker.c.
 *
 * A worker works on a copy of its job, and before it delivers the result it checks whether it
 * was given up meanwhile: then the job has failed already and another worker goes on. A worker
 * that was given up does not touch the loader any more; it undoes what it did and ends. */
#ifndef ZC_LOADER_WORKER_H
#define ZC_LOADER_WORKER_H

#include <pthread.h>

#include "daemon/player/loader.h"

struct zc_loads {
	struct zc_load *head, **tail;
};

struct zc_loader_worker {
	struct zc_loader *loader; /* lent until the worker is given up */
	pthread_t thread;
	pthread_mutex_t delivery; /* locked before the loader's mutex */
	bool given_up; /* under delivery; set by the control thread */
	struct zc_load *job; /* lent; under the loader's mutex, NULL: none */
	int64_t started_ns; /* of job; under the loader's mutex */
	struct zc_load copy; /* of job, to work on; owns the job's strings */
	bool ended; /* under the loader's mutex; it takes no more jobs */
};

struct zc_loader {
	struct zc_loader_worker *worker; /* owned; the control thread's; NULL: none could be
					    started */
	pthread_mutex_t mutex;
	pthread_cond_t work; /* todo or quit has changed */
	pthread_cond_t ended; /* the worker's ended was set; waits on CLOCK_MONOTONIC */
	struct zc_loads todo, done; /* under mutex; the jobs are lent */
	bool quit; /* under mutex */
	int fd; /* owned; an eventfd that counts the jobs put into done */
};

void zc_loads_init(struct zc_loads *list);
void zc_loads_push(struct zc_loads *list, struct zc_load *job);
/* NULL: the list is empty. */
struct zc_load *zc_loads_pop(struct zc_loads *list);
/* False: the job is not in the list. */
bool zc_loads_remove(struct zc_loads *list, struct zc_load *job);

/* Copies the strings that the job reads. 0 or -ENOMEM with no copies made. */
int zc_load_strings_copy(struct zc_load *job);
void zc_load_strings_free(struct zc_load_strings *s);

/* Starts a thread that becomes l->worker; 0 or a positive errno. */
int zc_loader_start(struct zc_loader *l);
/* Its thread has ended. */
void zc_loader_worker_free(struct zc_loader_worker *w);
/* How many workers, of all loaders, were given up and have not ended. */
int zc_loader_stuck(void);
/* Gives it up; it frees itself. Control thread, with both mutexes held. */
void zc_loader_worker_give_up(struct zc_loader_worker *w);

#endif
