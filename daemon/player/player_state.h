/* The player's state, and the helpers that its stages share. Control thread only.
 *
 * The line is the core. line.item[0] is the current song; the songs that come next stand behind
 * it, each an item on its way from the loader to the engine. Clients only change `wanted`.
 * After every command, loader result and engine event advance() in player.c compares
 * what is wanted with what there is and takes the next steps. It does not matter how many
 * commands came in between: only the last one counts. An item that is no longer wanted leaves
 * the line and is `retired`: it waits there until the loader or the engine returns it.
 *
 * A file calls only those that come after it here: player.c, player_events.c, player_drive.c,
 * player_device.c, player_line.c, player_verify.c and player_record.c, player_state.c. */
#ifndef ZC_PLAYER_STATE_H
#define ZC_PLAYER_STATE_H

#include "pipeline/device.h"
#include "daemon/player/loader.h"
#include "daemon/player/player.h"
#include "daemon/player/report.h"
#include "pipeline/verify.h"

#define ZC_AHEAD_MAX 4 /* tracks opened behind the current one */
#define ZC_LINE_MAX 16 /* with those that could not be opened in between */

enum zc_item_state {
	ZC_ITEM_OPENING, /* lent to the loader */
	ZC_ITEM_READY, /* open, ours */
	ZC_ITEM_ENGINE, /* sent to the engine */
	ZC_ITEM_FAILED, /* not open; keeps the place of a song that cannot be played */
	ZC_ITEM_CLOSING /* lent to the loader, then freed */
};

struct zc_item {
	struct zc_load load; /* first: the loader returns its address; lent to the loader while
				OPENING or CLOSING */
	struct zc_item *next; /* owned; in the list of retired items */
	enum zc_item_state state;
	uint64_t track_id; /* of this opening: the same song gets a new one each time */
	uint32_t song_id;
	char *path; /* owned */
	struct zc_track *track; /* owned; by the engine while ENGINE */
	struct zc_track_info info; /* once it is open */
	bool started; /* its first frame was played */
	bool over; /* played to its end, only its TRACK_BACK is missing */
	bool awaits_receipt; /* the verifier expects it and does not know yet that it has ended */
	bool stuck; /* retired, but the engine answered that it is too late to take it back */
	uint64_t start_frame; /* where it was queued from */
	uint64_t segment_frame; /* where playing last went on from: start or seek */
	struct zc_played record; /* grows while it plays */
};

enum zc_player_sink_state {
	ZC_SINK_NONE,
	ZC_SINK_OPENING, /* lent to the loader */
	ZC_SINK_ENGINE, /* sent to the engine */
	ZC_SINK_RELEASING, /* RELEASE was sent, or the device was lost: SINK_BACK follows */
	ZC_SINK_CLOSING /* lent to the loader */
};

/* Copies of the configuration's strings; all owned. */
struct zc_player_strings {
	char *device, *music_directory, *sim_file, *sim_script;
};

/* What clients asked for. */
struct zc_player_wanted {
	enum zc_play_state state;
	uint32_t song_id; /* 0: none */
	double start_s; /* where the current song begins once it is sent to the engine */
	bool seek; /* a seek to seek_s still has to be sent */
	double seek_s; /* of the seek that is wanted or was sent */
};

struct zc_player_line {
	struct zc_item *item[ZC_LINE_MAX]; /* owned */
	int len;
	struct zc_item *retired; /* owned list */
	uint64_t last_track_id;
	uint32_t failures; /* songs in a row that could not be played at all */
	struct zc_timer *expire; /* owned */
	bool expire_set; /* the loader works on files, so the timer runs */
};

struct zc_player_device {
	struct zc_load find; /* lent to the loader while finding */
	bool finding;
	bool known; /* info is the result of a find */
	bool fresh; /* and of one that was begun after playing was asked for */
	bool reprobe; /* the configuration changed: find again once the device is free */
	bool lost; /* went away while playing: playing resumes when it is back */
	struct zc_timer *retry; /* owned */
	struct zc_device_info info;
	/* The sink on it, at most one. */
	enum zc_player_sink_state sink;
	struct zc_load sink_load; /* lent to the loader while OPENING or CLOSING */
	struct zc_fmt fmt;
	uint32_t ring_frames, period_frames;
	char name[64], about[256]; /* of the sink in force, or used last */
};

/* Commands sent to the engine: the seq of each kind that was not answered yet, 0 for none. */
struct zc_player_commands {
	uint32_t last_seq;
	uint32_t stop, flush, seek, alive;
	uint32_t sink; /* SINK_BACK before the answer: the sink was refused */
	bool paused; /* PAUSE was sent last, not RESUME */
	uint64_t wakeups; /* of the engine at the last zc_player_alive */
};

struct zc_player_receipts {
	struct zc_verify *verify; /* owned; NULL: not asked for so far */
	struct zc_watch *watch; /* owned */
	bool following; /* the verifier reads along in the sink that was opened last */
	uint64_t count[ZC_VERIFY_STATES]; /* received since the start */
};

/* The last error, for clients. */
struct zc_player_error {
	char text[ZC_ERR_MAX]; /* "" none */
	bool of_device; /* cleared once the device plays again */
};

struct zc_player {
	struct zc_loop *loop; /* lent */
	struct zc_engine *engine; /* lent */
	struct zc_queue *queue; /* lent */
	struct zc_player_conf conf; /* its strings are those below */
	struct zc_player_strings *strings; /* owned */
	struct zc_loader *loader; /* owned */
	struct zc_watch *engine_watch, *loader_watch; /* owned */

	struct zc_player_wanted wanted;
	struct zc_player_line line;
	struct zc_player_device device;
	struct zc_player_commands commands;
	struct zc_player_receipts receipts;

	struct zc_report *report; /* owned; of the last tracks */
	struct zc_wake_stat *wakes; /* owned; since the last record */
	unsigned int changes; /* enum zc_changed bits not yet reported to clients */
	struct zc_player_error error;
};

/* Marks enum zc_changed bits for the next zc_player_report_changes. */
void zc_player_mark(struct zc_player *p, unsigned int changes);
/* Calls conf.changed with all that was marked, unless that is nothing. */
void zc_player_report_changes(struct zc_player *p);

/* Keeps text as the last error, of a track. */
void zc_player_set_error(struct zc_player *p, const char *text);
void zc_player_forget_error(struct zc_player *p);

/* Makes song_id (0: none) the current song, to begin at start_s; forgets a seek. The line stays
 * as it is. */
void zc_player_set_song(struct zc_player *p, uint32_t song_id, double start_s);

/* By track id, in the line or retired; NULL: none. *index is its place in the line or -1. */
struct zc_item *zc_player_find_item(struct zc_player *p, uint64_t track_id, int *index);
/* The current song's track is at the engine. */
bool zc_player_engine_has_current(const struct zc_player *p);
/* A seek is wanted, or was sent and not answered. */
bool zc_player_is_seeking(const struct zc_player *p);
/* Where the current song has to go on if it is sent to the engine again. */
double zc_player_resume_s(const struct zc_player *p);
/* The frame of an item at the engine that is played now, by a snapshot of the engine. */
uint64_t zc_player_frame_now(
	const struct zc_player *p, const struct zc_item *item, const struct zc_snapshot *snap);

/* Sends a command to the engine; its seq, or 0 if the mailbox is full. */
uint32_t zc_player_send(struct zc_player *p, enum zc_cmd_kind kind, struct zc_cmd *cmd);

#endif
