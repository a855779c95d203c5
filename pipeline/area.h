/* The measurement area: the engine's measurements in shared memory.
 *
 * It is a file on a tmpfs, mapped for writing by the daemon and read-only by tools, so that reading
 * costs the daemon nothing. Without a file it is private memory of the daemon. Its layout is struct
 * zc_area: little-endian, natural alignment, as gcc and clang lay it out on 64-bit machines.
 * ZC_AREA_VERSION is raised with every change of it, and a reader accepts only its own version.
 *
 * The engine thread writes with plain atomics: no lock, no system call, no page fault. The snapshot
 * is under a sequence lock, histograms and counters are updated one by one. Wake record n is in slot
 * n % ZC_AREA_WAKES from the moment `newest` is n until record n + ZC_AREA_WAKES is begun. */
#ifndef ZC_AREA_H
#define ZC_AREA_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "pipeline/err.h"
#include "pipeline/snap.h"
#include "pipeline/wake.h"
#include "pipeline/wake_hist.h"

#define ZC_AREA_MAGIC "zcarea\r\n"
#define ZC_AREA_VERSION 1u
#define ZC_AREA_WAKES 4096u /* a power of two */
#define ZC_AREA_WAKE_WORDS (sizeof(struct zc_wake) / sizeof(uint64_t))

/* A thread's counters by getrusage, since its set-up. */
struct zc_thread_count {
	_Atomic uint64_t faults_minor;
	_Atomic uint64_t faults_major;
	_Atomic uint64_t switches_voluntary;
	_Atomic uint64_t switches_involuntary;
	_Atomic uint64_t cpu_us;
};

/* Written before the file gets its name, and never again. */
struct zc_area_head {
	char magic[8]; /* ZC_AREA_MAGIC, without a NUL */
	uint32_t version; /* ZC_AREA_VERSION */
	uint32_t wake_version; /* ZC_WAKE_VERSION */
	uint64_t area_bytes; /* sizeof(struct zc_area) and so on */
	uint32_t snapshot_bytes;
	uint32_t hist_bytes;
	uint32_t hists;
	uint32_t wake_bytes;
	uint32_t wakes;
	int32_t pid; /* of the daemon, in its own namespace */
	int32_t engine_tid;
	int32_t filler_tid;
	int64_t start_mono_ns; /* CLOCK_MONOTONIC */
	int64_t start_real_ns; /* CLOCK_REALTIME at the same moment */
};

_Static_assert(sizeof(struct zc_area_head) == 72, "the layout is a format");

struct zc_area {
	struct zc_area_head head;
	_Atomic uint32_t ended; /* 1: the daemon ended normally */
	struct zc_snap_lock snap; /* includes the counters of the engine thread */
	struct zc_thread_count filler; /* written by the filler thread */
	struct zc_wake_hists hists; /* since the engine started */
	_Alignas(64) _Atomic uint64_t newest; /* seq of the newest record; 0: none */
	_Alignas(64) _Atomic uint64_t wake[ZC_AREA_WAKES][ZC_AREA_WAKE_WORDS];
};

_Static_assert(ATOMIC_LLONG_LOCK_FREE == 2, "readers map it read-only");

/* A reader's place in the wake records. */
struct zc_area_cursor {
	uint64_t next; /* seq of the next record to read; 0: the oldest there is */
	uint64_t lost; /* overwritten before they were read */
};

/* area.c */

/* Reads the next records in order, at most max; returns how many; 0: no new ones. Records that were
 * overwritten meanwhile are left out and counted as lost. Any thread. */
int zc_area_wakes(
	const struct zc_area *a, struct zc_area_cursor *c, struct zc_wake *out, int max);

/* Copies the snapshot: 0, or -EAGAIN if it stays half written because the daemon was killed at that
 * moment. Any thread. */
int zc_area_snapshot(const struct zc_area *a, struct zc_snapshot *out);

/* The mapped area of a running daemon, or of one that ended. */
struct zc_area_map {
	const struct zc_area *area; /* lent until zc_area_unmap; NULL: not mapped */
	int fd; /* owned */
};

/* Maps the area in file path read-only. 0, or -errno with a text that names the file: -EINVAL not an
 * area, -EPROTO another version, -ENODATA truncated, else the error of open(2). */
int zc_area_map(struct zc_area_map *m, const char *path, struct zc_err *err);
/* Unmaps it. Also after a failed zc_area_map. */
void zc_area_unmap(struct zc_area_map *m);

/* Whether its daemon is still running. One system call, none in the daemon. */
bool zc_area_alive(const struct zc_area_map *m);

#endif
