#include "pipeline/rt/follow.h"

#include <stddef.h>

void
zc_follow_init(struct zc_follow *f)
{
	zc_mbox_init(&f->notes, f->slots, sizeof(f->slots[0]), ZC_NOTES_MAX);
	atomic_init(&f->epoch, 0);
	atomic_init(&f->floor, 0);
	atomic_init(&f->ready, 0);
	f->emptied = true;
	f->notes_lost = false;
}

static uint32_t
epoch_of(const struct zc_follow *f)
{
	return atomic_load_explicit(&f->epoch, memory_order_relaxed);
}

/* Makes every copy that the reader has taken or is taking invalid. The fence keeps all later writes
 * to the ring behind it. Not inlined, because gcc warns of fences under ThreadSanitizer. */
static __attribute__((noinline)) void
next_epoch(struct zc_follow *f)
{
	atomic_store_explicit(&f->epoch, epoch_of(f) + 1, memory_order_relaxed);
	atomic_thread_fence(memory_order_release);
}

/* An emptied ring starts at frame 0 again. */
static void
reopen(struct zc_follow *f)
{
	if (!f->emptied)
		return;
	f->emptied = false;
	next_epoch(f);
	atomic_store_explicit(&f->floor, 0, memory_order_relaxed);
	atomic_store_explicit(&f->ready, 0, memory_order_release);
}

static void
put_note(struct zc_follow *f, struct zc_note note)
{
	struct zc_note lost = { .kind = ZC_NOTE_LOST };

	note.epoch = lost.epoch = epoch_of(f);
	if (f->notes_lost && zc_mbox_room(&f->notes) < 2)
		return;
	if (f->notes_lost && zc_mbox_put(&f->notes, &lost) == 0)
		f->notes_lost = false;
	if (zc_mbox_put(&f->notes, &note) == 0)
		return;
	/* Otherwise the reader would take later frames for those that its notes describe. */
	f->notes_lost = true;
	next_epoch(f);
}

void
zc_follow_place(
	struct zc_follow *f, uint64_t track_id, uint64_t frame, uint64_t from, uint64_t end)
{
	if (!f)
		return;
	reopen(f);
	put_note(f, (struct zc_note){ .kind = ZC_NOTE_PLACE,
			    .track_id = track_id,
			    .frame = frame,
			    .from = from,
			    .end = end });
}

void
zc_follow_reserved(struct zc_follow *f, const struct zc_ring *r)
{
	uint64_t floor = r->reserved > r->capacity ? r->reserved - r->capacity : 0;

	if (!f)
		return;
	reopen(f);
	/* Never lowered: frames that were taken back have overwritten older ones, too. */
	if (floor > atomic_load_explicit(&f->floor, memory_order_relaxed))
		atomic_store_explicit(&f->floor, floor, memory_order_relaxed);
	/* Before the writes of disk and filler, which get the span after this, by a release store
	 * or a system call. */
	atomic_thread_fence(memory_order_release);
}

void
zc_follow_ready(struct zc_follow *f, const struct zc_ring *r)
{
	if (f)
		atomic_store_explicit(&f->ready, r->committed, memory_order_release);
}

static void
withdraw(struct zc_follow *f, enum zc_note_kind kind, uint64_t frame)
{
	next_epoch(f);
	if (atomic_load_explicit(&f->ready, memory_order_relaxed) > frame)
		atomic_store_explicit(&f->ready, frame, memory_order_release);
	put_note(f, (struct zc_note){ .kind = kind, .frame = frame });
}

void
zc_follow_cut(struct zc_follow *f, uint64_t frame)
{
	if (f)
		withdraw(f, ZC_NOTE_CUT, frame);
}

void
zc_follow_fade(struct zc_follow *f, uint64_t frame)
{
	if (f)
		withdraw(f, ZC_NOTE_FADE, frame);
}

void
zc_follow_back(struct zc_follow *f, uint64_t track_id, uint64_t played)
{
	if (f)
		put_note(f,
			(struct zc_note){
				.kind = ZC_NOTE_BACK, .track_id = track_id, .frame = played });
}

void
zc_follow_reset(struct zc_follow *f, uint64_t played)
{
	if (!f || f->emptied)
		return;
	f->emptied = true;
	put_note(f, (struct zc_note){ .kind = ZC_NOTE_RESET, .frame = played });
}
