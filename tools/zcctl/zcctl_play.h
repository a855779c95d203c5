/* What `play` knows of the tracks that it added, while it starts them and while it follows
 * them. One thread. */
#ifndef ZC_ZCCTL_PLAY_H
#define ZC_ZCCTL_PLAY_H

#include <stdbool.h>
#include <stdint.h>

#include "tools/common/tool.h"
#include "tools/common/add.h"

struct zcctl_view;

enum zcctl_on_interrupt { ZCCTL_INTERRUPT_STOP, ZCCTL_INTERRUPT_PAUSE, ZCCTL_INTERRUPT_LEAVE };

enum zcctl_outcome {
	ZCCTL_OUTCOME_NONE,
	ZCCTL_OUTCOME_STOPPED,
	ZCCTL_OUTCOME_PLAYED,
	ZCCTL_OUTCOME_FAILED
};

/* What is known of a track that was added. One that was cut off by its device going away plays
 * on once it is back, and gets another certificate then. */
struct zcctl_fate {
	enum zcctl_outcome outcome;
	bool announced;
	double ended; /* of the certificate that said so; UNIX time */
	bool receipt_due; /* and its receipt was not told */
};

struct zcctl_playing {
	struct zc_tool *c; /* borrows */
	struct zc_add add;
	struct zcctl_fate *fates; /* owns; of what was added */
	bool append, wait;
	enum zcctl_on_interrupt on_interrupt;
	unsigned int shown_id; /* the track that was announced last */
	char shown_path[256]; /* and its path, as announced */
	char printed_error[1024]; /* the error that was printed last */
	bool waits; /* for the device, and that was told */
	bool track_failed;
	int64_t replaced_ns; /* since then none of ours is in the queue any more; 0: some is */
};

/* For zcctl_follow: shows what goes on, and what was done for each track that ended; ends it
 * once none is left to be played. ctx is the struct zcctl_playing. */
int zcctl_play_changed(void *ctx, const struct zcctl_view *v);

#endif
