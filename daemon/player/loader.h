/* The loader: one thread of normal priority that opens and closes tracks and devices, so that
 * the control thread never waits for disk or hardware. Jobs are done one at a time, in the
 * order they were submitted. Every function is for the control thread. */
#ifndef ZC_LOADER_H
#define ZC_LOADER_H

#include <stdbool.h>

#include "pipeline/device.h"
#include "pipeline/err.h"
#include "pipeline/sink.h"
#include "pipeline/track.h"

struct zc_loader;

enum zc_load_kind {
	ZC_LOAD_FIND, /* device = zc_device_find(device_name) */
	ZC_LOAD_SINK, /* sink = zc_device_open(device_name, fmt, sink_conf), probed with track */
	ZC_LOAD_TRACK, /* track = zc_track_open(track_conf, with caps) */
	ZC_LOAD_CLOSE /* closes track and sink; each may be NULL */
};

/* The loader's own copies of the strings that a job reads; owned, NULL: none. */
struct zc_load_strings {
	char *device_name, *path, *sim_file, *sim_script;
};

/* A job and, once it is done, its result. The memory is the caller's, lent to the loader from
 * zc_loader_submit until zc_loader_pop_done or zc_loader_cancel returns it. Strings are
 * borrowed only for the call of zc_loader_submit, which copies them; tracks and sinks are lent
 * as long as the job. */
struct zc_load {
	enum zc_load_kind kind;
	const char *device_name; /* FIND, SINK; borrowed */
	struct zc_fmt fmt; /* SINK */
	struct zc_sink_conf sink_conf; /* SINK; its strings are borrowed */
	struct zc_track_conf track_conf; /* TRACK; its path is borrowed, its caps are taken
					    from the next field */
	struct zc_caps caps; /* TRACK */
	struct zc_track
		*track; /* TRACK: result, owned by the caller; SINK: lent; CLOSE: owned by
				   the loader */
	struct zc_sink
		*sink; /* SINK: result, owned by the caller; CLOSE: owned by the loader */
	struct zc_device_info device; /* FIND: result */
	struct zc_err err; /* result; code 0: it worked */
	struct zc_load_strings strings; /* the loader's */
	int64_t submitted_ns; /* the loader's */
	struct zc_load *next; /* the loader's */
};

/* NULL and *err without memory or threads. */
struct zc_loader *zc_loader_new(struct zc_err *err);
/* Does the jobs that still wait, then ends the thread; waits only some seconds for a file that
 * does not answer. Results that were not popped stay the caller's. */
void zc_loader_free(struct zc_loader *l);

/* Readable while zc_loader_pop_done has a job to return. */
int zc_loader_fd(const struct zc_loader *l);

/* Cannot fail: without memory for the copies the job is done with -ENOMEM. Resets job->err and
 * the results. */
void zc_loader_submit(struct zc_loader *l, struct zc_load *job);
/* True: the job had not been started, and is the caller's again. */
bool zc_loader_cancel(struct zc_loader *l, struct zc_load *job);
/* Gives up a job that has been opening or closing a track for longer than this: opening fails
 * with -ETIMEDOUT, closing counts as done. Both are popped as usual, and another thread goes on
 * with the other jobs. The stuck thread undoes what it did once its file answers. True: jobs
 * are left, so call this again. */
bool zc_loader_expire(struct zc_loader *l, int64_t limit_ns);
/* The next job that is done; NULL: none. */
struct zc_load *zc_loader_pop_done(struct zc_loader *l);

#endif
