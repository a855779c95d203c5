#include "tests/unit/unit.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/queue/queue.h"

/* The model: a plain array of ids. */
#define MODEL_MAX 64
struct model {
	uint32_t id[MODEL_MAX], version[MODEL_MAX];
	uint32_t len;
};

static uint32_t seed;

static uint32_t
rnd(uint32_t n)
{
	seed = seed * 1664525u + 1013904223u;
	return n ? (uint32_t)(((uint64_t)seed * n) >> 32) : 0;
}

static void
name_of(uint32_t id, char *uri, size_t size)
{
	snprintf(uri, size, "song %u.wav", id);
}

static uint32_t
add(struct zc_queue *q, uint32_t pos)
{
	return zc_queue_add(q, "added", pos);
}

static struct zc_queue *
filled(uint32_t n)
{
	struct zc_queue *q = zc_queue_new();
	char uri[32];

	for (uint32_t i = 0; i < n; i++) {
		name_of(i + 1, uri, sizeof(uri));
		CU_ASSERT_EQUAL_FATAL(zc_queue_add(q, uri, i), i + 1);
	}
	return q;
}

static void
check_same(const struct zc_queue *q, const struct model *m)
{
	CU_ASSERT_EQUAL_FATAL(zc_queue_length(q), m->len);
	for (uint32_t i = 0; i < m->len; i++) {
		const struct zc_song *s = zc_queue_at(q, i);
		char uri[32];

		CU_ASSERT_EQUAL_FATAL(s->id, m->id[i]);
		CU_ASSERT_EQUAL_FATAL(s->version, m->version[i]);
		CU_ASSERT_EQUAL_FATAL(zc_queue_pos(q, s->id), i);
		name_of(s->id, uri, sizeof(uri));
		CU_ASSERT_STRING_EQUAL_FATAL(s->uri, uri);
	}
	CU_ASSERT_PTR_NULL(zc_queue_at(q, m->len));
}

static void
model_insert(struct model *m, uint32_t pos, uint32_t id)
{
	memmove(m->id + pos + 1, m->id + pos, (m->len - pos) * sizeof(m->id[0]));
	m->id[pos] = id;
	m->len++;
}

static void
model_delete(struct model *m, uint32_t start, uint32_t end)
{
	memmove(m->id + start, m->id + end, (m->len - end) * sizeof(m->id[0]));
	m->len -= end - start;
}

static void
model_move(struct model *m, uint32_t start, uint32_t end, uint32_t to)
{
	uint32_t part[MODEL_MAX];

	memcpy(part, m->id + start, (end - start) * sizeof(part[0]));
	model_delete(m, start, end);
	for (uint32_t i = 0; i < end - start; i++)
		model_insert(m, to + i, part[i]);
}

/* What plchanges relies on: every entry that moved has the new version. */
static void
model_versions(struct model *m, const struct model *before, uint32_t version)
{
	for (uint32_t i = 0; i < m->len; i++) {
		m->version[i] = i < before->len && before->id[i] == m->id[i]
					? before->version[i]
					: version;
	}
}

/* plchanges may report too much but never too little: entries that stayed may have it, too. */
static void
accept_newer(const struct zc_queue *q, struct model *m, uint32_t version)
{
	for (uint32_t i = 0; i < m->len; i++)
		if (zc_queue_at(q, i)->version == version)
			m->version[i] = version;
}

static void
behaves_as_the_model(void)
{
	for (uint32_t run = 0; run < 40; run++) {
		struct zc_queue *q = zc_queue_new();
		struct model m = { .len = 0 }, before;
		struct zc_queue_options random = { .random = run & 1 };
		uint32_t next_id = 1;

		seed = run + 1;
		zc_queue_set_options(q, &random);
		for (int step = 0; step < 400; step++) {
			uint32_t version = zc_queue_version(q);
			uint32_t a = rnd(m.len + 1), b = a + rnd(m.len - a + 1), to;
			char uri[32];

			before = m;
			switch (rnd(m.len < MODEL_MAX - 1 ? 8 : 5)) {
			case 0:
				CU_ASSERT_EQUAL(zc_queue_delete(q, a, b), 0);
				model_delete(&m, a, b);
				break;
			case 1:
				to = rnd(m.len - (b - a) + 1);
				CU_ASSERT_EQUAL(zc_queue_move(q, a, b, to), 0);
				model_move(&m, a, b, to);
				break;
			case 2:
				if (a < m.len && b < m.len) {
					uint32_t id = m.id[a];

					CU_ASSERT_EQUAL(zc_queue_swap(q, a, b), 0);
					m.id[a] = m.id[b];
					m.id[b] = id;
				}
				break;
			case 3:
				zc_queue_set_current(q, m.len ? m.id[rnd(m.len)] : 0);
				break;
			case 4:
				if (rnd(8) == 0) {
					zc_queue_clear(q);
					m.len = 0;
				}
				break;
			default:
				name_of(next_id, uri, sizeof(uri));
				CU_ASSERT_EQUAL_FATAL(zc_queue_add(q, uri, a), next_id);
				model_insert(&m, a, next_id++);
			}
			if (m.len != before.len || memcmp(m.id, before.id, m.len * 4))
				CU_ASSERT_EQUAL(zc_queue_version(q), version + 1);
			model_versions(&m, &before, version + 1);
			accept_newer(q, &m, zc_queue_version(q));
			check_same(q, &m);
		}
		zc_queue_free(q);
	}
}

static void
out_of_range_changes_nothing(void)
{
	struct zc_queue *q = filled(3);
	uint32_t version = zc_queue_version(q);

	CU_ASSERT_EQUAL(zc_queue_delete(q, 2, 4), -EINVAL);
	CU_ASSERT_EQUAL(zc_queue_delete(q, 2, 1), -EINVAL);
	CU_ASSERT_EQUAL(zc_queue_move(q, 0, 2, 2), -EINVAL);
	CU_ASSERT_EQUAL(zc_queue_swap(q, 0, 3), -EINVAL);
	CU_ASSERT_EQUAL(zc_queue_shuffle(q, 1, 4), -EINVAL);
	CU_ASSERT_EQUAL(zc_queue_priority(q, 0, 4, 1), -EINVAL);
	CU_ASSERT_EQUAL(zc_queue_add(q, "x", 4), 0);
	CU_ASSERT_EQUAL(zc_queue_add_id(q, "x", 0, 2), 0);
	CU_ASSERT_EQUAL(zc_queue_version(q), version);
	CU_ASSERT_EQUAL(zc_queue_length(q), 3);
	CU_ASSERT_EQUAL(zc_queue_pos(q, 99), -1);
	zc_queue_free(q);
}

static void
ids_are_never_used_twice(void)
{
	struct zc_queue *q = zc_queue_new();
	uint32_t last = 0;

	CU_ASSERT_EQUAL(zc_queue_add_id(q, "restored", 0, 40), 40);
	for (int i = 0; i < 100; i++) {
		uint32_t id = zc_queue_add(q, "a", 0);

		CU_ASSERT(id > 40 && id > last);
		last = id;
		zc_queue_delete(q, 0, 1);
	}
	zc_queue_free(q);
}

static void
shuffle_keeps_all_and_starts_with_current(void)
{
	struct zc_queue *q = filled(50);
	int moved = 0, times[51] = { 0 };

	zc_queue_set_current(q, 20);
	CU_ASSERT_EQUAL(zc_queue_shuffle(q, 10, 40), 0);
	CU_ASSERT_EQUAL(zc_queue_at(q, 10)->id, 20);
	for (uint32_t i = 0; i < 50; i++) {
		uint32_t id = zc_queue_at(q, i)->id;

		times[id]++;
		moved += id != i + 1;
		if (i < 10 || i >= 40)
			CU_ASSERT_EQUAL(id, i + 1);
	}
	CU_ASSERT(moved > 15);
	for (int id = 1; id <= 50; id++)
		CU_ASSERT_EQUAL(times[id], 1);
	zc_queue_free(q);
}

struct next_row {
	struct zc_queue_options o;
	uint32_t id;
	uint32_t by_itself, manual, prev;
};

static void
next_and_prev_by_options(void)
{
	static const struct next_row rows[] = {
		/* repeat, random, single, consume */
		{ { false, false, 0, 0 }, 1, 2, 2, 0 },
		{ { false, false, 0, 0 }, 3, 0, 0, 2 },
		{ { true, false, 0, 0 }, 3, 1, 1, 2 },
		{ { true, false, 0, 0 }, 1, 2, 2, 3 },
		{ { false, false, 1, 0 }, 1, 0, 2, 0 },
		{ { true, false, 1, 0 }, 1, 1, 2, 3 },
		{ { false, false, 2, 0 }, 1, 0, 2, 0 },
		{ { true, false, 2, 0 }, 1, 0, 2, 3 },
		{ { true, false, 0, 1 }, 3, 1, 1, 2 },
		{ { true, false, 1, 1 }, 2, 0, 3, 1 },
		{ { false, false, 0, 0 }, 77, 0, 0, 0 },
		{ { false, false, 0, 0 }, 0, 1, 1, 0 },
	};
	struct zc_queue *q = filled(3);

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		zc_queue_set_options(q, &rows[i].o);
		CU_ASSERT_EQUAL(zc_queue_next(q, rows[i].id, false), rows[i].by_itself);
		CU_ASSERT_EQUAL(zc_queue_next(q, rows[i].id, true), rows[i].manual);
		CU_ASSERT_EQUAL(zc_queue_prev(q, rows[i].id), rows[i].prev);
	}
	zc_queue_clear(q);
	CU_ASSERT_EQUAL(zc_queue_next(q, 0, false), 0);
	add(q, 0);
	zc_queue_set_options(q, &(struct zc_queue_options){ .repeat = true, .consume = 1 });
	CU_ASSERT_EQUAL(zc_queue_next(q, zc_queue_at(q, 0)->id, false), 0);
	zc_queue_free(q);
}

/* Follows next from `id` (0: the start) to the end; returns how many came, writes their ids. */
static uint32_t
follow(struct zc_queue *q, uint32_t id, uint32_t *out)
{
	uint32_t n = 0;

	while ((id = zc_queue_next(q, id, false)) && n < 1000)
		out[n++] = id;
	return n;
}

static void
random_plays_each_once_and_the_same_way(void)
{
	struct zc_queue *q = filled(100);
	uint32_t a[1000], b[1000];
	int times[101] = { 0 }, in_place = 0;

	zc_queue_set_options(q, &(struct zc_queue_options){ .random = true });
	CU_ASSERT_EQUAL_FATAL(follow(q, 0, a), 100);
	CU_ASSERT_EQUAL_FATAL(follow(q, 0, b), 100);
	CU_ASSERT_EQUAL(memcmp(a, b, 400), 0);
	for (int i = 0; i < 100; i++) {
		CU_ASSERT_EQUAL(times[a[i]]++, 0);
		in_place += a[i] == (uint32_t)i + 1;
		CU_ASSERT_EQUAL(zc_queue_prev(q, a[i]), i ? a[i - 1] : 0);
	}
	CU_ASSERT(in_place < 20);
	/* Moving songs does not change the order in which they play. */
	zc_queue_move(q, 0, 50, 50);
	CU_ASSERT_EQUAL(follow(q, 0, b), 100);
	CU_ASSERT_EQUAL(memcmp(a, b, 400), 0);
	zc_queue_free(q);
}

static void
random_turned_on_goes_on_from_the_current(void)
{
	struct zc_queue *q = filled(50);
	uint32_t a[1000];

	zc_queue_set_current(q, 30);
	zc_queue_set_options(q, &(struct zc_queue_options){ .random = true });
	CU_ASSERT_EQUAL(follow(q, 30, a), 49);
	zc_queue_free(q);
}

static void
random_plays_what_is_added_later(void)
{
	struct zc_queue *q = filled(20);
	uint32_t a[1000], current, upcoming;
	int found = 0;

	zc_queue_set_options(q, &(struct zc_queue_options){ .random = true });
	follow(q, 0, a);
	current = a[9];
	upcoming = a[10];
	zc_queue_set_current(q, current);
	for (int i = 0; i < 20; i++)
		add(q, 0);
	CU_ASSERT_EQUAL(follow(q, current, a), 30);
	CU_ASSERT_EQUAL(a[0], upcoming);
	for (int i = 0; i < 30; i++)
		found += a[i] > 20;
	CU_ASSERT_EQUAL(found, 20);
	zc_queue_free(q);
}

static void
random_keeps_its_order_over_deletes(void)
{
	struct zc_queue *q = filled(60);
	uint32_t a[1000], b[1000], n = 0;

	zc_queue_set_options(q, &(struct zc_queue_options){ .random = true });
	follow(q, 0, a);
	zc_queue_delete(q, 10, 30);
	for (int i = 0; i < 60; i++)
		if (a[i] <= 10 || a[i] > 30)
			a[n++] = a[i];
	CU_ASSERT_EQUAL(follow(q, 0, b), 40);
	CU_ASSERT_EQUAL(memcmp(a, b, 160), 0);
	zc_queue_free(q);
}

static void
priority_plays_earlier_in_random(void)
{
	struct zc_queue *q = filled(30);
	uint32_t a[1000], b[1000], played, later;

	zc_queue_set_options(q, &(struct zc_queue_options){ .random = true });
	follow(q, 0, a);
	zc_queue_set_current(q, a[9]);
	played = a[3];
	later = a[25];
	zc_queue_priority(
		q, (uint32_t)zc_queue_pos(q, later), (uint32_t)zc_queue_pos(q, later) + 1, 5);
	CU_ASSERT_EQUAL(zc_queue_next(q, a[9], false), later);
	zc_queue_priority(
		q, (uint32_t)zc_queue_pos(q, played), (uint32_t)zc_queue_pos(q, played) + 1, 9);
	CU_ASSERT_EQUAL(zc_queue_next(q, a[9], false), played);
	CU_ASSERT_EQUAL(zc_queue_next(q, played, false), later);
	CU_ASSERT_EQUAL(follow(q, a[9], b), 21);
	/* Added songs go behind raised ones. */
	for (int i = 0; i < 10; i++)
		add(q, 0);
	CU_ASSERT_EQUAL(zc_queue_next(q, a[9], false), played);
	CU_ASSERT_EQUAL(zc_queue_next(q, played, false), later);
	zc_queue_free(q);
}

static void
the_successor_of_a_deleted_song_is_known(void)
{
	static const struct {
		bool repeat;
		uint32_t current, start, end, after;
	} rows[] = {
		{ false, 3, 2, 3, 4 },
		{ false, 3, 0, 5, 6 },
		{ false, 6, 5, 6, 0 },
		{ true, 6, 5, 6, 1 },
		{ true, 6, 4, 6, 1 },
		{ true, 3, 0, 6, 0 },
		{ false, 3, 3, 5, 0 },
	};
	struct zc_queue *q;
	uint32_t a[1000];

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		q = filled(6);
		zc_queue_set_options(q, &(struct zc_queue_options){ .repeat = rows[i].repeat });
		zc_queue_set_current(q, rows[i].current);
		zc_queue_delete(q, rows[i].start, rows[i].end);
		CU_ASSERT_EQUAL(zc_queue_after_deleted(q), rows[i].after);
		/* The successor may be deleted, too. */
		zc_queue_clear(q);
		CU_ASSERT_EQUAL(zc_queue_after_deleted(q), 0);
		zc_queue_free(q);
	}
	q = filled(30);
	zc_queue_set_options(q, &(struct zc_queue_options){ .random = true });
	follow(q, 0, a);
	zc_queue_set_current(q, a[7]);
	zc_queue_delete(
		q, (uint32_t)zc_queue_pos(q, a[7]), (uint32_t)zc_queue_pos(q, a[7]) + 1);
	CU_ASSERT_EQUAL(zc_queue_after_deleted(q), a[8]);
	zc_queue_set_current(q, a[8]);
	CU_ASSERT_EQUAL(zc_queue_after_deleted(q), 0);
	zc_queue_free(q);
}

static void
jump_keeps_the_turn_of_the_others(void)
{
	struct zc_queue *q = filled(30);
	uint32_t a[1000], b[1000];

	zc_queue_set_options(q, &(struct zc_queue_options){ .random = true });
	follow(q, 0, a);
	zc_queue_set_current(q, a[4]);
	zc_queue_jump(q, a[20]);
	CU_ASSERT_EQUAL(zc_queue_next(q, a[4], false), a[20]);
	zc_queue_set_current(q, a[20]);
	CU_ASSERT_EQUAL(follow(q, a[20], b), 24);
	CU_ASSERT_EQUAL(b[0], a[5]);
	/* A song that was played already stays where it is. */
	zc_queue_jump(q, a[1]);
	CU_ASSERT_EQUAL(zc_queue_next(q, a[1], false), a[2]);
	zc_queue_free(q);
}

static void
a_hundred_thousand(void)
{
	const uint32_t n = 100000;
	struct zc_queue *q = filled(n);
	uint32_t *ids = malloc(2 * n * sizeof(ids[0]));
	uint32_t count = 0, id = 0;

	CU_ASSERT_EQUAL(zc_queue_move(q, 0, 50000, 50000), 0);
	CU_ASSERT_EQUAL(zc_queue_at(q, 0)->id, 50001);
	CU_ASSERT_EQUAL(zc_queue_pos(q, 1), 50000);
	CU_ASSERT_EQUAL(zc_queue_shuffle(q, 0, n), 0);
	zc_queue_set_options(q, &(struct zc_queue_options){ .random = true });
	while ((id = zc_queue_next(q, id, false)) && count < 2 * n)
		ids[count++] = id;
	CU_ASSERT_EQUAL(count, n);
	CU_ASSERT_EQUAL(zc_queue_delete(q, 1000, 99000), 0);
	CU_ASSERT_EQUAL(zc_queue_length(q), 2000);
	for (uint32_t i = 0; i < 2000; i++)
		CU_ASSERT_EQUAL(zc_queue_pos(q, zc_queue_at(q, i)->id), i);
	free(ids);
	zc_queue_free(q);
}

static void
the_queue_has_an_end(void)
{
	struct zc_queue *q = zc_queue_new();

	for (uint32_t i = 0; i < ZC_QUEUE_MAX; i++)
		if (!zc_queue_add(q, "", i))
			break;
	CU_ASSERT_EQUAL(zc_queue_length(q), ZC_QUEUE_MAX);
	CU_ASSERT_EQUAL(zc_queue_add(q, "one more", 0), 0);
	CU_ASSERT_EQUAL(zc_queue_length(q), ZC_QUEUE_MAX);
	zc_queue_free(q);
}

static void
touch_renews_one_version(void)
{
	struct zc_queue *q = filled(3);
	uint32_t version = zc_queue_version(q);

	zc_queue_touch(q, 2);
	CU_ASSERT_EQUAL(zc_queue_version(q), version + 1);
	CU_ASSERT_EQUAL(zc_queue_at(q, 1)->version, version + 1);
	CU_ASSERT(zc_queue_at(q, 0)->version <= version);
	zc_queue_touch(q, 99);
	CU_ASSERT_EQUAL(zc_queue_version(q), version + 1);
	zc_queue_free(q);
}

ZC_UNIT_MAIN("queue", { "behaves as the model", behaves_as_the_model },
	{ "out of range changes nothing", out_of_range_changes_nothing },
	{ "ids are never used twice", ids_are_never_used_twice },
	{ "shuffle keeps all, current first", shuffle_keeps_all_and_starts_with_current },
	{ "next and prev by options", next_and_prev_by_options },
	{ "random plays each once, the same way", random_plays_each_once_and_the_same_way },
	{ "random turned on goes on from the current",
		random_turned_on_goes_on_from_the_current },
	{ "random plays what is added later", random_plays_what_is_added_later },
	{ "random keeps its order over deletes", random_keeps_its_order_over_deletes },
	{ "priority plays earlier in random", priority_plays_earlier_in_random },
	{ "jump keeps the turn of the others", jump_keeps_the_turn_of_the_others },
	{ "the successor of a deleted song is known",
		the_successor_of_a_deleted_song_is_known },
	{ "a hundred thousand", a_hundred_thousand },
	{ "the queue has an end", the_queue_has_an_end },
	{ "touch renews one version", touch_renews_one_version })
