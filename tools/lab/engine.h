/* The engine as a player in a process of its own, without a daemon: one device, one track. The
 * process only waits while the track plays, so that the engine alone is measured. */
#ifndef ZC_LAB_ENGINE_H
#define ZC_LAB_ENGINE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "tools/lab/play.h"

struct zc_lab_engine {
	pid_t pid;
	int control; /* owns: a socket to the process */
};

/* The state of the engine. */
struct zc_lab_engine_state {
	bool ended; /* played to the end, or gave up */
	int result; /* of the track, once ended */
	struct zc_counters count;
	enum zc_path path;
	enum zc_reason reason;
	int reason_arg;
	int64_t start_ns; /* from the play command to the first frame committed; 0: not yet */
	uint64_t decode_ns; /* CPU time of the decoding thread for the whole track */
	double audio_s; /* length of the track */
	char about[256];
	char error[ZC_ERR_MAX];
};

/* Starts a process that plays the file through the engine. 0 or -errno. */
int zc_lab_engine_start(struct zc_lab_engine *p, const struct zc_lab_play *play);

/* Asks it for its state; wait: not before the track has ended. 0, or -ECHILD: it died. */
int zc_lab_engine_ask(struct zc_lab_engine *p, bool wait, struct zc_lab_engine_state *out);

/* Ends the process and waits for it. */
void zc_lab_engine_stop(struct zc_lab_engine *p);

#endif
