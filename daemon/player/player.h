/* The player: turns the queue and the commands of clients into tracks for the engine. Control
 * thread only. Its loader thread opens the files, so nothing here waits for the disk.
 *
 * It opens the tracks that come next ahead of time and queues them at the engine, so that
 * joints are gapless. It opens the device when playing starts and closes it when playing stops.
 * A track that cannot be played is skipped. */
#ifndef ZC_PLAYER_H
#define ZC_PLAYER_H

#include <stdbool.h>
#include <stdint.h>

#include "pipeline/engine.h"
#include "pipeline/err.h"
#include "daemon/queue/queue.h"
#include "pipeline/sink.h"
#include "pipeline/track.h"
#include "pipeline/verify.h"
#include "pipeline/wake_stat.h"

struct zc_player;
struct zc_loop;

/* Bits that say what has changed, for idle. */
enum zc_changed {
	ZC_CHANGED_PLAYER = 1,
	ZC_CHANGED_PLAYLIST = 2,
	ZC_CHANGED_OPTIONS = 4,
	ZC_CHANGED_MIXER = 8,
	ZC_CHANGED_OUTPUT = 16
};

struct zc_incident_context;

struct zc_player_conf {
	const char *device; /* "auto", "sim", "hw:..."; all strings are copied */
	struct zc_sink_conf sink;
	enum zc_path best_path;
	bool no_uring;
	bool verify; /* receipts for what is played on devices opened from now on */
	const char *music_directory; /* absolute; NULL: none */
	/* enum zc_changed bits; may be NULL. */
	void (*changed)(void *ctx, unsigned int changes);
	/* Something is no longer available, and how to grant it; logged as well. May be
	 * NULL. */
	void (*warn)(void *ctx, const char *text);
	/* The engine reported an incident; may be NULL. */
	void (*incident)(void *ctx, const struct zc_incident_context *at);
	void *ctx; /* lent */
};

/* loop, engine and queue are lent until zc_player_free. `changed` is called from the loop and
 * from within the other functions. NULL and *err without memory or threads. */
struct zc_player *zc_player_new(struct zc_loop *loop, struct zc_engine *engine,
	struct zc_queue *queue, const struct zc_player_conf *conf, struct zc_err *err);
/* Stops with a fade, and waits until the engine has returned everything. */
void zc_player_free(struct zc_player *p);

/* Commands. Each returns at once; `changed` reports what comes of it. 0 or -errno with text:
 * -ENOENT no such id, -ENOTCONN nothing plays (next, prev), -EINVAL not a position. */
/* An id: from its start. 0: resumes if paused, else begins with the current song, or the
 * first. */
int zc_player_play(struct zc_player *p, uint32_t id, struct zc_err *err);
int zc_player_pause(struct zc_player *p, bool on);
void zc_player_stop(struct zc_player *p);
int zc_player_next(struct zc_player *p, struct zc_err *err);
int zc_player_prev(struct zc_player *p, struct zc_err *err);
/* A song other than the current one starts playing from there. A position past the end is the
 * end. */
int zc_player_seek(struct zc_player *p, uint32_t id, double seconds, struct zc_err *err);

/* Restores what the state file says: PLAYING plays on from seconds, PAUSED waits there without
 * opening anything, STOPPED only makes the song current. Before any other command. */
void zc_player_restore(
	struct zc_player *p, enum zc_play_state state, uint32_t id, double seconds);

/* Takes over a new configuration. Another device or ring is used the next time playing begins.
 * best_path and no_uring stay, since the engine has them too. 0, or -ENOMEM with nothing
 * changed. */
int zc_player_reload(struct zc_player *p, const struct zc_player_conf *conf);

/* For the watchdog, to be called at its interval: true if the engine did anything since the
 * last call, or answered the command that the last call sent. Sends another one. */
bool zc_player_alive(struct zc_player *p);

/* To be called after each change of queue or options. Tracks that no longer come next are taken
 * back from the engine. If the current song was deleted, playing goes on with the next, or
 * stops. */
void zc_player_queue_changed(struct zc_player *p);

/* For status. Pointers are lent until the next call into the player. */
struct zc_player_status {
	enum zc_play_state state;
	uint32_t song_id; /* current, 0: none */
	uint32_t next_id; /* of the song that comes next, 0: none */
	double elapsed_s;
	double duration_s; /* 0: unknown */
	const struct zc_track_info *info; /* of the current track; NULL: not opened yet */
	struct zc_track_counts counts; /* of the current track */
	struct zc_snapshot snap;
	const char *device; /* "hw:..." in force or last used, "" before the first */
	const char *device_about;
	const char *error; /* why the last track or device failed, "" none */
	uint64_t receipts[ZC_VERIFY_STATES]; /* received since the start */
};
void zc_player_status(struct zc_player *p, struct zc_player_status *out);
void zc_player_clear_error(struct zc_player *p);

/* The record of a track that was played or failed. */
struct zc_played {
	uint64_t track_id; /* of its opening, as in wake records; unique */
	uint32_t song_id;
	char uri[512];
	int result;
	char error[ZC_ERR_MAX];
	struct zc_track_info info;
	struct zc_track_counts counts;
	char device[64]; /* that played it; "" none */
	uint32_t ring_frames, period_frames; /* of that device */
	uint64_t frames_played; /* with seeks: as far as is known */
	bool whole; /* played from the first frame to the last without a seek: its bytes
		       have to add up to the payload */
	struct zc_receipt receipt; /* PENDING until the verifier has finished */
	struct zc_wake_figures wakes; /* of the engine, since the record before this */
	int64_t start_unix_ms, end_unix_ms;
};
#define ZC_PLAYED_MAX 64
/* The last tracks, newest first, lent until the next call into the player; returns how many. */
int zc_player_played(struct zc_player *p, const struct zc_played **list);

#endif
