/* The histograms of wake records: how steadily the engine runs. The same for the engine since it
 * started, for one track, and for a recording. */
#ifndef ZC_WAKE_HIST_H
#define ZC_WAKE_HIST_H

#include <stdint.h>

#include "pipeline/hist.h"
#include "pipeline/wake.h"

enum zc_wake_kind {
	/* Wake-up latency: actual minus planned time, or minus the period interrupt's timestamp;
	 * of those wake-ups that have either. */
	ZC_KIND_LATE,
	/* The time from one wake-up by a period to the next, against the nominal length of that
	 * many periods: the absolute difference. */
	ZC_KIND_PERIOD_SW,
	/* The time from one hardware timestamp to the next, against the frames played in
	 * between: the absolute difference. Both contain the error of the DAC's clock. */
	ZC_KIND_PERIOD_HW,
	ZC_KIND_SERVICE, /* from waking to waiting again */
	/* From submitting reads to their completion, of those wake-ups that waited for it: the
	 * others find the completion only later. */
	ZC_KIND_DISK,
	ZC_KIND_MARGIN, /* committed ahead of the DAC while it ran: the time to an xrun */
	ZC_KINDS
};

struct zc_wake_hists {
	struct zc_hist of[ZC_KINDS];
};

/* "wake_latency", "period_software", ...: the name in replies and files. Any thread. */
const char *zc_wake_kind_name(enum zc_wake_kind kind);

/* The record's value of this kind in ns, never negative; -1: it has none. before is the record
 * before it; with NULL the kinds that need both have no value. Any thread; realtime. */
int64_t zc_wake_figure_ns(
	enum zc_wake_kind kind, const struct zc_wake *before, const struct zc_wake *w);

/* Adds the record's values to the histograms. The one writing thread; realtime. */
void zc_wake_hists_add(
	struct zc_wake_hists *h, const struct zc_wake *before, const struct zc_wake *w);

#endif
