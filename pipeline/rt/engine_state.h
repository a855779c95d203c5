/* The engine's whole state, in one struct. Only the engine thread touches it, except the mailboxes
 * and the measurement area, which are made for sharing.
 *
 * engine.c is the loop; each stage of a turn is a file, and only the loop calls stages. What they
 * share is in engine_state, engine_depth, engine_spans and engine_fade, which call no stage. All
 * of it is realtime: it takes the state first, allocates nothing, waits at one point. */
#ifndef ZC_RT_ENGINE_STATE_H
#define ZC_RT_ENGINE_STATE_H

#include <stdbool.h>
#include <stdint.h>

#include "pipeline/area.h"
#include "pipeline/msg.h"
#include "pipeline/base/clock.h"
#include "pipeline/rt/follow.h"
#include "pipeline/rt/jobs.h"
#include "pipeline/base/mbox.h"
#include "pipeline/rt/ring.h"
#include "pipeline/rt/uring.h"
#include "pipeline/sink.h"
#include "pipeline/source/source.h"

#define ZC_COMMANDS_MAX 64u
#define ZC_EVENTS_MAX 1024u

/* A function that runs on the engine thread and nowhere else. */
#define ZC_RT

/* A command as it crosses the mailbox, with the source of its track. */
struct zc_rt_cmd {
	struct zc_cmd cmd;
	struct zc_source *src; /* of cmd.track */
};

struct zc_entry {
	struct zc_track *track; /* owned while the entry lives; never looked into */
	struct zc_source *src; /* lent by track */
	uint32_t serial;
	uint64_t from; /* first frame of the track to play after the ring's last reset */
	uint64_t start; /* ring frame where that frame lies; valid when begun */
	uint64_t next_byte; /* payload byte to reserve next */
	uint64_t end_byte; /* payload length; shrinks where the file ends early */
	enum zc_path path;
	int result;
	bool begun; /* has its place in the ring */
	bool announced; /* TRACK_STARTED was sent */
};

/* Requests that must wait until no span is lent out. */
struct zc_pending {
	bool restart; /* empty the ring and play entry 0 from its `from` */
	bool restart_done; /* answer restart_seq once the new position plays */
	uint32_t restart_seq;
	bool flush; /* drop the entries behind the first */
	uint32_t flush_seq;
	bool cut; /* an entry ended early: take back what was reserved behind its end */
	bool stop; /* hand all tracks back */
	bool stop_done;
	uint32_t stop_seq;
	uint32_t stop_entries; /* how many of them; tracks queued after the stop stay */
	bool release; /* hand the sink back too */
	bool release_done;
	uint32_t release_seq;
	int lost; /* -errno with which the sink was lost; 0: it was not */
	bool quit; /* end the thread */
};

/* The mailboxes, and the eventfds that wake their readers. */
struct zc_port {
	struct zc_mbox cmds; /* zc_rt_cmd, control to engine */
	struct zc_mbox evs; /* zc_ev, engine to control */
	struct zc_jobs *jobs; /* engine to filler and back; lent for the thread's life */
	int bell_fd; /* owned by set-up; control and filler ring it */
	int ev_fd; /* owned by set-up; the engine rings it */
	bool ev_pending; /* ev_fd is to be rung at the end of the turn */
};

/* Settings, fixed before the thread starts; see zc_engine_conf. */
struct zc_rt_conf {
	enum zc_path best_path;
	uint32_t wake_ms;
	int64_t late_ns; /* a wake-up that is later is an incident; 0: none is */
	bool measure; /* keep records and histograms, read the kernel's counters */
};

/* The sink, and whether its clock runs. */
struct zc_output {
	struct zc_sink *sink; /* owned while here; NULL: none */
	bool running; /* the DAC's clock runs, or is paused by its own pause */
	bool hw_paused;
	bool paused; /* a pause is in force, whatever the hardware does */
	int dma_latency_fd; /* owned by set-up; /dev/cpu_dma_latency, -1: not held */
	bool dma_latency_failed; /* a request failed; no more are made */
};

/* The hardware position, its rate, and the frame to wake at. */
struct zc_position {
	struct zc_hw_pos pos;
	struct zc_rate rate;
	int64_t moved_ns; /* when the position last moved */
	uint32_t still_wakes; /* wake-ups in a row at which it had not moved */
	bool stalled_once; /* started again because it did not move; set until it moves */
	uint64_t wake_frame; /* played frame that the next wake-up is planned at */
	bool planned; /* the sink was asked to wake the engine there */
};

/* How far the ring is filled, and how much of that at a time. */
struct zc_depth {
	uint32_t ahead_frames; /* of the hardware */
	uint32_t chunk_frames;
};

/* How the ring is filled. */
struct zc_filling {
	struct zc_depth deep; /* the whole ring */
	struct zc_depth shallow; /* enough for a start, and the most that the filler gets */
	uint32_t prime_frames; /* filled before the DAC starts, at least */
	int64_t prime_ns; /* when filling for the start began */
	uint32_t lead_in_frames; /* silence before the first frame */
	uint32_t runout_frames; /* silence behind the last track, for a late wake-up */
	uint64_t runout_end; /* ring frame up to which that was laid; 0: it was not */
};

/* The fade before a stop. */
struct zc_fade {
	bool on; /* the end of what is committed is faded */
	uint64_t end; /* ring frame behind the fade */
	uint32_t jobs; /* the filler has not answered yet */
};

struct zc_entries {
	struct zc_entry entry[ZC_ENGINE_TRACKS_MAX]; /* [0] plays, or will play first */
	uint32_t count;
	uint32_t serial; /* of the newest entry */
};

/* Counters of the kernel for the thread, as of the last record. */
struct zc_usage {
	uint64_t minor, major, voluntary, involuntary, cpu_us;
};

/* Measurements: counters, the record of this turn. */
struct zc_accounting {
	struct zc_area *area; /* lent for the thread's life; others only read it */
	struct zc_counters count;
	struct zc_usage usage;
	bool rebase_faults; /* leave out the faults up to now: they belong to set-up */
	uint64_t filler_wakes; /* how many of jobs->wakes are counted already */
	struct zc_wake wake; /* of this turn */
	struct zc_wake wake_before;
	uint64_t track_frame; /* of the wake's track, when the position was read */
};

struct zc_rt {
	struct zc_port port;
	struct zc_rt_conf conf;
	struct zc_uring uring;
	struct zc_output out;
	struct zc_ring ring;
	struct zc_position hw;
	struct zc_filling fill;
	struct zc_fade fade;
	struct zc_entries tracks;
	struct zc_pending pend;
	struct zc_accounting acct;
	bool quit; /* the thread ends at the end of the turn */
};

/* engine.c */

/* The engine thread's body; returns after ZC_CMD_QUIT, once nothing is lent out. */
ZC_RT void zc_rt_run(struct zc_rt *e);

/* engine_state.c: helpers for every stage */

/* Sends an event to control. XRUN, PATH and INCIDENT are dropped while the mailbox is half full.
 */
ZC_RT void zc_rt_event(struct zc_rt *e, const struct zc_ev *ev);
/* Answers the command with that seq. */
ZC_RT void zc_rt_answer(struct zc_rt *e, uint32_t seq, int result);
/* The first ring frame behind an entry that has begun. */
ZC_RT uint64_t zc_rt_entry_end(const struct zc_entry *en);
/* True once every payload byte of it is reserved. */
ZC_RT bool zc_rt_entry_full(const struct zc_entry *en);
/* The ring frame at which the first entry has ended. Where only silence follows, this includes the
 * frames that the device may still hold, so that stopping it cuts nothing off. */
ZC_RT uint64_t zc_rt_first_end(const struct zc_rt *e);
/* The frame of entry 0's track that is played now. */
ZC_RT uint64_t zc_rt_playing_frame(const struct zc_rt *e);
/* Hands entry i back to control. frame: where it ended; sink_lost: because its sink was. */
ZC_RT void zc_rt_return_entry(
	struct zc_rt *e, uint32_t i, int result, bool sink_lost, uint64_t frame);
/* Sets the path of an entry, for its track's figures and for control. */
ZC_RT void zc_rt_set_path(struct zc_rt *e, struct zc_entry *en, enum zc_path path,
	enum zc_reason reason, int arg);
/* True while a request waits for all spans to come back. Nothing is lent out meanwhile. */
ZC_RT bool zc_rt_settling(const struct zc_rt *e);
/* Notes whether the DAC's clock runs, and keeps the CPU out of deep sleep while it does. */
ZC_RT void zc_rt_set_running(struct zc_rt *e, bool on);
/* Stops the DAC, then plays on with entry 0 from its frame `from` once the ring is empty. */
ZC_RT void zc_rt_restart(struct zc_rt *e, uint64_t from);
/* The device is gone or dead: everything is handed back once nothing is lent out. */
ZC_RT void zc_rt_lose_sink(struct zc_rt *e, int err);
/* Where the verifier learns what lies in the ring; NULL: no verifier. */
ZC_RT struct zc_follow *zc_rt_follow(const struct zc_rt *e);
/* CLOCK_MONOTONIC, or the sink's virtual clock. */
ZC_RT int64_t zc_rt_now_ns(const struct zc_rt *e);
/* After the sink changed, and with it the clock: the turn counts as woken now. */
ZC_RT void zc_rt_change_clock(struct zc_rt *e);

/* engine_depth.c: how far the ring is filled */

/* Computes deep and shallow for a new sink. */
ZC_RT void zc_rt_depths(struct zc_rt *e);
/* How far ahead the ring is to be filled now. */
ZC_RT const struct zc_depth *zc_rt_depth(const struct zc_rt *e);
/* True once every entry is full, so that only silence is left to write. */
ZC_RT bool zc_rt_all_full(const struct zc_rt *e);
/* Whether the filler should wake the engine when a job is done, rather than leave its answer for
 * the next wake-up. */
ZC_RT bool zc_rt_urgent(const struct zc_rt *e);

/* engine_spans.c: lends spans out */

ZC_RT uint8_t *zc_rt_span_memory(const struct zc_rt *e, const struct zc_span *s);
/* Queues a read of the span with io_uring, into the registered ring if s->fixed. False: the queue
 * is full, or io_uring is down. */
ZC_RT bool zc_rt_queue_read(struct zc_rt *e, struct zc_entry *en, struct zc_span *s);
/* Queues a job for the filler: decoding, staged copies, edges, reads that failed. False: no job
 * slot is free. */
ZC_RT bool zc_rt_queue_job(struct zc_rt *e, struct zc_entry *en, struct zc_span *s);

/* engine_fade.c */

/* The tag of a job that fills no span. */
#define ZC_TAG_FADE UINT32_MAX
#define ZC_FADE_JOBS_MAX 2u /* a fade and the silence behind it */

_Static_assert(ZC_SPANS_MAX + ZC_FADE_JOBS_MAX <= ZC_JOBS_MAX,
	"a job slot for every span and for a fade");

/* Fades out what is committed; zc_rt_settle stops the DAC after the fade. */
ZC_RT void zc_rt_fade(struct zc_rt *e);

/* The stages of a turn, in order. Only the loop in engine.c calls them. */

/* engine_position.c: reads the hardware position, and starts and ends tracks by it. fresh: ask the
 * hardware, as no interrupt just did. */
ZC_RT void zc_rt_read_position(struct zc_rt *e, bool fresh);
/* engine_commands.c: handles the commands in the mailbox. */
ZC_RT void zc_rt_commands(struct zc_rt *e);
/* engine_pending.c: carries out pending requests once all spans are back; true if it did. */
ZC_RT bool zc_rt_settle(struct zc_rt *e);
/* engine_fill.c: reserves free spans of the ring and lends them out. */
ZC_RT void zc_rt_fill(struct zc_rt *e);
/* engine_completions.c: submits reads, takes completions and answers, moves `filled` on. */
ZC_RT void zc_rt_reap(struct zc_rt *e);
/* engine_commit.c: commits what is filled, starts the DAC when that is enough. True: the DAC ran
 * dry since its position was read. */
ZC_RT bool zc_rt_commit(struct zc_rt *e);

/* engine_record.c */

/* Starts all counters from here. */
ZC_RT void zc_rt_measure_from_here(struct zc_rt *e);
/* Writes into the turn's record where hardware and ring stood when it woke. */
ZC_RT void zc_rt_record_position(struct zc_rt *e);
/* Completes the turn's record and publishes it with a snapshot. */
ZC_RT void zc_rt_record(struct zc_rt *e);

#endif
