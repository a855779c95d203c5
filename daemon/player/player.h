/* The player: turns queue and commands into tracks for the engine. Control thread only; opening
 * files is done by its loader thread, so nothing here waits for the disk.
 *
 * It keeps the tracks that come next opened and in the engine's hands ahead of time, so that
 * joints are gapless, opens the device when playing starts and gives it back when it stops, and
 * goes on with the next track where one cannot be played. */
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

/* What changed, for idle; bits. */
enum zc_changed {
	ZC_CHANGED_PLAYER = 1,
	ZC_CHANGED_PLAYLIST = 2,
	ZC_CHANGED_OPTIONS = 4,
	ZC_CHANGED_MIXER = 8,
	ZC_CHANGED_OUTPUT = 16
};

struct zc_incident_what;

struct zc_player_conf {
	const char *device; /* "auto", "sim", "hw:..."; lent */
	struct zc_sink_conf sink;
	enum zc_path best_path;
	bool no_uring;
	bool verify; /* read along on devices that are opened from here on */
	const char *music_directory; /* absolute; NULL: none */
	void (*changed)(void *ctx, unsigned int what);
	/* Something cannot be had any more, and how to grant it; is logged as well. May be
	 * NULL. */
	void (*warn)(void *ctx, const char *text);
	/* The engine told of an incident; may be NULL. */
	void (*incident)(void *ctx, const struct zc_incident_what *what);
	void *ctx;
};

/* loop, engine and queue are lent until zc_player_free. `changed` is called from inside the
 * other functions and from the loop. NULL and *err without memory or threads. */
struct zc_player *zc_player_new(struct zc_loop *loop, struct zc_engine *engine,
	struct zc_queue *queue, const struct zc_player_conf *conf, struct zc_err *err);
/* Stops (faded, not drained), waits for the engine to hand everything back. */
void zc_player_free(struct zc_player *p);

/* Commands. Each returns at once; what happens is told by `changed`. 0 or -errno with text:
 * -ENOENT no such id, -ENOTCONN nothing plays (next, prev), -EINVAL not a place in a song. */
/* 0: resumes where paused, else begins with the current song or the first. An id: from its
 * start. */
int zc_player_play(struct zc_player *p, uint32_t id, struct zc_err *err);
int zc_player_pause(struct zc_player *p, bool on);
void zc_player_stop(struct zc_player *p);
int zc_player_next(struct zc_player *p, struct zc_err *err);
int zc_player_prev(struct zc_player *p, struct zc_err *err);
/* Another song than the current one is played from there on; a place past the end is the end.
 */
int zc_player_seek(struct zc_player *p, uint32_t id, double seconds, struct zc_err *err);

/* Takes up what a state file kept: PLAYING goes on at seconds, PAUSED waits there without
 * opening anything, STOPPED only makes the song current. Before any other command. */
void zc_player_restore(
	struct zc_player *p, enum zc_play_state state, uint32_t id, double seconds);

/* The configuration was read again: copied. Another device or ring is used when playing begins
 * next. best_path and no_uring stay: the engine has them too. 0 or -ENOMEM with nothing
 * changed. */
int zc_player_reload(struct zc_player *p, const struct zc_player_conf *conf);

/* True if the engine did anything since the last call or answered what the last call asked it;
 * asks again. For the watchdog, to be called at its pace. */
bool zc_player_alive(struct zc_player *p);

/* To be called after each change of queue or options: what was prepared is taken back where it
 * no longer comes next, and playing stops or goes on where the current song was deleted. */
void zc_player_queue_changed(struct zc_player *p);

/* For status. All lent until the next call into the player. */
struct zc_player_status {
	enum zc_play_state state;
	uint32_t song_id; /* current, 0: none */
	uint32_t next_id; /* what comes next, 0: none */
	double elapsed_s;
	double duration_s; /* 0: unknown */
	const struct zc_track_info *info; /* NULL: not opened yet */
	struct zc_track_counts counts; /* of the current track */
	struct zc_snapshot snap;
	const char *device; /* "hw:..." in force or last used, "" before the first */
	const char *device_about;
	const char *error; /* of the last track or device that failed, "" none */
	uint64_t receipts[ZC_VERIFY_STATES]; /* that came, since the start */
};
void zc_player_status(struct zc_player *p, struct zc_player_status *out);
void zc_player_clear_error(struct zc_player *p);

/* One line for each of the last tracks, newest first: what happened. */
struct zc_played {
	uint64_t
		track_id; /* of its opening, as in wake records: no two records have the same */
	uint32_t song_id;
	char uri[512];
	int result;
	char error[ZC_ERR_MAX];
	struct zc_track_info info;
	struct zc_track_counts counts;
	char device[64]; /* that played it; "": none did */
	uint32_t ring_frames, period_frames; /* of that device */
	uint64_t frames_played; /* with seeks in between: as far as it is known */
	bool whole; /* from the first frame to the last without a seek: bytes must be the
		       payload */
	struct zc_receipt receipt; /* PENDING until the verifier is done with it */
	struct zc_wake_figures wakes; /* of the engine since the track before was recorded */
	int64_t start_unix_ms, end_unix_ms;
};
#define ZC_PLAYED_MAX 64
int zc_player_played(struct zc_player *p, const struct zc_played **list);

#endif
