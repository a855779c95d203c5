/* Inside the player: its state and what its files call of one another. Control thread only.
 *
 * The line is the heart of it: line[0] is the current song, behind it stands what comes next,
 * each an item on its way from the loader to the engine. Clients change what is wanted (state,
 * song_id, start_s); zc_player_advance looks at what there is and does the next steps towards
 * that, and is called again after every command, loader result and engine event. So it does not
 * matter how many commands came in between: only the last one is acted on. An item that is no
 * longer wanted leaves the line and is `retired`: it waits there for loader and engine to give
 * it back. */
#ifndef ZC_PLAYER_STATE_H
#define ZC_PLAYER_STATE_H

#include "pipeline/device.h"
#include "daemon/player/loader.h"
#include "daemon/player/player.h"
#include "daemon/player/report.h"
#include "pipeline/verify.h"

#define ZC_AHEAD_MAX 4 /* tracks opened behind the current one */
#define ZC_LINE_MAX 16 /* with those that could not be opened in between */

enum zc_item_where {
	ZC_ITEM_OPENING, /* lent to the loader */
	ZC_ITEM_READY, /* open, ours */
	ZC_ITEM_ENGINE,
	ZC_ITEM_FAILED, /* not open; keeps the place of a song that cannot be played */
	ZC_ITEM_CLOSING /* lent to the loader, then freed */
};

struct zc_item {
	struct zc_load load; /* lent to the loader while OPENING or CLOSING */
	struct zc_item *next; /* owned; in the list of retired ones */
	enum zc_item_where where;
	uint64_t track_id; /* of this opening: the same song gets a new one each time */
	uint32_t song_id;
	char *path; /* owned */
	struct zc_track *track; /* owned, while ENGINE by the engine */
	struct zc_track_info info; /* once it is open */
	bool started;
	bool over; /* was played, only its TRACK_BACK is missing */
	bool expected; /* the verifier waits for its end */
	bool stuck; /* unwanted, but the engine said it is too late to take it back */
	uint64_t start_frame;
	uint64_t segment_frame; /* where playing last went on from: start or seek */
	struct zc_played played; /* grows as it plays */
};

enum zc_sink_where {
	ZC_SINK_NONE,
	ZC_SINK_OPENING, /* lent to the loader */
	ZC_SINK_ENGINE,
	ZC_SINK_RELEASING, /* RELEASE sent, or lost: SINK_BACK will come */
	ZC_SINK_CLOSING /* lent to the loader */
};

/* Copies of the configuration's strings; all owned. */
struct zc_player_strings {
	char *device, *music_directory, *sim_file, *sim_script;
};

struct zc_player {
	struct zc_loop *loop; /* lent */
	struct zc_engine *engine; /* lent */
	struct zc_queue *queue; /* lent */
	struct zc_player_conf conf; /* its strings are those below */
	struct zc_player_strings *strings; /* owned */
	struct zc_loader *loader; /* owned */
	struct zc_watch *engine_watch, *loader_watch; /* owned */
	struct zc_timer *retry; /* owned */
	struct zc_timer *overdue; /* owned; set while the loader has files: `loading` */
	bool loading;

	/* What is wanted, and what clients see. */
	enum zc_play_state state;
	uint32_t song_id; /* 0: none */
	double start_s; /* where the current song begins when it goes to the engine */
	unsigned int what; /* enum zc_changed bits not yet told */
	char error[ZC_ERR_MAX];
	bool device_error; /* it is of the device, and over once that plays */
	uint32_t failures; /* songs in a row of which nothing could be played */

	struct zc_item *line[ZC_LINE_MAX]; /* owned */
	int line_len;
	struct zc_item *retired; /* owned list */
	uint64_t track_id; /* the last one given */

	/* The device. */
	struct zc_load find; /* lent to the loader while finding */
	bool finding;
	bool device_known; /* device holds what a find gave */
	bool device_fresh; /* and that was after playing was asked for */
	bool reprobe; /* find again once the device is free */
	bool lost; /* went away while playing: resumes when it is back */
	struct zc_device_info device;
	enum zc_sink_where sink;
	struct zc_load sink_load; /* lent to the loader while OPENING or CLOSING */
	struct zc_fmt sink_fmt;
	uint32_t ring_frames, period_frames;
	char sink_name[64], sink_about[256];

	/* Engine commands that are not answered yet: their seq, 0 for none. */
	uint32_t seq; /* the last one given */
	uint32_t stop_seq, flush_seq, seek_seq, alive_seq;
	uint32_t sink_seq; /* a SINK_BACK before its answer: the sink was refused */
	bool engine_paused; /* as sent last */
	bool seek_wanted;
	double seek_s; /* wanted or under way */
	uint64_t alive_wakeups;

	struct zc_verify *verify; /* owned; NULL: was not asked for yet */
	struct zc_watch *verify_watch; /* owned */
	uint64_t receipts[ZC_VERIFY_STATES]; /* that came, since the start */
	bool followed; /* it reads along in the sink that was opened last */

	struct zc_report *report; /* owned */
	struct zc_wake_stat *wakes; /* owned; since the last record */
};

/* player.c */
/* Remembers what changed, to be told at the end of zc_player_advance. */
void zc_player_say(struct zc_player *p, unsigned int what);
/* Does the next steps towards what is wanted, then tells what changed. */
void zc_player_advance(struct zc_player *p);
/* The frame of an item in the engine's hands that is heard now. */
uint64_t zc_player_heard_frame(struct zc_player *p, const struct zc_item *item);
void zc_player_set_error(struct zc_player *p, const char *text);
/* The current song (0: none) and where it begins; a seek before is forgotten. */
void zc_player_set_song(struct zc_player *p, uint32_t song_id, double start_s);
/* Another song, or the same from another place: all of the line is retired. 0: none. */
void zc_player_cut(struct zc_player *p, uint32_t song_id, double start_s);
/* Playing is over; the current song (0: none) is what `play` begins with. */
void zc_player_end(struct zc_player *p, uint32_t song_id);

/* player_line.c: the line. */
/* Opens what comes next and takes back what no longer does. */
void zc_player_fill_line(struct zc_player *p);
/* The head of the line came to its end by itself, or could not be played. */
void zc_player_head_over(struct zc_player *p);
/* Removes a song that was played where consume says so; single and consume for one song reset
 * themselves. by_itself: it ended, else `next` was asked for. */
void zc_player_song_done(struct zc_player *p, uint32_t song_id, bool by_itself);
/* Takes line[k] and all behind it out of the line. */
void zc_player_retire(struct zc_player *p, int k);
/* The loader is done with an item's job. */
void zc_player_item_loaded(struct zc_player *p, struct zc_item *item);
/* An item of the line cannot be played: keeps its place, text is for people. */
void zc_player_item_failed(
	struct zc_player *p, struct zc_item *item, int result, const char *text);
/* A retired item that is ours goes to the loader to be closed. */
void zc_player_item_close(struct zc_player *p, struct zc_item *item);
/* Timer: gives up files that do not answer. */
void zc_player_overdue(void *ctx);
/* By track id, in the line or retired; NULL: none. *index is its place in the line or -1. */
struct zc_item *zc_player_item(struct zc_player *p, uint64_t track_id, int *index);

/* player_record.c: what is told of a track afterwards. */
/* Its first frame is heard. */
void zc_player_item_started(struct zc_item *item);
/* Counts what was heard of it up to frame. */
void zc_player_item_played_to(struct zc_item *item, uint64_t frame);
/* Takes the wake records that wait at the engine, which drops new ones once it holds many. */
void zc_player_take_wakes(struct zc_player *p);
/* Keeps and logs what became of an item that was played or failed; text only where it failed.
 */
void zc_player_record(struct zc_player *p, struct zc_item *item, int result, const char *text);

/* player_drive.c: commands to the engine. */
/* Sends what brings the engine to what is wanted. */
void zc_player_drive(struct zc_player *p);
/* Sends a command; its seq, or 0 if the mailbox is full. */
uint32_t zc_player_send(struct zc_player *p, enum zc_cmd_kind kind, struct zc_cmd *cmd);

/* player_device.c: the device. */
/* Reads its capabilities unless they are known or being read. */
void zc_player_find_device(struct zc_player *p);
void zc_player_open_sink(struct zc_player *p, struct zc_item *first);
void zc_player_device_found(struct zc_player *p);
void zc_player_sink_loaded(struct zc_player *p);
/* The engine has lost the sink: nothing more is queued on it. SINK_LOST follows. */
void zc_player_sink_leaving(struct zc_player *p);
/* SINK_LOST and SINK_BACK. */
void zc_player_sink_lost(struct zc_player *p, int result);
void zc_player_sink_back(struct zc_player *p, struct zc_sink *sink);
/* Finds the device again where the configuration changed and nothing is open or being looked
 * for. */
void zc_player_reprobe(struct zc_player *p);
void zc_player_retry(void *ctx);

/* player_verify.c: receipts. */
/* The sink is about to go to the engine. */
void zc_player_follow(struct zc_player *p, struct zc_sink *sink);
/* The track is about to go to the engine. */
void zc_player_expect(struct zc_player *p, struct zc_item *item);
/* It came back, or will never go; how it ended, as in ZC_EV_TRACK_BACK. */
void zc_player_expected_over(
	struct zc_player *p, struct zc_item *item, int result, uint64_t frame);
/* Takes what receipts there are, the rest is given up. */
void zc_player_verify_free(struct zc_player *p);

/* player_events.c */
void zc_player_engine_ready(void *ctx, int fd, uint32_t events);
void zc_player_loader_ready(void *ctx, int fd, uint32_t events);

#endif
