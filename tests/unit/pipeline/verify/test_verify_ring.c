#include "tests/unit/unit.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "pipeline/rt/ring.h"
#include "pipeline/verify/verify_ring.h"

#define CAPACITY 1024u /* frames of 4 bytes, each holds its track and number */
#define TRACKS 16

/* Engine and reader share these as in the daemon. */
static _Alignas(8) uint32_t memory[CAPACITY];
static struct zc_ring ring;
static struct zc_verify_ring *reader;

/* What the callbacks reported. */
static uint64_t delivered, wrong, losses;
static uint64_t played[TRACKS], missed[TRACKS];

/* Called once, right after the next copy. */
static void (*after_the_copy)(void);
static pthread_t who;

int __real_pthread_mutex_unlock(pthread_mutex_t *m);
int __wrap_pthread_mutex_unlock(pthread_mutex_t *m);
int
__wrap_pthread_mutex_unlock(pthread_mutex_t *m)
{
	void (*act)(void) = after_the_copy;
	int ret = __real_pthread_mutex_unlock(m);

	after_the_copy = NULL;
	if (act)
		act();
	return ret;
}

static uint32_t
content(uint64_t track, uint64_t frame)
{
	return (uint32_t)(track << 24 ^ frame * 2654435761u >> 8 ^ frame);
}

static void
on_placed(void *ctx)
{
	(void)ctx;
}

static void
on_frames(void *ctx, uint64_t track, uint64_t first, const uint8_t *data, uint32_t n)
{
	(void)ctx;
	delivered += n;
	for (uint32_t i = 0; i < n; i++) {
		uint32_t v;

		memcpy(&v, data + (size_t)i * 4, 4);
		wrong += v != content(track, first + i);
	}
}

static void
on_played(void *ctx, uint64_t track, uint64_t first, uint64_t end)
{
	(void)ctx;
	played[track] += end - first;
}

static void
on_missed(void *ctx, uint64_t track, uint64_t frames)
{
	(void)ctx;
	missed[track] += frames;
}

static void
on_lost(void *ctx)
{
	(void)ctx;
	losses++;
}

static const struct zc_verify_taker taker = { on_placed, on_frames, on_played, on_missed,
	on_lost, NULL };

static void
begin(void)
{
	delivered = wrong = losses = 0;
	memset(played, 0, sizeof(played));
	memset(missed, 0, sizeof(missed));
	memset(&ring, 0, sizeof(ring));
	zc_ring_init(&ring, CAPACITY, 4, false);
	reader = aligned_alloc(_Alignof(struct zc_verify_ring), sizeof(*reader));
	CU_ASSERT_PTR_NOT_NULL_FATAL(reader);
	zc_verify_ring_init(reader, (uint8_t *)memory, CAPACITY, 4, 44100);
}

static void
end(void)
{
	zc_verify_ring_release(reader);
	free(reader);
}

static void
read_ring(void)
{
	zc_verify_ring_read(reader, &taker);
}

/* The engine's steps. */

static uint64_t placed_at, placed_from, placed_track;

static void
place(uint64_t track, uint64_t from)
{
	placed_at = ring.reserved;
	placed_from = from;
	placed_track = track;
	zc_follow_place(&reader->follow, track, placed_at, from, UINT64_MAX);
}

static void
fill(uint32_t frames)
{
	struct zc_span *s = zc_ring_reserve(&ring, frames * 4);

	zc_follow_reserved(&reader->follow, &ring);
	for (uint64_t f = s->start_byte / 4; f < ring.reserved; f++)
		memory[f % CAPACITY] = content(placed_track, f - placed_at + placed_from);
	zc_ring_publish(&ring, s);
	zc_ring_commit(&ring, ring.filled - ring.committed);
	zc_follow_ready(&reader->follow, &ring);
}

static void
play(uint64_t frames)
{
	zc_ring_played(&ring, ring.played + frames);
}

static void
cut(uint64_t frame)
{
	zc_follow_cut(&reader->follow, frame);
	zc_ring_cut(&ring, frame);
}

static void
back(uint64_t track)
{
	zc_follow_back(&reader->follow, track, ring.played);
}

static void
reset(void)
{
	zc_follow_reset(&reader->follow, ring.played);
	zc_ring_reset(&ring);
}

static void
reads_over_the_wrap(void)
{
	begin();
	place(1, 0);
	fill(1000);
	read_ring();
	CU_ASSERT_EQUAL(delivered, 1000);
	play(900);
	fill(800);
	read_ring();
	CU_ASSERT_EQUAL(delivered, 1800);
	play(900);
	back(1);
	read_ring();
	CU_ASSERT_EQUAL(played[1], 1800);
	CU_ASSERT_EQUAL(missed[1] + wrong + losses, 0);
	end();
}

static void
only_played_frames_count(void)
{
	begin();
	place(1, 500);
	fill(1000);
	read_ring();
	play(300);
	reset();
	place(1, 800);
	fill(200);
	play(200);
	back(1);
	read_ring();
	CU_ASSERT_EQUAL(played[1], 500);
	CU_ASSERT_EQUAL(missed[1], 0);
	/* Overwritten: the frames from before the reset were not read in time. */
	end();

	begin();
	place(1, 0);
	fill(1000);
	play(300);
	reset();
	fill(100);
	read_ring();
	CU_ASSERT_EQUAL(played[1], 0);
	CU_ASSERT_EQUAL(missed[1], 300);
	end();
}

static void
frames_left_after_a_reset_count(void)
{
	begin();
	place(1, 0);
	fill(1000);
	play(700);
	back(1);
	reset();
	read_ring();
	CU_ASSERT_EQUAL(played[1], 700);
	CU_ASSERT_EQUAL(missed[1], 0);
	end();
}

static void
overwritten_frames_are_missed(void)
{
	begin();
	place(1, 0);
	fill(1000);
	play(1000);
	fill(1000);
	read_ring();
	/* 1024 fit. */
	CU_ASSERT_EQUAL(missed[1], 2000 - CAPACITY);
	CU_ASSERT_EQUAL(delivered, CAPACITY);
	CU_ASSERT_EQUAL(wrong, 0);
	end();
}

static void
a_cut_is_read_again(void)
{
	begin();
	place(1, 0);
	fill(1000);
	read_ring();
	play(100);
	cut(600);
	place(2, 0);
	fill(400);
	read_ring();
	CU_ASSERT_EQUAL(delivered, 1400);
	play(900);
	back(1);
	back(2);
	read_ring();
	CU_ASSERT_EQUAL(played[1], 600);
	CU_ASSERT_EQUAL(played[2], 400);
	CU_ASSERT_EQUAL(wrong, 0);
	/* What was cut off had been written over already: not even as much as fits now counts.
	 */
	end();

	begin();
	place(1, 0);
	fill(1024);
	play(1000);
	fill(1000);
	cut(1100);
	fill(10);
	read_ring();
	CU_ASSERT_EQUAL(missed[1], 1000);
	CU_ASSERT_EQUAL(wrong, 0);
	end();
}

static void
a_fade_is_neither(void)
{
	begin();
	place(1, 0);
	fill(1000);
	read_ring();
	play(100);
	zc_follow_fade(&reader->follow, 200);
	memset(&memory[200], 0, 300 * 4);
	play(400);
	back(1);
	reset();
	read_ring();
	CU_ASSERT_EQUAL(played[1], 200);
	CU_ASSERT_EQUAL(missed[1], 0);
	CU_ASSERT_EQUAL(wrong, 0);
	end();
}

/* Called between a copy and the check whether it is valid. */

static void
write_over_half(void)
{
	play(1000);
	fill(500);
}

static void
cut_off(void)
{
	cut(400);
	place(2, 7);
	fill(600);
}

static void
fade_out(void)
{
	zc_follow_fade(&reader->follow, 300);
	memset(&memory[300], 0, 500 * 4);
}

static void
begin_anew(void)
{
	play(50);
	reset();
	place(2, 100);
	fill(1000);
}

static void
during_a_copy(void (*act)(void), uint64_t of_1, uint64_t missed_of_1, uint64_t of_2)
{
	begin();
	place(1, 0);
	fill(1000);
	after_the_copy = act;
	read_ring();
	play(ring.committed - ring.played);
	back(1);
	back(2);
	read_ring();
	CU_ASSERT_EQUAL(wrong, 0);
	CU_ASSERT_EQUAL(played[1], of_1);
	CU_ASSERT_EQUAL(missed[1], missed_of_1);
	CU_ASSERT_EQUAL(played[2], of_2);
	end();
}

static void
a_copy_that_is_overtaken(void)
{
	during_a_copy(write_over_half, 1024, 476, 0);
	during_a_copy(cut_off, 400, 0, 600);
	during_a_copy(fade_out, 300, 0, 0);
	during_a_copy(begin_anew, 0, 50, 1000);
}

static void
notes_that_find_no_room(void)
{
	begin();
	place(1, 0);
	fill(100);
	for (uint32_t i = 0; i < 2 * ZC_NOTES_MAX; i++) {
		reset();
		place(2, i);
		fill(10);
	}
	read_ring();
	/* No frame is attributed to another track or place. */
	CU_ASSERT_EQUAL(wrong, 0);
	CU_ASSERT_EQUAL(losses, 0);
	reset();
	place(3, 5);
	fill(100);
	play(100);
	back(3);
	read_ring();
	CU_ASSERT_EQUAL(losses, 1);
	CU_ASSERT_EQUAL(played[3], 100);
	CU_ASSERT_EQUAL(wrong, 0);
	end();
}

static void
detached_ring_is_read_from_its_copy(void)
{
	begin();
	place(1, 0);
	fill(1000);
	play(800);
	back(1);
	reset();
	zc_verify_ring_detach(reader);
	memset(memory, 0xff, sizeof(memory));
	read_ring();
	CU_ASSERT_EQUAL(played[1], 800);
	CU_ASSERT_EQUAL(wrong, 0);
	end();
}

/* The engine at full speed, with everything that can happen to a ring. */
static uint64_t went_out[TRACKS];

static void *
engine(void *arg)
{
	unsigned int seed = 7;

	(void)arg;
	for (uint64_t round = 0; round < 3000; round++) {
		uint64_t track = 1 + round % (TRACKS - 1);

		place(track, (uint64_t)rand_r(&seed) % 10000);
		for (int n = rand_r(&seed) % 40; n > 0; n--) {
			uint64_t room = zc_ring_room_bytes(&ring) / 4, ahead, frame;

			if (room)
				fill(1 + (uint32_t)rand_r(&seed) % (uint32_t)room);
			ahead = ring.committed - ring.played;
			/* The rest of the track is laid again, from other frames on. */
			if (rand_r(&seed) % 16 == 0) {
				frame = ring.played + (uint64_t)rand_r(&seed) % (ahead + 1);
				cut(frame);
				place(track, (uint64_t)rand_r(&seed) % 10000);
				ahead = ring.committed - ring.played;
			}
			play((uint64_t)rand_r(&seed) % (ahead + 1));
			if (rand_r(&seed) % 64 == 0)
				sched_yield();
		}
		went_out[track] += ring.played;
		reset();
		/* The notes' room is another test's. */
		while (zc_mbox_room(&reader->follow.notes) < ZC_NOTES_MAX / 2)
			sched_yield();
	}
	return NULL;
}

static void
a_race(void)
{
	uint64_t all = 0, verified = 0;

	begin();
	memset(went_out, 0, sizeof(went_out));
	CU_ASSERT_FATAL(pthread_create(&who, NULL, engine, NULL) == 0);
	while (pthread_tryjoin_np(who, NULL))
		read_ring();
	read_ring();
	CU_ASSERT_EQUAL(wrong, 0);
	CU_ASSERT_EQUAL(losses, 0);
	for (int i = 1; i < TRACKS; i++) {
		CU_ASSERT_EQUAL(played[i] + missed[i], went_out[i]);
		all += went_out[i];
		verified += played[i];
	}
	CU_ASSERT(all > 0 && verified > 0 && delivered > 0);
	end();
}

ZC_UNIT_MAIN("verify ring", { "reads over the wrap", reads_over_the_wrap },
	{ "only played frames count", only_played_frames_count },
	{ "frames left after a reset count", frames_left_after_a_reset_count },
	{ "overwritten frames are missed", overwritten_frames_are_missed },
	{ "a cut is read again", a_cut_is_read_again },
	{ "a fade is neither read nor missed", a_fade_is_neither },
	{ "a copy that is overtaken", a_copy_that_is_overtaken },
	{ "notes that find no room", notes_that_find_no_room },
	{ "a detached ring is read from its copy", detached_ring_is_read_from_its_copy },
	{ "a race", a_race })
