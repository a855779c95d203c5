/* The histograms of wake records: what each record says of how steadily the engine runs. The
 * same for the engine's own since it started, a track's, and a recording's. */
#ifndef ZC_WAKE_HIST_H
#define ZC_WAKE_HIST_H

#include <stdint.h>

#include "pipeline/hist.h"
#include "pipeline/wake.h"

enum zc_wake_kind {
	/* Wake-up latency: actual against planned, or against the timestamp that the period's
	 * interrupt took; of those wake-ups that have one or the other. */
	ZC_KIND_LATE,
	/* From one wake-up by a period to the next, against the length that so many periods
	 * have at the nominal rate; the difference either way. */
	ZC_KIND_PERIOD_SW,
	/* The same from one hardware timestamp to the next, against the frames played
	 * between. With both, what the DAC's clock is off (ppm of the interval) is in it. */
	ZC_KIND_PERIOD_HW,
	ZC_KIND_SERVICE, /* from waking to waiting again */
	/* From starting reads to their completion, of those wake-ups that waited for it: any
	 * other found it only later. */
	ZC_KIND_DISK,
	ZC_KIND_MARGIN, /* committed ahead of the DAC while it ran: how far the next xrun is */
	ZC_KINDS
};

struct zc_wake_hists {
	struct zc_hist of[ZC_KINDS];
};

/* "wake_latency", "period_software", ...: the name in answers and files. Any thread. */
const char *zc_wake_kind_name(enum zc_wake_kind kind);

/* What the record says of this kind in ns, never negative; -1: nothing. before is the record
 * before it, or NULL: then nothing that needs both. Any thread; realtime. */
int64_t zc_wake_figure_ns(
	enum zc_wake_kind kind, const struct zc_wake *before, const struct zc_wake *w);

/* Adds what the record says to each histogram. The one writing thread; realtime. */
void zc_wake_hists_add(
	struct zc_wake_hists *h, const struct zc_wake *before, const struct zc_wake *w);

#endif
