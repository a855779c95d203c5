/* The loader: one thread of normal priority that does what may wait for disk or hardware, so
 * that the control thread never does: it opens tracks and devices and closes retired ones, one
 * job after the other in the order they were submitted. Every function is for the control
 * thread. */
#ifndef ZC_LOADER_H
#define ZC_LOADER_H

#include <stdbool.h>

#include "pipeline/device.h"
#include "pipeline/err.h"
#include "pipeline/sink.h"
#include "pipeline/track.h"

struct zc_loader;

enum zc_load_kind {
	ZC_LOAD_FIND, /* zc_device_find(device_name) into device */
	ZC_LOAD_SINK, /* zc_device_open(device_name, fmt, sink_conf) into sink, probed with
			 track */
	ZC_LOAD_TRACK, /* zc_track_open(track_conf, with caps) into track */
	ZC_LOAD_CLOSE /* closes track and sink, both may be NULL */
};

/* The loader's own copies of all strings that a job reads; owned, NULL: none. */
struct zc_load_strings {
	char *device_name, *path, *sim_file, *sim_script;
};

/* A job and, once it came back, its result. The memory is the caller's, lent to the loader from
 * zc_loader_submit until zc_loader_take or zc_loader_cancel gives it back. Strings are borrowed
 * for the call of zc_loader_submit, which copies them; tracks and sinks are lent as long as the
 * job is. */
struct zc_load {
	enum zc_load_kind kind;
	const char *device_name; /* FIND, SINK; borrowed */
	struct zc_fmt fmt; /* SINK */
	struct zc_sink_conf sink_conf; /* SINK; its strings are borrowed */
	struct zc_track_conf track_conf; /* TRACK; its path is borrowed, its caps are taken
					    from the next field */
	struct zc_caps caps; /* TRACK */
	struct zc_track
		*track; /* TRACK: result, the caller's; SINK: lent; CLOSE: the loader's */
	struct zc_sink *sink; /* SINK: result, the caller's; CLOSE: the loader's */
	struct zc_device_info device; /* FIND: result */
	struct zc_err err; /* code 0: it worked */
	struct zc_load_strings strings; /* the loader's */
	int64_t submitted_ns; /* the loader's */
	struct zc_load *next; /* the loader's */
};

/* NULL and *err without memory or threads. */
struct zc_loader *zc_loader_new(struct zc_err *err);
/* Carries out what is still waiting, then ends the thread; a file that does not answer is not
 * waited for longer than some seconds. Results that were not taken stay with the caller. */
void zc_loader_free(struct zc_loader *l);

/* Readable while zc_loader_take has something to give. */
int zc_loader_fd(const struct zc_loader *l);

/* Cannot fail: without memory for the copies the job comes back with -ENOMEM. job->err, the
 * results and next are reset. */
void zc_loader_submit(struct zc_loader *l, struct zc_load *job);
/* True: the job had not begun, is the caller's again and will not be taken. */
bool zc_loader_cancel(struct zc_loader *l, struct zc_load *job);
/* A track that has been opened or closed for longer than this is given up: its opening failed
 * with -ETIMEDOUT, its closing counts as done, both are to be taken as usual, and another
 * thread goes on with the rest. The stuck one undoes what it did once its file answers. True:
 * something is under way still, so that this is to be called again. */
bool zc_loader_expire(struct zc_loader *l, int64_t limit_ns);
/* A job that is done, in order; NULL: none. */
struct zc_load *zc_loader_take(struct zc_loader *l);

#endif
