#include "wake_stat.h"

#include <stdlib.h>
#include <string.h>

#include "rt/stat.h"

/* A timestamp that is older was not left by the interrupt that woke the engine. */
#define TSTAMP_OLD_NS (100 * 1000 * 1000ll)

struct zc_wake_stat {
	struct zc_wake_figures sum; /* the plain counters */
	struct zc_hist late, service;
};

struct zc_wake_stat *
zc_wake_stat_new(void)
{
	struct zc_wake_stat *s = calloc(1, sizeof(*s));

	if (s)
		zc_wake_stat_reset(s);
	return s;
}

void
zc_wake_stat_free(struct zc_wake_stat *s)
{
	free(s);
}

void
zc_wake_stat_reset(struct zc_wake_stat *s)
{
	memset(s, 0, sizeof(*s));
	s->sum.margin_min_frames = UINT64_MAX;
}

void
zc_wake_stat_add(struct zc_wake_stat *s, const struct zc_wake *w)
{
	int64_t planned_ns = w->planned_ns;

	s->sum.wakeups++;
	s->sum.syscalls += w->syscalls;
	s->sum.faults_minor += w->faults_minor;
	s->sum.faults_major += w->faults_major;
	s->sum.switches_involuntary += w->switches_involuntary;
	if (!planned_ns && w->cause == ZC_WAKE_PERIOD && w->hw_tstamp_ns <= w->woke_ns &&
		w->woke_ns - w->hw_tstamp_ns < TSTAMP_OLD_NS)
		planned_ns = w->hw_tstamp_ns;
	if (planned_ns)
		zc_hist_add(&s->late, w->woke_ns - planned_ns, w->woke_ns);
	zc_hist_add(&s->service, w->done_ns - w->woke_ns, w->woke_ns);
	if (w->played_frame && w->committed_frame > w->played_frame &&
		w->committed_frame - w->played_frame < s->sum.margin_min_frames)
		s->sum.margin_min_frames = w->committed_frame - w->played_frame;
}

void
zc_wake_stat_get(const struct zc_wake_stat *s, struct zc_wake_figures *out)
{
	*out = s->sum;
	out->timed = atomic_load_explicit(&s->late.count, memory_order_relaxed);
	out->late_p50_ns = zc_hist_quantile(&s->late, 0.5);
	out->late_p99_ns = zc_hist_quantile(&s->late, 0.99);
	out->late_max_ns = zc_hist_quantile(&s->late, 1.0);
	out->service_p99_ns = zc_hist_quantile(&s->service, 0.99);
	out->service_max_ns = zc_hist_quantile(&s->service, 1.0);
	if (out->margin_min_frames == UINT64_MAX)
		out->margin_min_frames = 0;
}
