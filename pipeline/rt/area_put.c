#include "pipeline/rt/area_put.h"

#include <string.h>

void
zc_area_put(struct zc_area *a, const struct zc_wake *w)
{
	_Atomic uint64_t *to = a->wake[w->seq % ZC_AREA_WAKES];
	uint64_t words[ZC_AREA_WAKE_WORDS];

	memcpy(words, w, sizeof(words));
	/* A reader that sees a word of this record sees `newest` at the record before, at least. */
	atomic_thread_fence(memory_order_release);
	for (size_t i = 0; i < ZC_AREA_WAKE_WORDS; i++)
		atomic_store_explicit(&to[i], words[i], memory_order_relaxed);
	atomic_store_explicit(&a->newest, w->seq, memory_order_release);
}
