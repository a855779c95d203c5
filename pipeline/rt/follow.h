/* What the engine tells whoever reads along in a sink's ring: which track lies where, how far
 * it is ready, and what is about to be written over.
 *
 * The reader is of low priority and nobody waits for it, so it copies first and asks then
 * whether what it copied still counts. Frames [floor, ready) of an epoch are as they were when
 * they became ready, and the epoch is the one in which the reader's notes say what lies there.
 * The engine therefore raises `floor` before it lends out the memory behind it, and `epoch`
 * before frames that were ready are taken back, faded or begun anew: a copy counts if the epoch
 * is the same behind it as before it, and only from the floor on that stands behind it. What
 * was played lies there still until its memory is lent out again, so the reader has a whole
 * turn of the ring.
 *
 * Notes come in order, and each was put before what it tells of took effect. Where the reader
 * left no room for one, that is told by the next that finds room: ZC_NOTE_LOST.
 *
 * Functions of the engine thread, realtime: a few atomic stores, no system call. f may be NULL:
 * nobody reads along. */
#ifndef ZC_RT_FOLLOW_H
#define ZC_RT_FOLLOW_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "pipeline/base/mbox.h"
#include "pipeline/rt/ring.h"

#define ZC_NOTES_MAX 512u /* a power of two */

enum zc_note_kind {
	/* From ring frame `frame` on, up to `end` at most, lies the track from its frame `from`
	 * on. */
	ZC_NOTE_PLACE,
	ZC_NOTE_CUT, /* what was laid from `frame` on is taken back */
	ZC_NOTE_FADE, /* what is ready from `frame` on is faded out */
	ZC_NOTE_BACK, /* the track has nothing to come any more; played up to `frame` */
	ZC_NOTE_RESET, /* the ring is emptied; played up to `frame` */
	ZC_NOTE_LOST /* notes are missing here */
};

struct zc_note {
	uint32_t kind; /* enum zc_note_kind */
	uint32_t epoch; /* of what is told */
	uint64_t track_id; /* PLACE, BACK */
	uint64_t frame; /* of the ring since its reset */
	uint64_t from, end; /* PLACE */
};

struct zc_follow {
	struct zc_mbox notes;
	_Alignas(64) _Atomic uint32_t epoch;
	_Atomic uint64_t floor; /* frames below may have been written over */
	_Atomic uint64_t ready; /* frames below are what the device was given */
	bool stale; /* the ring was emptied, and nothing of it lent out since */
	bool deaf; /* a note found no room */
	struct zc_note slots[ZC_NOTES_MAX];
};

/* Before the engine gets it. */
void zc_follow_init(struct zc_follow *f);

void zc_follow_place(
	struct zc_follow *f, uint64_t track_id, uint64_t frame, uint64_t from, uint64_t end);
/* After a span was reserved, before it is lent out. */
void zc_follow_reserved(struct zc_follow *f, const struct zc_ring *r);
/* After frames were committed. */
void zc_follow_ready(struct zc_follow *f, const struct zc_ring *r);
/* Before what lies from frame on is lent out again. */
void zc_follow_cut(struct zc_follow *f, uint64_t frame);
/* Before the fade's job goes out. */
void zc_follow_fade(struct zc_follow *f, uint64_t frame);
void zc_follow_back(struct zc_follow *f, uint64_t track_id, uint64_t played);
/* Before the ring is reset. What lies in it stays until the next span is reserved. */
void zc_follow_reset(struct zc_follow *f, uint64_t played);

#endif
