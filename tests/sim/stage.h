/* A stage for tests of the whole engine: it plays tracks one after the other on the simulated
 * DAC and keeps the results. One thread, no daemon. */
#ifndef ZC_SIM_STAGE_H
#define ZC_SIM_STAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "pipeline/device.h"
#include "pipeline/engine.h"
#include "pipeline/source/source.h"
#include "pipeline/track.h"
#include "pipeline/verify.h"

#define ZC_STAGE_TRACKS_MAX 16
#define ZC_STAGE_COMMANDS_MAX 4096
#define ZC_STAGE_INCIDENTS_MAX 32

struct zc_stage_track {
	struct zc_track_info info;
	struct zc_track_counts counts;
	int result;
	uint64_t frame; /* where it ended */
	bool back;
	bool sink_lost; /* from its TRACK_BACK event */
	bool started;
	struct zc_receipt receipt; /* if verify is set; PENDING until zc_stage_receipt */
};

struct zc_stage {
	struct zc_engine *engine;
	struct zc_sink_conf sink_conf;
	struct zc_caps caps;
	struct zc_track_conf track_conf; /* for the next zc_stage_queue */
	uint32_t mem_align; /* the alignment direct reads pretend to need; 0: ask the kernel */
	bool verify; /* with receipts; set before zc_stage_open */
	struct zc_verify *verifier;
	bool no_pause, no_mirror; /* the sink shall lack these abilities */
	/* Changes a sink, if not NULL, just after it is opened. */
	void (*with_fresh_sink)(struct zc_sink *sink);
	/* Change a sink and a track, if not NULL, just before the engine gets them. */
	void (*with_sink)(struct zc_sink *sink);
	void (*with_track)(struct zc_source *src);
	char wav[256]; /* what the DAC played, written while it plays */
	struct zc_stage_track track[ZC_STAGE_TRACKS_MAX]; /* by id - 1 */
	uint32_t tracks;
	uint32_t seq;
	bool done[ZC_STAGE_COMMANDS_MAX]; /* by seq, since answers come out of order */
	int done_result[ZC_STAGE_COMMANDS_MAX];
	uint32_t dones; /* how many commands were answered */
	uint32_t xruns;
	struct zc_ev incident[ZC_STAGE_INCIDENTS_MAX]; /* the first ones reported */
	uint32_t incidents;
	bool has_sink, drained, lost;
	int lost_error;
	int no_uring; /* -errno for which the engine gave up io_uring while running, else 0 */
	struct zc_err err;
	struct zc_warnings warn;
};

/* The DAC writes what it plays to the file `wav` plus a number, see s->wav. Defaults: virtual
 * clock, pinnable ring of 2 s, normal priority, no locked memory. Change sink_conf before the
 * first track, *engine before zc_stage_open. */
void zc_stage_init(struct zc_stage *s, const char *wav);
int zc_stage_open(struct zc_stage *s, const struct zc_engine_conf *engine);
void zc_engine_conf_plain(struct zc_engine_conf *c);

/* Opens path and hands it to the engine, with a sink of its format if there is none yet.
 * Returns the track's id, or -errno with s->err. */
int zc_stage_queue(struct zc_stage *s, const char *path, uint64_t from_frame);
/* Sends a command and handles events until it is answered; returns its result. */
int zc_stage_command(struct zc_stage *s, enum zc_cmd_kind kind, uint64_t frame);
/* Sends a command without waiting for the answer. */
int zc_stage_send(struct zc_stage *s, enum zc_cmd_kind kind, uint64_t frame);
/* Handles events until `dones` commands have been answered. */
bool zc_stage_answered(struct zc_stage *s, uint32_t dones);
/* Handles events until all queued tracks are back and drained, or the sink is lost. false:
 * nothing happened for 20 s, so it hangs. */
bool zc_stage_finish(struct zc_stage *s);
/* Handles events until track id has started. */
bool zc_stage_started(struct zc_stage *s, int id);
/* Polls the snapshot, whose changes send no event, until is(snap); false: a hang. */
bool zc_stage_wait(struct zc_stage *s, bool (*is)(const struct zc_snapshot *snap));
/* Handles events and receipts until the receipt of track id is there; false: a hang. The track
 * must have come back. */
bool zc_stage_receipt(struct zc_stage *s, int id);
void zc_stage_close(struct zc_stage *s);
/* After zc_stage_close: whether the DAC played exactly the `bytes` bytes at data. */
bool zc_stage_played(const struct zc_stage *s, const void *data, size_t bytes);

/* Returns the path of `name` in a folder of this process, which is removed at exit and lies on
 * a file system with O_DIRECT if there is one. One of 8 static buffers, by turns. */
const char *zc_stage_path(const char *name);
/* Writes a WAV file of frames of noise; returns its samples, malloc'd. Aborts on failure. */
uint8_t *zc_stage_noise(
	const char *path, const struct zc_fmt *fmt, uint64_t frames, uint32_t seed);

/* Returns the samples of a WAV file unconverted; malloc'd, NULL if it cannot be read. */
void *zc_stage_wav(const char *path, size_t *bytes, struct zc_fmt *fmt);

#endif
