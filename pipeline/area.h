/* The measurement area: what the engine measures, in memory that others look at.
 *
 * A file on a tmpfs, mapped by the daemon for writing and by tools read-only, so that looking
 * costs the daemon nothing. Where no file can be had it is memory of the daemon alone. Its
 * layout is struct zc_area: little-endian, natural alignment, as gcc and clang lay it out on
 * machines of 64 bits. ZC_AREA_VERSION is raised with every change of it; a reader takes no
 * other version than its own.
 *
 * The engine thread writes it with plain atomics: no lock, no system call, no page fault. The
 * snapshot stands under its sequence lock, histograms and counters grow one by one, and wake
 * record n lies in slot n % ZC_AREA_WAKES from when `newest` is n until the record that many
 * later is begun. */
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

/* What getrusage says of a thread, since it began its work. */
struct zc_thread_count {
	_Atomic uint64_t faults_minor;
	_Atomic uint64_t faults_major;
	_Atomic uint64_t switches_voluntary;
	_Atomic uint64_t switches_involuntary;
	_Atomic uint64_t cpu_us;
};

/* Written before the file has a name, and never again. */
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
	int32_t pid; /* of the daemon, as it sees itself */
	int32_t engine_tid;
	int32_t filler_tid;
	int64_t start_mono_ns; /* CLOCK_MONOTONIC */
	int64_t start_real_ns; /* CLOCK_REALTIME at the same moment */
};

_Static_assert(sizeof(struct zc_area_head) == 72, "the layout is a format");

struct zc_area {
	struct zc_area_head head;
	_Atomic uint32_t ended; /* 1: the daemon left it in order */
	struct zc_snap_lock snap; /* the counters of the engine thread are in there */
	struct zc_thread_count filler; /* written by the filler thread */
	struct zc_wake_hists hists; /* since the engine started */
	_Alignas(64) _Atomic uint64_t newest; /* seq of the newest record; 0: none */
	_Alignas(64) _Atomic uint64_t wake[ZC_AREA_WAKES][ZC_AREA_WAKE_WORDS];
};

_Static_assert(ATOMIC_LLONG_LOCK_FREE == 2, "readers map it read-only");

/* Where a reader is. */
struct zc_area_cursor {
	uint64_t next; /* seq of the record that comes next; 0: the oldest that is there */
	uint64_t lost; /* overwritten before they were read */
};

/* Takes the next records in order, at most max; returns how many, 0: nothing new. Records that
 * were overwritten meanwhile are counted as lost and left out. Any thread. */
int zc_area_wakes(
	const struct zc_area *a, struct zc_area_cursor *c, struct zc_wake *out, int max);

/* A consistent copy of the snapshot: 0, or -EAGAIN if it stays half written, as one whose
 * daemon was killed in that moment. Any thread. */
int zc_area_snapshot(const struct zc_area *a, struct zc_snapshot *out);

/* The area of a running daemon, or what a killed one left. */
struct zc_area_map {
	const struct zc_area *area; /* lent until zc_area_unmap; NULL: not mapped */
	int fd; /* owned */
};

/* Maps the area in file path read-only. 0, or -errno with a text that names the file: what
 * open(2) gives, -EINVAL no area, -EPROTO another version, -ENODATA truncated. */
int zc_area_map(struct zc_area_map *m, const char *path, struct zc_err *err);
/* Also after a failed zc_area_map. */
void zc_area_unmap(struct zc_area_map *m);

/* Whether the daemon that made it still writes to it. One system call, none in the daemon. */
bool zc_area_alive(const struct zc_area_map *m);

#endif
