/* A stage for the whole engine: the simulated DAC, tracks one after the other, and what came of
 * it. One thread, no daemon. */
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
	bool sink_lost; /* as its TRACK_BACK says */
	bool started;
	struct zc_receipt receipt; /* where verify was set: PENDING until zc_stage_receipt */
};

struct zc_stage {
	struct zc_engine *engine;
	struct zc_sink_conf sink_conf;
	struct zc_caps caps;
	struct zc_track_conf track_conf; /* for the next zc_stage_queue */
	uint32_t
		mem_align; /* pretend that direct reads need no more; 0: what the kernel says */
	bool verify; /* read along, before the first track */
	struct zc_verify *verifier;
	bool no_pause, no_mirror; /* take these abilities from the sink */
	/* Changes a sink, if not NULL, just after it is opened. */
	void (*with_fresh_sink)(struct zc_sink *sink);
	/* Change a sink and a track, if not NULL, just before the engine gets them. */
	void (*with_sink)(struct zc_sink *sink);
	void (*with_track)(struct zc_source *src);
	char wav[256]; /* what the DAC played, written while it plays */
	struct zc_stage_track track[ZC_STAGE_TRACKS_MAX]; /* by id - 1 */
	uint32_t tracks;
	uint32_t seq;
	bool done[ZC_STAGE_COMMANDS_MAX]; /* by seq, since they are not answered in order */
	int done_result[ZC_STAGE_COMMANDS_MAX];
	uint32_t dones; /* how many commands were answered */
	uint32_t xruns;
	struct zc_ev incident[ZC_STAGE_INCIDENTS_MAX]; /* the first that were told */
	uint32_t incidents;
	bool has_sink, drained, lost;
	int lost_error;
	int no_uring; /* -errno with which io_uring was given up while it ran, else 0 */
	struct zc_err err;
	struct zc_warnings warn;
};

/* What is played goes to wav with a number behind it, see s->wav. Virtual clock, pinnable ring
 * of 2 s, normal priority, nothing locked; change sink_conf before the first track, *engine
 * before zc_stage_open. */
void zc_stage_init(struct zc_stage *s, const char *wav);
int zc_stage_open(struct zc_stage *s, const struct zc_engine_conf *engine);
void zc_engine_conf_plain(struct zc_engine_conf *c);

/* Opens path and hands it to the engine, with a sink of its format where there is none yet. Its
 * id, or -errno with s->err. */
int zc_stage_queue(struct zc_stage *s, const char *path, uint64_t from_frame);
/* Sends a command and takes events until it is answered; the result. */
int zc_stage_command(struct zc_stage *s, enum zc_cmd_kind kind, uint64_t frame);
/* Sends it only. */
int zc_stage_send(struct zc_stage *s, enum zc_cmd_kind kind, uint64_t frame);
/* Takes events until `dones` commands were answered. */
bool zc_stage_answered(struct zc_stage *s, uint32_t dones);
/* Takes events until everything queued is back and drained, or the sink is lost. false: nothing
 * happened for 20 s, which is no timing but a hang. */
bool zc_stage_finish(struct zc_stage *s);
/* Takes events until track id has started. */
bool zc_stage_started(struct zc_stage *s, int id);
/* Until the snapshot is as asked for, since what the engine publishes has no event; false: a
 * hang.
 */
bool zc_stage_wait(struct zc_stage *s, bool (*is)(const struct zc_snapshot *snap));
/* Takes events and receipts until that of track id is there; false: a hang. The track has come
 * back. */
bool zc_stage_receipt(struct zc_stage *s, int id);
void zc_stage_close(struct zc_stage *s);
/* After that: what was played is bytes bytes equal to data. */
bool zc_stage_played(const struct zc_stage *s, const void *data, size_t bytes);

/* A folder of the test's own on a file system with O_DIRECT where there is one, gone with the
 * process; and a name in it (a static buffer for each of 8 calls). */
const char *zc_stage_path(const char *name);
/* Writes a WAV file of frames of noise; returns its samples, malloc'd. Aborts on failure. */
uint8_t *zc_stage_noise(
	const char *path, const struct zc_fmt *fmt, uint64_t frames, uint32_t seed);

/* The samples of a WAV file as they lie in it; malloc'd, NULL if it cannot be read. */
void *zc_stage_wav(const char *path, size_t *bytes, struct zc_fmt *fmt);

#endif
