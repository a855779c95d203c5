/* The mailbox: order, fullness, and two threads at once (run under ThreadSanitizer too). */
#include "tests/unit/unit.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>

#include "pipeline/base/mbox.h"
#include "pipeline/snap.h"

struct message {
	uint64_t number;
	uint64_t copies[5];
};

static struct zc_mbox mbox;
static struct message slots[64];

#define MESSAGES 300000u

static void
keeps_order_and_says_full(void)
{
	struct message m = { 0 };

	zc_mbox_init(&mbox, slots, sizeof(slots[0]), 64);
	CU_ASSERT_EQUAL(zc_mbox_get(&mbox, &m), 0);
	for (uint64_t i = 0; i < 64; i++) {
		m.number = i;
		CU_ASSERT_EQUAL(zc_mbox_room(&mbox), 64 - i);
		CU_ASSERT_EQUAL(zc_mbox_put(&mbox, &m), 0);
	}
	CU_ASSERT_EQUAL(zc_mbox_put(&mbox, &m), -EAGAIN);
	for (uint64_t i = 0; i < 64; i++) {
		CU_ASSERT_EQUAL(zc_mbox_get(&mbox, &m), 1);
		CU_ASSERT_EQUAL(m.number, i);
	}
	CU_ASSERT_EQUAL(zc_mbox_get(&mbox, &m), 0);
}

static void *
produce(void *arg)
{
	(void)arg;
	for (uint64_t i = 0; i < MESSAGES; i++) {
		struct message m = { i, { i, i, i, i, i } };

		while (zc_mbox_put(&mbox, &m))
			sched_yield();
	}
	return NULL;
}

static void
two_threads(void)
{
	struct message m;
	pthread_t t;
	bool good = true;

	zc_mbox_init(&mbox, slots, sizeof(slots[0]), 64);
	CU_ASSERT_FATAL(pthread_create(&t, NULL, produce, NULL) == 0);
	for (uint64_t i = 0; i < MESSAGES; i++) {
		while (!zc_mbox_get(&mbox, &m))
			sched_yield();
		good &= m.number == i && m.copies[0] == i && m.copies[4] == i;
	}
	pthread_join(t, NULL);
	CU_ASSERT(good);
}

static struct zc_snap_lock snap;

static void *
publish(void *arg)
{
	(void)arg;
	for (uint64_t i = 1; i <= MESSAGES; i++) {
		struct zc_snapshot s = {
			.track_id = i, .played_frame = i, .count.bytes_decoded = i
		};

		zc_snap_put(&snap, &s);
	}
	return NULL;
}

static void
snapshot_is_of_one_moment(void)
{
	struct zc_snapshot s = { 0 };
	uint64_t last = 0;
	pthread_t t;
	bool good = true;

	CU_ASSERT_FATAL(pthread_create(&t, NULL, publish, NULL) == 0);
	while (s.track_id < MESSAGES) {
		zc_snap_get(&snap, &s);
		good &= s.track_id == s.played_frame && s.track_id == s.count.bytes_decoded &&
			s.track_id >= last;
		last = s.track_id;
	}
	pthread_join(t, NULL);
	CU_ASSERT(good);
}

ZC_UNIT_MAIN("mbox", { "keeps order and says when it is full", keeps_order_and_says_full },
	{ "two threads", two_threads },
	{ "a snapshot is of one moment", snapshot_is_of_one_moment })
