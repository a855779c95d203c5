/* A sequence lock that lets the verifier read a sink's ring while the engine uses it: which
 * track lies where, how far it is ready, and what is about to be overwritten.
 *
 * The reader has a low priority and nobody waits for it. So it copies first, and then checks
 * whether the copy is valid. Within one epoch the frames [floor, ready) do not change, and the
 * reader's notes of that epoch say which track they belong to. The engine raises `floor` before
 * it lends out the memory below it, and `epoch` before it takes back, fades or replaces frames
 * that were ready. After copying, the reader loads the floor and then the epoch: if the epoch
 * has not changed, the copy is valid from that floor on. Played frames stay in the ring until
 * their memory is lent out again, so the reader has a whole turn of the ring.
 *
 * Notes come in order, each put before the change that it describes takes effect. If the
 * mailbox is full a note is lost; ZC_NOTE_LOST says so as soon as there is room.
 *
 * All functions are the engine thread's, and realtime: a few atomic stores, no system call. f
 * may be NULL: there is no verifier. */
#ifndef ZC_RT_FOLLOW_H
#define ZC_RT_FOLLOW_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "pipeline/base/mbox.h"
#include "pipeline/rt/ring.h"

#define ZC_NOTES_MAX 512u /* a power of two */

enum zc_note_kind {
	/* The track lies in the ring from `frame` on, up to `end` at most, starting with its
	 * frame `from`. */
	ZC_NOTE_PLACE,
	ZC_NOTE_CUT, /* everything from `frame` on is taken back */
	ZC_NOTE_FADE, /* frames from `frame` on are faded out */
	ZC_NOTE_BACK, /* no more frames of the track will come; played up to `frame` */
	ZC_NOTE_RESET, /* the ring is emptied; played up to `frame` */
	ZC_NOTE_LOST /* notes are missing here */
};

struct zc_note {
	uint32_t kind; /* enum zc_note_kind */
	uint32_t epoch; /* in which it was put */
	uint64_t track_id; /* PLACE, BACK */
	uint64_t frame; /* of the ring since its reset */
	uint64_t from, end; /* PLACE */
};

struct zc_follow {
	struct zc_mbox notes;
	_Alignas(64) _Atomic uint32_t epoch;
	_Atomic uint64_t floor; /* frames below may have been overwritten */
	_Atomic uint64_t ready; /* frames below are committed */
	bool emptied; /* the ring was emptied, and nothing of it was lent out since */
	bool notes_lost; /* the mailbox was full, and ZC_NOTE_LOST is still to be put */
	struct zc_note slots[ZC_NOTES_MAX];
};

/* Before the engine gets the sink. */
void zc_follow_init(struct zc_follow *f);

void zc_follow_place(
	struct zc_follow *f, uint64_t track_id, uint64_t frame, uint64_t from, uint64_t end);
/* After a span was reserved, before it is lent out. */
void zc_follow_reserved(struct zc_follow *f, const struct zc_ring *r);
/* After frames were committed. */
void zc_follow_ready(struct zc_follow *f, const struct zc_ring *r);
/* Before the memory of the frames from frame on is lent out again. */
void zc_follow_cut(struct zc_follow *f, uint64_t frame);
/* Before the fade's job goes out. */
void zc_follow_fade(struct zc_follow *f, uint64_t frame);
void zc_follow_back(struct zc_follow *f, uint64_t track_id, uint64_t played);
/* Before the ring is reset. Its contents stay until the next span is reserved. */
void zc_follow_reset(struct zc_follow *f, uint64_t played);

#endif
