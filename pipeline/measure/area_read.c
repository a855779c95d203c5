/* Reading records and snapshot while they are written. Any thread, any process. */
#include <errno.h>
#include <string.h>

#include "pipeline/area.h"

#define SNAPSHOT_TRIES 100000

/* Whether record seq is whole, or was when it was copied: the writer may be at the record
 * behind the newest by now, in the slot of the oldest. */
static bool
kept(uint64_t seq, uint64_t newest)
{
	return seq + ZC_AREA_WAKES > newest + 1;
}

static uint64_t
oldest(uint64_t newest)
{
	return newest + 1 < ZC_AREA_WAKES ? 1 : newest + 2 - ZC_AREA_WAKES;
}

static void
copy(const struct zc_area *a, uint64_t seq, struct zc_wake *out)
{
	const _Atomic uint64_t *from = a->wake[seq % ZC_AREA_WAKES];
	uint64_t words[ZC_AREA_WAKE_WORDS];

	for (size_t i = 0; i < ZC_AREA_WAKE_WORDS; i++)
		words[i] = atomic_load_explicit(&from[i], memory_order_relaxed);
	memcpy(out, words, sizeof(words));
}

int
zc_area_wakes(const struct zc_area *a, struct zc_area_cursor *c, struct zc_wake *out, int max)
{
	uint64_t newest = atomic_load_explicit(&a->newest, memory_order_acquire);
	int n = 0;

	if (!c->next)
		c->next = oldest(newest);
	while (n < max && c->next <= newest) {
		if (kept(c->next, newest)) {
			copy(a, c->next, &out[n]);
			atomic_thread_fence(memory_order_acquire);
			newest = atomic_load_explicit(&a->newest, memory_order_relaxed);
		}
		if (kept(c->next, newest)) {
			c->next++;
			n++;
			continue;
		}
		c->lost += oldest(newest) - c->next;
		c->next = oldest(newest);
	}
	return n;
}

int
zc_area_snapshot(const struct zc_area *a, struct zc_snapshot *out)
{
	for (int i = 0; i < SNAPSHOT_TRIES; i++)
		if (zc_snap_try(&a->snap, out))
			return 0;
	return -EAGAIN;
}
