/* The ring: the order of its counters, publishing without gaps, stale tags. */
#include "tests/unit/unit.h"

#include <string.h>

#include "pipeline/rt/ring.h"

static bool
ordered(const struct zc_ring *r)
{
	return r->played <= r->committed && r->committed <= r->filled &&
	       r->filled <= r->reserved && r->reserved <= r->limit &&
	       r->limit == r->played + r->capacity;
}

static struct zc_ring *
fresh(uint32_t frames, uint32_t frame_bytes, bool mirrored)
{
	static struct zc_ring r;

	memset(&r, 0, sizeof(r));
	zc_ring_init(&r, frames, frame_bytes, mirrored);
	return &r;
}

static void
filled_waits_for_the_gap(void)
{
	struct zc_ring *r = fresh(1000, 4, true);
	struct zc_span *a = zc_ring_reserve(r, 400);
	struct zc_span *b = zc_ring_reserve(r, 400);
	struct zc_span *c = zc_ring_reserve(r, 400);

	CU_ASSERT_EQUAL(r->reserved, 300);
	zc_ring_publish(r, c);
	CU_ASSERT_EQUAL(r->filled, 0);
	zc_ring_publish(r, a);
	CU_ASSERT_EQUAL(r->filled, 100);
	zc_ring_publish(r, b);
	CU_ASSERT_EQUAL(r->filled, 300);
	CU_ASSERT_EQUAL(r->lent, 0);
	CU_ASSERT(ordered(r));
}

static void
part_of_a_frame_is_not_ready(void)
{
	struct zc_ring *r = fresh(1000, 6, true);
	struct zc_span *a = zc_ring_reserve(r, 512);

	CU_ASSERT_EQUAL(r->reserved, 86);
	zc_ring_publish(r, a);
	CU_ASSERT_EQUAL(r->filled, 85);
	zc_ring_publish(r, zc_ring_reserve(r, 4));
	CU_ASSERT_EQUAL(r->filled, 86);
}

static void
reserves_no_more_than_is_free(void)
{
	struct zc_ring *r = fresh(100, 4, true);

	CU_ASSERT_PTR_NULL(zc_ring_reserve(r, 401));
	zc_ring_publish(r, zc_ring_reserve(r, 400));
	CU_ASSERT_PTR_NULL(zc_ring_reserve(r, 4));
	zc_ring_commit(r, 100);
	CU_ASSERT(zc_ring_played(r, 30));
	CU_ASSERT_EQUAL(zc_ring_room_bytes(r), 120);
	CU_ASSERT_PTR_NOT_NULL(zc_ring_reserve(r, 120));
	CU_ASSERT(ordered(r));
}

static void
spans_run_out(void)
{
	struct zc_ring *r = fresh(1000, 4, true);

	for (unsigned int i = 0; i < ZC_SPANS_MAX; i++)
		CU_ASSERT_PTR_NOT_NULL(zc_ring_reserve(r, 4));
	CU_ASSERT_PTR_NULL(zc_ring_reserve(r, 4));
}

static void
refuses_an_impossible_position(void)
{
	struct zc_ring *r = fresh(100, 4, true);

	zc_ring_publish(r, zc_ring_reserve(r, 200));
	zc_ring_commit(r, 50);
	CU_ASSERT(!zc_ring_played(r, 51));
	CU_ASSERT(zc_ring_played(r, 50));
	CU_ASSERT(!zc_ring_played(r, 49));
	CU_ASSERT_EQUAL(r->played, 50);
}

static void
wrap_splits_only_where_not_mirrored(void)
{
	struct zc_ring *r = fresh(100, 4, false);

	zc_ring_publish(r, zc_ring_reserve(r, 320));
	CU_ASSERT_EQUAL(zc_ring_piece_bytes(r), 80);
	zc_ring_commit(r, 80);
	zc_ring_played(r, 80);
	zc_ring_publish(r, zc_ring_reserve(r, 80));
	CU_ASSERT_EQUAL(zc_ring_piece_bytes(r), 400);
	CU_ASSERT_EQUAL(zc_ring_offset(r, r->reserved_byte), 0);
	r->mirrored = true;
	zc_ring_reserve(r, 40);
	CU_ASSERT_EQUAL(zc_ring_piece_bytes(r), 400);
}

static void
unreserve_undoes_reserve(void)
{
	struct zc_ring *r = fresh(100, 4, true);
	uint64_t room;

	zc_ring_reserve(r, 101);
	room = zc_ring_room_bytes(r);
	zc_ring_unreserve(r, zc_ring_reserve(r, 50));
	CU_ASSERT_EQUAL(zc_ring_room_bytes(r), room);
	CU_ASSERT_EQUAL(r->reserved, 26);
	CU_ASSERT_EQUAL(r->lent, 1);
	/* The next reservation begins at the same place. */
	CU_ASSERT_EQUAL(zc_ring_reserve(r, 99)->start_byte, 101);
	CU_ASSERT(ordered(r));
}

static void
tags_from_before_a_reset_are_stale(void)
{
	struct zc_ring *r = fresh(100, 4, true);
	struct zc_span *s = zc_ring_reserve(r, 100);
	uint32_t tag = zc_ring_tag(r, s);

	CU_ASSERT_PTR_EQUAL(zc_ring_span(r, tag), s);
	zc_ring_publish(r, s);
	CU_ASSERT_PTR_NULL(zc_ring_span(r, tag));
	zc_ring_reset(r);
	CU_ASSERT_PTR_NULL(zc_ring_span(r, tag));
	zc_ring_reserve(r, 100);
	CU_ASSERT_PTR_NULL(zc_ring_span(r, tag));
}

static void
cut_takes_the_rest_back(void)
{
	struct zc_ring *r = fresh(100, 4, true);
	uint32_t tag;

	zc_ring_publish(r, zc_ring_reserve(r, 200));
	zc_ring_commit(r, 50);
	zc_ring_played(r, 10);
	tag = zc_ring_tag(r, zc_ring_reserve(r, 40));
	zc_ring_discard(r);
	zc_ring_cut(r, 20);
	CU_ASSERT_EQUAL(r->committed, 20);
	CU_ASSERT_EQUAL(r->filled, 20);
	CU_ASSERT_EQUAL(r->reserved, 20);
	CU_ASSERT_EQUAL(zc_ring_room_bytes(r), (110 - 20) * 4);
	CU_ASSERT_PTR_NULL(zc_ring_span(r, tag));
	CU_ASSERT(ordered(r));
}

/* Many random turns with reads that complete in any order: the counters keep their order, and
 * every filled byte was reserved once. */
static void
random_turns(void)
{
	struct zc_ring *r = fresh(1237, 6, true);
	struct zc_span *out[ZC_SPANS_MAX];
	unsigned int n = 0;
	uint32_t seed = 1;
	uint64_t published = 0;
	bool always = true;

	for (int turn = 0; turn < 200000; turn++) {
		seed = seed * 1664525u + 1013904223u;
		switch (seed >> 30) {
		case 0:
		case 1: {
			uint64_t room = zc_ring_room_bytes(r);
			uint32_t len = room ? 1 + (seed >> 8) % (uint32_t)room : 0;

			if (len && n < ZC_SPANS_MAX && (out[n] = zc_ring_reserve(r, len)))
				n++;
			break;
		}
		case 2:
			if (n) {
				unsigned int i = (seed >> 8) % n;

				published += out[i]->len_bytes;
				zc_ring_publish(r, out[i]);
				out[i] = out[--n];
			}
			break;
		default:
			zc_ring_commit(r, r->filled - r->committed);
			always &= zc_ring_played(r,
				r->played +
					(seed >> 8) % (uint32_t)(r->committed - r->played + 1));
		}
		always &= ordered(r) && r->lent == n && r->filled_byte <= published;
	}
	CU_ASSERT(always);
	CU_ASSERT(r->played > 100000);
}

ZC_UNIT_MAIN("ring", { "filled waits for the gap", filled_waits_for_the_gap },
	{ "part of a frame is not ready", part_of_a_frame_is_not_ready },
	{ "reserves no more than is free", reserves_no_more_than_is_free },
	{ "spans run out", spans_run_out },
	{ "an impossible position is refused", refuses_an_impossible_position },
	{ "the wrap splits only where not mirrored", wrap_splits_only_where_not_mirrored },
	{ "unreserve undoes reserve", unreserve_undoes_reserve },
	{ "tags from before a reset are stale", tags_from_before_a_reset_are_stale },
	{ "a cut takes the rest back", cut_takes_the_rest_back },
	{ "random turns", random_turns })
