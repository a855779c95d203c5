/* Which wake-ups are incidents. Pure; any thread, also the engine's. */
#ifndef ZC_TRIGGER_H
#define ZC_TRIGGER_H

#include <stdint.h>

#include "pipeline/wake.h"

/* From the mildest to the gravest. */
enum zc_trigger {
	ZC_TRIGGER_NONE,
	ZC_TRIGGER_LATE, /* a wake-up was later than the threshold */
	ZC_TRIGGER_FAULT, /* a page fault on the engine's thread while it played */
	ZC_TRIGGER_XRUN, /* the device ran dry, or was restarted because it stood still */
	ZC_TRIGGER_LOST, /* the device went away or is dead */
	ZC_TRIGGER_COUNT
};

/* The gravest incident that w shows. late_ns is the threshold of lateness; 0: none is too late.
 * Realtime. */
enum zc_trigger zc_trigger_of(const struct zc_wake *w, int64_t late_ns);

#endif
