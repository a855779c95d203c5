/* The tracks and incidents that a daemon reports for the recorded time. One thread. */
#ifndef ZC_ZCJITTER_EVENTS_H
#define ZC_ZCJITTER_EVENTS_H

#include "tools/common/json.h"
#include "pipeline/recording.h"
#include "tools/common/tool.h"

/* As many as the daemon keeps. */
#define ZCJITTER_EVENTS_TRACKS 64

struct zcjitter_events {
	struct zc_tool *c; /* borrows; reconnected for each request */
	struct zc_recording_writer *w; /* borrows */
	double track_id[ZCJITTER_EVENTS_TRACKS]; /* the latest that need no record */
	unsigned int tracks; /* how many there were in all */
	double incident; /* the newest before the recording */
};

/* All of these return ZC_EXIT_OK, or the exit code after they printed the error. */

/* Notes what exists already, which is not part of the recording. Called before recording. */
int zcjitter_events_begin(struct zcjitter_events *t);

/* Writes the tracks that ended since, oldest first, each once, up to the first whose receipt is
 * pending. If the daemon does not answer they are written the next time. */
int zcjitter_events_tracks(struct zcjitter_events *t);

/* Writes the remaining tracks, after waiting a while for their receipts, and the incidents. */
int zcjitter_events_end(struct zcjitter_events *t);

/* Writes one object. */
int zcjitter_events_put(
	struct zcjitter_events *t, enum zc_recording_type type, const json_t *object);

#endif
