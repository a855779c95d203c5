/* What a daemon tells of the time that is recorded: its tracks and incidents. One thread. */
#ifndef ZC_ZCJITTER_EVENTS_H
#define ZC_ZCJITTER_EVENTS_H

#include "tools/common/json.h"
#include "pipeline/recording.h"
#include "tools/common/tool.h"

/* As many as the daemon remembers. */
#define ZCJITTER_EVENTS_TRACKS 64

struct zcjitter_events {
	struct zc_tool *c; /* borrows; is connected anew each time */
	struct zc_recording_writer *w; /* borrows */
	double track_id[ZCJITTER_EVENTS_TRACKS]; /* the last ones that need not be written */
	unsigned int tracks; /* how many there were */
	double incident; /* the newest one that does not count */
};

/* ZC_EXIT_OK, or the exit code after the error was printed, as for all of these. */

/* What there is by now is not part of it. Before anything is recorded. */
int zcjitter_events_begin(struct zcjitter_events *t);

/* Writes the tracks that ended since, oldest first, each once, as far as their receipts have
 * come. A daemon that does not answer is asked for them the next time. */
int zcjitter_events_tracks(struct zcjitter_events *t);

/* Writes the rest of the tracks, for whose receipts it waits a while, and the incidents. */
int zcjitter_events_end(struct zcjitter_events *t);

/* Writes an object. */
int zcjitter_events_put(
	struct zcjitter_events *t, enum zc_recording_type type, const json_t *object);

#endif
