/* A sequence lock over words: a reader that finds it half written tries again. */
#include "pipeline/snap.h"

#include <stddef.h>
#include <string.h>

#define WORDS (sizeof(struct zc_snapshot) / sizeof(uint64_t))

_Static_assert(sizeof(struct zc_snapshot) % sizeof(uint64_t) == 0, "copied in words");

void
zc_snap_put(struct zc_snap_lock *l, const struct zc_snapshot *s)
{
	uint32_t seq = atomic_load_explicit(&l->seq, memory_order_relaxed);
	_Atomic uint64_t *to = (_Atomic uint64_t *)&l->snap;
	uint64_t words[WORDS];

	memcpy(words, s, sizeof(words));
	atomic_store_explicit(&l->seq, seq + 1, memory_order_relaxed);
	atomic_thread_fence(memory_order_release);
	for (size_t i = 0; i < WORDS; i++)
		atomic_store_explicit(&to[i], words[i], memory_order_relaxed);
	atomic_store_explicit(&l->seq, seq + 2, memory_order_release);
}

bool
zc_snap_try(const struct zc_snap_lock *l, struct zc_snapshot *s)
{
	const _Atomic uint64_t *from = (const _Atomic uint64_t *)&l->snap;
	uint32_t before = atomic_load_explicit(&l->seq, memory_order_acquire);
	uint64_t words[WORDS];

	for (size_t i = 0; i < WORDS; i++)
		words[i] = atomic_load_explicit(&from[i], memory_order_relaxed);
	atomic_thread_fence(memory_order_acquire);
	if (before & 1 || atomic_load_explicit(&l->seq, memory_order_relaxed) != before)
		return false;
	memcpy(s, words, sizeof(words));
	return true;
}

void
zc_snap_get(const struct zc_snap_lock *l, struct zc_snapshot *s)
{
	while (!zc_snap_try(l, s))
		;
}
