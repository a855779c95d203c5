/* A sequence lock whose writer never waits: epoch and floor are read, frames are copied, epoch
 * and floor are read again; see rt/follow.h. */
#include "pipeline/verify/verify_ring.h"

#include <stdlib.h>
#include <string.h>

#include "pipeline/base/clock.h"

/* A ring is read this often while it plays through once: more often than the engine fills it.
 */
#define POLLS_A_TURN 8
#define POLL_MIN_NS (5 * 1000 * 1000ll)
#define POLL_MAX_NS (500 * 1000 * 1000ll)

static uint64_t
min_u64(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

void
zc_verify_ring_init(struct zc_verify_ring *r, const uint8_t *base, uint32_t capacity,
	uint32_t frame_bytes, uint32_t rate_hz)
{
	int64_t poll_ns = (int64_t)capacity * ZC_NS_PER_S / rate_hz / POLLS_A_TURN;

	zc_follow_init(&r->follow);
	pthread_mutex_init(&r->memory, NULL);
	r->base = base;
	r->kept = NULL;
	r->capacity = capacity;
	r->frame_bytes = frame_bytes;
	r->poll_ns = poll_ns < POLL_MIN_NS   ? POLL_MIN_NS
		     : poll_ns > POLL_MAX_NS ? POLL_MAX_NS
					     : poll_ns;
	r->epoch = 0;
	r->fade = UINT64_MAX;
	r->segs = 0;
}

void
zc_verify_ring_release(struct zc_verify_ring *r)
{
	pthread_mutex_destroy(&r->memory);
	free(r->kept);
}

void
zc_verify_ring_detach(struct zc_verify_ring *r)
{
	size_t bytes = (size_t)r->capacity * r->frame_bytes;

	/* copy_out reads whole words, and the last one may reach past the ring. */
	r->kept = malloc(bytes + sizeof(uint64_t));
	if (r->kept)
		memcpy(r->kept, r->base, bytes);
	pthread_mutex_lock(&r->memory);
	r->base = r->kept;
	pthread_mutex_unlock(&r->memory);
}

/* The disk or the filler may be writing there: such a copy is thrown away, so this needs no
 * order against them. In whole words, which is possible because a ring begins at a page. */
static __attribute__((no_sanitize("thread"))) void
copy_words(uint64_t *to, const uint64_t *from, size_t words)
{
	for (size_t i = 0; i < words; i++)
		to[i] = __atomic_load_n(&from[i], __ATOMIC_RELAXED);
}

/* Copies ring frames [frame, frame + n), which must not cross the ring's end; NULL: the ring
 * was detached and no copy of it could be kept. */
static const uint8_t *
copy_out(struct zc_verify_ring *r, uint64_t frame, uint32_t n)
{
	size_t at = (size_t)(frame % r->capacity) * r->frame_bytes;
	size_t before = at % sizeof(uint64_t);
	size_t bytes = before + (size_t)n * r->frame_bytes;
	bool readable;

	pthread_mutex_lock(&r->memory);
	readable = r->base != NULL;
	if (readable)
		copy_words((uint64_t *)(void *)r->copy,
			(const uint64_t *)(const void *)(r->base + at - before),
			(bytes + sizeof(uint64_t) - 1) / sizeof(uint64_t));
	pthread_mutex_unlock(&r->memory);
	return readable ? r->copy + before : NULL;
}

/* The engine's floor and ready; false: they belong to another epoch than the notes read so far.
 */
static bool
read_limits(const struct zc_verify_ring *r, uint64_t *floor, uint64_t *ready)
{
	/* Loaded before the epoch: after a floor of the next epoch it sees that epoch, too. */
	*floor = atomic_load_explicit(&r->follow.floor, memory_order_acquire);
	*ready = atomic_load_explicit(&r->follow.ready, memory_order_acquire);
	return atomic_load_explicit(&r->follow.epoch, memory_order_relaxed) == r->epoch;
}

static uint64_t
track_frame(const struct zc_segment *s, uint64_t frame)
{
	return s->from + frame - s->start;
}

/* Frames read since the last gap, up to `frame`, were played. */
static void
report_played(const struct zc_segment *s, uint64_t frame, const struct zc_verify_taker *t)
{
	uint64_t end = min_u64(s->next, frame);

	if (end > s->run)
		t->played(t->ctx, s->track_id, track_frame(s, s->run), track_frame(s, end));
}

/* Frames below `floor` may be overwritten: those not read yet are missed. */
static void
skip_to(struct zc_segment *s, uint64_t floor, const struct zc_verify_taker *t)
{
	floor = min_u64(floor, s->end);
	if (floor <= s->next)
		return;
	report_played(s, s->next, t);
	t->missed(t->ctx, s->track_id, floor - s->next);
	s->next = s->run = floor;
}

/* Reads a piece of the segment up to `limit`; false: nothing more is ready now. */
static bool
read_some(struct zc_verify_ring *r, struct zc_segment *s, uint64_t limit,
	const struct zc_verify_taker *t)
{
	uint64_t floor, ready, first, n;
	const uint8_t *data;

	if (!read_limits(r, &floor, &ready))
		return false;
	skip_to(s, floor, t);
	first = s->next;
	limit = min_u64(min_u64(limit, s->end), ready);
	if (first >= limit)
		return false;
	n = min_u64(limit - first, ZC_VERIFY_COPY_BYTES / r->frame_bytes);
	n = min_u64(n, r->capacity - first % r->capacity);
	data = copy_out(r, first, (uint32_t)n);
	/* The copy comes before the second reading of the limits. */
	atomic_thread_fence(memory_order_acquire);
	if (!data || !read_limits(r, &floor, &ready))
		return false;
	skip_to(s, floor, t);
	if (s->next < first + n) {
		data += (s->next - first) * r->frame_bytes;
		n = first + n - s->next;
		first = s->next;
		s->next += n;
		t->frames(t->ctx, s->track_id, track_frame(s, first), data, (uint32_t)n);
	}
	return true;
}

static void
remove_segment(struct zc_verify_ring *r, uint32_t i)
{
	r->segs--;
	memmove(&r->seg[i], &r->seg[i + 1], (r->segs - i) * sizeof(r->seg[0]));
}

/* The segment ended, played up to frame `played`: reads the rest of it and removes it. */
static void
close_segment(
	struct zc_verify_ring *r, uint32_t i, uint64_t played, const struct zc_verify_taker *t)
{
	struct zc_segment *s = &r->seg[i];
	/* Frames that were faded out differ from the file on purpose. */
	uint64_t limit = min_u64(min_u64(played, r->fade), s->end);

	while (read_some(r, s, limit, t))
		;
	report_played(s, limit, t);
	if (s->next < limit)
		t->missed(t->ctx, s->track_id, limit - s->next);
	remove_segment(r, i);
}

static void
place(struct zc_verify_ring *r, const struct zc_note *note, const struct zc_verify_taker *t)
{
	if (r->segs == ZC_VERIFY_SEGMENTS_MAX) {
		t->lost(t->ctx);
		return;
	}
	r->seg[r->segs++] = (struct zc_segment){ .track_id = note->track_id,
		.from = note->from,
		.start = note->frame,
		.end = note->end,
		.run = note->frame,
		.next = note->frame };
}

/* Frames from `frame` on will not be played as they were read: they are read again. */
static void
unread(struct zc_verify_ring *r, uint64_t frame)
{
	for (uint32_t i = 0; i < r->segs; i++) {
		struct zc_segment *s = &r->seg[i];

		s->run = min_u64(s->run, frame);
		s->next = min_u64(s->next, frame);
	}
}

static void
cut(struct zc_verify_ring *r, uint64_t frame)
{
	unread(r, frame);
	while (r->segs && r->seg[r->segs - 1].start >= frame)
		r->segs--;
	if (r->segs)
		r->seg[r->segs - 1].end = min_u64(r->seg[r->segs - 1].end, frame);
}

static void
apply_note(
	struct zc_verify_ring *r, const struct zc_note *note, const struct zc_verify_taker *t)
{
	uint32_t i = 0;

	switch ((enum zc_note_kind)note->kind) {
	case ZC_NOTE_PLACE:
		t->placed(t->ctx);
		r->epoch = note->epoch;
		place(r, note, t);
		break;
	case ZC_NOTE_CUT:
		r->epoch = note->epoch;
		cut(r, note->frame);
		break;
	case ZC_NOTE_FADE:
		r->epoch = note->epoch;
		r->fade = note->frame;
		unread(r, note->frame);
		break;
	case ZC_NOTE_BACK:
		while (i < r->segs && r->seg[i].track_id != note->track_id)
			i++;
		if (i < r->segs)
			close_segment(r, i, note->frame, t);
		break;
	case ZC_NOTE_RESET:
		while (r->segs)
			close_segment(r, 0, note->frame, t);
		r->fade = UINT64_MAX;
		break;
	case ZC_NOTE_LOST:
		r->epoch = note->epoch;
		r->segs = 0;
		r->fade = UINT64_MAX;
		t->lost(t->ctx);
		break;
	}
}

void
zc_verify_ring_read(struct zc_verify_ring *r, const struct zc_verify_taker *t)
{
	struct zc_note note;
	bool any;

	do {
		any = false;
		while (zc_mbox_get(&r->follow.notes, &note))
			apply_note(r, &note, t);
		/* The oldest first: they are overwritten first. */
		for (uint32_t i = 0; i < r->segs && !any; i++)
			any = read_some(r, &r->seg[i], UINT64_MAX, t);
	} while (any);
}
