/* The loader's inside: lists, and the worker that does the jobs. Only loader*.c may include
 * this. */
#ifndef ZC_LOADER_INSIDE_H
#define ZC_LOADER_INSIDE_H

#include <pthread.h>

#include "daemon/player/loader.h"

struct zc_loads {
	struct zc_load *head, **tail;
};

struct zc_loader_worker {
	struct zc_loader *loader; /* lent until it is given up */
	pthread_t thread;
	pthread_mutex_t handing; /* taken before the loader's mutex */
	bool given_up; /* under handing; by the control thread */
	struct zc_load *job; /* lent; under the loader's mutex, NULL: none */
	int64_t begun_ns; /* of job; under the loader's mutex */
	struct zc_load copy; /* of job, to work on; has taken over its strings */
	bool ended; /* under the loader's mutex: takes no more jobs and returns */
};

struct zc_loader {
	struct zc_loader_worker
		*worker; /* owned; the control thread's; NULL: none could be started */
	pthread_mutex_t mutex;
	pthread_cond_t work; /* todo or quit changed */
	pthread_cond_t ended; /* a worker's ended was set; waits on CLOCK_MONOTONIC */
	struct zc_loads todo, done; /* both under mutex; the jobs are lent */
	bool quit; /* under mutex */
	int fd; /* owned; an eventfd, counts what was put into done */
};

void zc_loads_init(struct zc_loads *list);
void zc_loads_push(struct zc_loads *list, struct zc_load *job);
/* NULL: it is empty. */
struct zc_load *zc_loads_pop(struct zc_loads *list);
/* False: it is not in there. */
bool zc_loads_remove(struct zc_loads *list, struct zc_load *job);

/* Copies the strings that the job reads. 0 or -ENOMEM with no copies made. */
int zc_load_strings_copy(struct zc_load *job);
void zc_load_strings_free(struct zc_load_strings *s);

/* Starts a thread that becomes l->worker; 0 or a positive errno. */
int zc_loader_start(struct zc_loader *l);
/* After its thread has ended. */
void zc_loader_worker_free(struct zc_loader_worker *w);
/* Workers that were given up and have not come back, of all loaders. */
int zc_loader_stuck(void);
/* One more: of the control thread, with both mutexes held. It frees itself. */
void zc_loader_worker_give_up(struct zc_loader_worker *w);

#endif
