/* The filler: the thread that writes samples into the ring where the disk cannot do it alone. It does
 * jobs (struct zc_job) in order, and touches nothing but what a job lends it. */
#ifndef ZC_FILLER_H
#define ZC_FILLER_H

#include "pipeline/area.h"
#include "pipeline/err.h"
#include "pipeline/rt/jobs.h"

struct zc_filler;

struct zc_filler_conf {
	int rt_priority; /* SCHED_FIFO; 0: normal */
	int engine_eventfd; /* written when a job with notify is done; lent until free */
	struct zc_thread_count *count; /* updated by the thread; lent until free; may be NULL */
	int32_t *tid; /* set before zc_filler_new returns; lent for the call; may be NULL */
};

/* Starts the thread. A priority that is not granted is one line in *warn (may be NULL), never a
 * failure. NULL and *err without memory or threads. */
struct zc_filler *zc_filler_new(
	const struct zc_filler_conf *conf, struct zc_warnings *warn, struct zc_err *err);

/* Ends the thread after its current job and joins it. Jobs still queued are not answered. */
void zc_filler_free(struct zc_filler *f);

/* The engine's ends, zc_jobs_push and zc_jobs_pop. Lent until free. */
struct zc_jobs *zc_filler_jobs(struct zc_filler *f);

#endif
