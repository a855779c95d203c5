/* The value that a record has of each kind, and when it has none. */
#include "tests/unit/unit.h"

#include <stdlib.h>

#include "pipeline/wake_hist.h"

/* Two period wake-ups of a DAC at 48 kHz with periods of 4800, ten of them apart. */
static const struct zc_wake first = { .seq = 7,
	.woke_ns = 1000050000,
	.done_ns = 1000090000,
	.hw_tstamp_ns = 1000000000,
	.played_frame = 48003,
	.committed_frame = 96000,
	.rate_hz = 48000,
	.period_frames = 4800,
	.cause = ZC_WAKE_PERIOD,
	.flags = ZC_WAKE_RUNNING };
static const struct zc_wake second = { .seq = 8,
	.woke_ns = 2000090000,
	.done_ns = 2000095000,
	.hw_tstamp_ns = 2000002000,
	.played_frame = 96003,
	.committed_frame = 144000,
	.rate_hz = 48000,
	.period_frames = 4800,
	.cause = ZC_WAKE_PERIOD,
	.flags = ZC_WAKE_RUNNING };

static int64_t
of(enum zc_wake_kind kind, const struct zc_wake *before, const struct zc_wake *w)
{
	return zc_wake_figure_ns(kind, before, w);
}

static void
each_kind(void)
{
	struct zc_wake w = second;

	CU_ASSERT_EQUAL(of(ZC_KIND_LATE, NULL, &first), 50000);
	CU_ASSERT_EQUAL(of(ZC_KIND_SERVICE, NULL, &first), 40000);
	CU_ASSERT_EQUAL(of(ZC_KIND_MARGIN, NULL, &first), 999937500);
	/* A second for ten periods; it took 40 us more by the wake-ups, 2 us by the card. */
	CU_ASSERT_EQUAL(of(ZC_KIND_PERIOD_SW, &first, &second), 40000);
	CU_ASSERT_EQUAL(of(ZC_KIND_PERIOD_HW, &first, &second), 2000);
	/* Too early counts as too late does. */
	w.hw_tstamp_ns = 2000000000 - 3000;
	w.woke_ns = 2000000000;
	CU_ASSERT_EQUAL(of(ZC_KIND_PERIOD_HW, &first, &w), 3000);
	CU_ASSERT_EQUAL(of(ZC_KIND_PERIOD_SW, &first, &w), 50000);
	/* A position a little past the boundary, or before it, means that boundary. */
	w.woke_ns = 2000050000;
	w.played_frame = 96003 + 2000;
	CU_ASSERT_EQUAL(of(ZC_KIND_PERIOD_SW, &first, &w), 0);
	w.played_frame = 96003 - 2000;
	CU_ASSERT_EQUAL(of(ZC_KIND_PERIOD_SW, &first, &w), 0);
	CU_ASSERT_STRING_EQUAL(zc_wake_kind_name(ZC_KIND_LATE), "wake_latency");
	CU_ASSERT_STRING_EQUAL(zc_wake_kind_name(ZC_KINDS), "");
}

static void
deadlines(void)
{
	struct zc_wake w = { .planned_ns = 1000, .woke_ns = 61000, .cause = ZC_WAKE_DEADLINE };

	CU_ASSERT_EQUAL(of(ZC_KIND_LATE, NULL, &w), 60000);
	/* A clock that is read in steps may stand before the deadline it reached. */
	w.woke_ns = 900;
	CU_ASSERT_EQUAL(of(ZC_KIND_LATE, NULL, &w), 0);
	w.planned_ns = 0;
	CU_ASSERT_EQUAL(of(ZC_KIND_LATE, NULL, &w), -1);
	CU_ASSERT_EQUAL(of(ZC_KIND_MARGIN, NULL, &w), -1);
}

static void
disk(void)
{
	struct zc_wake w = { .read_latency_ns = 700, .reads = 1, .cause = ZC_WAKE_DISK };

	CU_ASSERT_EQUAL(of(ZC_KIND_DISK, NULL, &w), 700);
	/* Woken by the disk with nothing to show for it, or found at another wake-up. */
	w.reads = 0;
	CU_ASSERT_EQUAL(of(ZC_KIND_DISK, NULL, &w), -1);
	w.reads = 1;
	w.cause = ZC_WAKE_PERIOD;
	CU_ASSERT_EQUAL(of(ZC_KIND_DISK, NULL, &w), -1);
}

/* Records with a break between them make no interval. */
static void
breaks(void)
{
	static const struct {
		uint16_t before, then; /* flags beside RUNNING */
	} flags[] = { { ZC_WAKE_RESET, 0 }, { ZC_WAKE_XRUN, 0 }, { 0, ZC_WAKE_XRUN },
		{ 0, ZC_WAKE_LOST } };
	struct zc_wake a, b;

	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
		a = first;
		b = second;
		a.flags |= flags[i].before;
		b.flags |= flags[i].then;
		CU_ASSERT_EQUAL(of(ZC_KIND_PERIOD_HW, &a, &b), -1);
		CU_ASSERT_EQUAL(of(ZC_KIND_PERIOD_SW, &a, &b), -1);
	}
	/* Paused between, a record missing, another rate, none before. */
	a = first;
	a.flags = 0;
	CU_ASSERT_EQUAL(of(ZC_KIND_PERIOD_HW, &a, &second), -1);
	a = first;
	a.seq--;
	CU_ASSERT_EQUAL(of(ZC_KIND_PERIOD_HW, &a, &second), -1);
	a = first;
	a.rate_hz = 44100;
	CU_ASSERT_EQUAL(of(ZC_KIND_PERIOD_HW, &a, &second), -1);
	CU_ASSERT_EQUAL(of(ZC_KIND_PERIOD_HW, NULL, &second), -1);
	CU_ASSERT_EQUAL(of(ZC_KIND_PERIOD_SW, NULL, &second), -1);
	/* A wake-up by a command is no period's. */
	b = second;
	b.cause = ZC_WAKE_COMMAND;
	CU_ASSERT_EQUAL(of(ZC_KIND_PERIOD_SW, &first, &b), -1);
	CU_ASSERT_EQUAL(of(ZC_KIND_PERIOD_HW, &first, &b), 2000);
	/* It stood still, or the clock did. */
	b = second;
	b.played_frame = first.played_frame;
	CU_ASSERT_EQUAL(of(ZC_KIND_PERIOD_HW, &first, &b), -1);
	b = second;
	b.hw_tstamp_ns = first.hw_tstamp_ns;
	CU_ASSERT_EQUAL(of(ZC_KIND_PERIOD_HW, &first, &b), -1);
}

ZC_UNIT_MAIN("wake_hist", { "each kind", each_kind }, { "deadlines", deadlines },
	{ "disk", disk }, { "breaks make no interval", breaks })
