/* The engine as the daemon sees it: commands in, events out, and a snapshot. zc_engine_new and
 * zc_engine_free on the control thread; the others on one thread, which may be another. Only new and
 * free block. */
#ifndef ZC_ENGINE_H
#define ZC_ENGINE_H

#include <stdbool.h>
#include <stdint.h>

#include "pipeline/err.h"
#include "pipeline/msg.h"

struct zc_area;
struct zc_engine;

struct zc_engine_conf {
	int rt_priority; /* SCHED_FIFO of the engine; the filler gets less, at most 40; 0:
			    normal */
	int cpu; /* to pin the engine thread to; -1: none */
	bool lock_memory; /* mlockall, on fault */
	bool cpu_dma_latency; /* hold /dev/cpu_dma_latency at 0 while playing */
	bool no_uring; /* as if io_uring were disabled */
	enum zc_path best_path; /* allow no better path */
	uint32_t wake_ms; /* between wake-ups; 0: two fifths of the ring */
	uint32_t late_us; /* a wake-up that is later is an incident; 0: none is */
	const char *area_file; /* of the measurement area; borrowed for the call; NULL: none */
	uint32_t area_mode; /* permissions of that file */
	bool measure; /* false: write only the snapshot into the area; for comparisons */
};

/* engine_setup.c */

/* Fills in the defaults. */
void zc_engine_conf_init(struct zc_engine_conf *c);

/* Starts the engine and filler threads. Whatever the system does not grant (SCHED_FIFO, locked
 * memory, io_uring and so on) is a line in *warn that says how to grant it. NULL and *err only
 * without memory or threads. */
struct zc_engine *zc_engine_new(
	const struct zc_engine_conf *conf, struct zc_warnings *warn, struct zc_err *err);

/* Stops at once, joins both threads, frees the tracks and the sink that the engine still owns. */
void zc_engine_free(struct zc_engine *e);

/* 0, or -EAGAIN if the mailbox (64 messages) is full. cmd->seq is the caller's. */
int zc_engine_send(struct zc_engine *e, const struct zc_cmd *cmd);

/* Readable when there are events; then call zc_engine_recv until it returns 0. Lent until free. */
int zc_engine_event_fd(const struct zc_engine *e);
/* 1: *ev is the next event; 0: none. */
int zc_engine_recv(struct zc_engine *e, struct zc_ev *ev);

/* A consistent copy of the last snapshot that the engine published; never waits for its thread. */
void zc_engine_snapshot(const struct zc_engine *e, struct zc_snapshot *out);

/* The frame of the current track that plays at now_ns (same clock as tstamp_ns), extrapolated from
 * the snapshot, but never beyond the committed frames. */
uint64_t zc_snapshot_frame(const struct zc_snapshot *s, int64_t now_ns);

/* Reads the next wake records, at most max; returns how many. The engine keeps the last 4096. *lost,
 * if not NULL, counts those that were overwritten before they were read, since the start. */
int zc_engine_wakes(struct zc_engine *e, struct zc_wake *out, int max, uint64_t *lost);

/* The measurement area, see area.h; lent until zc_engine_free. */
const struct zc_area *zc_engine_area(const struct zc_engine *e);
/* The file that holds it; "" if there is none. Lent likewise. */
const char *zc_engine_area_file(const struct zc_engine *e);

/* The realtime set-up in force as a line for people: priority, CPU, locked bytes, io_uring. Lent
 * likewise. */
const char *zc_engine_about(const struct zc_engine *e);

#endif
