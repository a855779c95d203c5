#include "rt/stat.h"

#include <stddef.h>
#include <string.h>

/* A counter that one thread writes: no locked instruction is needed. */
#define BUMP(a, by)                                                                            \
	atomic_store_explicit(&(a), atomic_load_explicit(&(a), memory_order_relaxed) + (by),   \
		memory_order_relaxed)

static uint32_t
bin_of(uint64_t ns)
{
	uint32_t octave;

	if (ns < ZC_HIST_STEPS)
		return (uint32_t)ns;
	octave = 63 - (uint32_t)__builtin_clzll(ns) - 4; /* 32..63 is octave 1 */
	if (octave > ZC_HIST_OCTAVES)
		return ZC_HIST_BINS - 1;
	return octave * ZC_HIST_STEPS + (uint32_t)((ns >> (octave - 1)) & (ZC_HIST_STEPS - 1));
}

static uint64_t
upper_edge(uint32_t bin)
{
	uint32_t octave = bin / ZC_HIST_STEPS;

	if (octave == 0)
		return bin;
	return ((uint64_t)(ZC_HIST_STEPS + bin % ZC_HIST_STEPS + 1) << (octave - 1)) - 1;
}

void
zc_hist_add(struct zc_hist *h, int64_t ns, int64_t at_ns)
{
	uint64_t v = ns < 0 ? 0 : (uint64_t)ns;

	BUMP(h->bin[bin_of(v)], 1);
	BUMP(h->sum_ns, v);
	BUMP(h->count, 1);
	if (v > atomic_load_explicit(&h->max_ns, memory_order_relaxed)) {
		atomic_store_explicit(&h->max_ns, v, memory_order_relaxed);
		atomic_store_explicit(&h->max_at_ns, at_ns, memory_order_relaxed);
	}
}

uint64_t
zc_hist_quantile(const struct zc_hist *h, double share)
{
	uint64_t count = atomic_load_explicit(&h->count, memory_order_relaxed);
	uint64_t max = atomic_load_explicit(&h->max_ns, memory_order_relaxed);
	uint64_t want = (uint64_t)(share * (double)count + 0.999999);
	uint64_t seen = 0;

	for (uint32_t i = 0; i < ZC_HIST_BINS && want; i++) {
		seen += atomic_load_explicit(&h->bin[i], memory_order_relaxed);
		if (seen >= want)
			return upper_edge(i) < max && i < ZC_HIST_BINS - 1 ? upper_edge(i)
									   : max;
	}
	return max;
}

void
zc_snap_put(struct zc_snap_lock *l, const struct zc_snapshot *s)
{
	uint32_t seq = atomic_load_explicit(&l->seq, memory_order_relaxed);
	uint64_t words[sizeof(*s) / sizeof(uint64_t)];
	_Atomic uint64_t *to = (_Atomic uint64_t *)&l->snap;

	_Static_assert(sizeof(*s) % sizeof(uint64_t) == 0, "copied in words");
	memcpy(words, s, sizeof(words));
	atomic_store_explicit(&l->seq, seq + 1, memory_order_relaxed);
	atomic_thread_fence(memory_order_release);
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		atomic_store_explicit(&to[i], words[i], memory_order_relaxed);
	atomic_store_explicit(&l->seq, seq + 2, memory_order_release);
}

void
zc_snap_get(struct zc_snap_lock *l, struct zc_snapshot *s)
{
	uint64_t words[sizeof(*s) / sizeof(uint64_t)];
	const _Atomic uint64_t *from = (const _Atomic uint64_t *)&l->snap;
	uint32_t before, after;

	do {
		before = atomic_load_explicit(&l->seq, memory_order_acquire);
		for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
			words[i] = atomic_load_explicit(&from[i], memory_order_relaxed);
		atomic_thread_fence(memory_order_acquire);
		after = atomic_load_explicit(&l->seq, memory_order_relaxed);
	} while (before != after || before & 1);
	memcpy(s, words, sizeof(words));
}
