/* The values of a wake record, one for each kind of histogram. Realtime. */
#include "pipeline/wake_hist.h"

#include <stdbool.h>
#include <stddef.h>

#define NS_PER_S 1000000000.0

/* An older timestamp is not of the interrupt that woke the engine. */
#define TSTAMP_OLD_NS (100 * 1000 * 1000ll)

const char *
zc_wake_kind_name(enum zc_wake_kind kind)
{
	static const char *const names[ZC_KINDS] = { "wake_latency", "period_software",
		"period_hardware", "service", "disk_latency", "margin" };

	return kind < ZC_KINDS ? names[kind] : "";
}

static int64_t
late_ns(const struct zc_wake *w)
{
	int64_t planned_ns = w->planned_ns;

	if (!planned_ns && w->cause == ZC_WAKE_PERIOD && w->hw_tstamp_ns &&
		w->hw_tstamp_ns <= w->woke_ns && w->woke_ns - w->hw_tstamp_ns < TSTAMP_OLD_NS)
		planned_ns = w->hw_tstamp_ns;
	if (!planned_ns)
		return -1;
	return w->woke_ns > planned_ns ? w->woke_ns - planned_ns : 0;
}

/* Whether the DAC ran from one record to the next without interruption. */
static bool
ran_on(const struct zc_wake *before, const struct zc_wake *w)
{
	const uint16_t broken = ZC_WAKE_XRUN | ZC_WAKE_LOST;

	return before && before->seq + 1 == w->seq &&
	       before->flags & w->flags & ZC_WAKE_RUNNING && !(before->flags & ZC_WAKE_RESET) &&
	       !((before->flags | w->flags) & broken) && w->rate_hz &&
	       w->rate_hz == before->rate_hz && w->played_frame > before->played_frame;
}

static int64_t
off_ns(int64_t took_ns, uint64_t frames, uint32_t rate_hz)
{
	int64_t off = took_ns - (int64_t)((double)frames * NS_PER_S / rate_hz);

	return off < 0 ? -off : off;
}

static int64_t
period_sw_ns(const struct zc_wake *before, const struct zc_wake *w)
{
	uint64_t periods, frames;

	if (!ran_on(before, w) || !(before->cause & w->cause & ZC_WAKE_PERIOD) ||
		!w->period_frames)
		return -1;
	frames = w->played_frame - before->played_frame;
	periods = (frames + w->period_frames / 2) / w->period_frames;
	if (!periods)
		return -1;
	return off_ns(w->woke_ns - before->woke_ns, periods * w->period_frames, w->rate_hz);
}

static int64_t
period_hw_ns(const struct zc_wake *before, const struct zc_wake *w)
{
	if (!ran_on(before, w) || !before->hw_tstamp_ns ||
		w->hw_tstamp_ns <= before->hw_tstamp_ns)
		return -1;
	return off_ns(w->hw_tstamp_ns - before->hw_tstamp_ns,
		w->played_frame - before->played_frame, w->rate_hz);
}

static int64_t
margin_ns(const struct zc_wake *w)
{
	if (!(w->flags & ZC_WAKE_RUNNING) || !w->rate_hz ||
		w->committed_frame < w->played_frame)
		return -1;
	return (int64_t)((double)(w->committed_frame - w->played_frame) * NS_PER_S /
			 w->rate_hz);
}

int64_t
zc_wake_figure_ns(enum zc_wake_kind kind, const struct zc_wake *before, const struct zc_wake *w)
{
	switch (kind) {
	case ZC_KIND_LATE:
		return late_ns(w);
	case ZC_KIND_PERIOD_SW:
		return period_sw_ns(before, w);
	case ZC_KIND_PERIOD_HW:
		return period_hw_ns(before, w);
	case ZC_KIND_SERVICE:
		return w->done_ns > w->woke_ns ? w->done_ns - w->woke_ns : 0;
	case ZC_KIND_DISK:
		return w->reads && w->cause & ZC_WAKE_DISK ? w->read_latency_ns : -1;
	case ZC_KIND_MARGIN:
		return margin_ns(w);
	case ZC_KINDS:
		break;
	}
	return -1;
}

void
zc_wake_hists_add(
	struct zc_wake_hists *h, const struct zc_wake *before, const struct zc_wake *w)
{
	for (int kind = 0; kind < ZC_KINDS; kind++) {
		int64_t ns = zc_wake_figure_ns((enum zc_wake_kind)kind, before, w);

		if (ns >= 0)
			zc_hist_add(&h->of[kind], ns, w->woke_ns);
	}
}
