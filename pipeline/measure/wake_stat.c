#include "pipeline/wake_stat.h"

#include <stdlib.h>
#include <string.h>

#include "pipeline/wake_hist.h"

struct zc_wake_stat {
	struct zc_wake_figures sum; /* of the plain counters */
	struct zc_wake_hists hists;
	struct zc_wake before;
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
	uint64_t margin;

	s->sum.wakeups++;
	s->sum.syscalls += w->syscalls;
	s->sum.faults_minor += w->faults_minor;
	s->sum.faults_major += w->faults_major;
	s->sum.switches_involuntary += w->switches_involuntary;
	zc_wake_hists_add(&s->hists, &s->before, w);
	s->before = *w;
	if (!(w->flags & ZC_WAKE_RUNNING) || w->committed_frame < w->played_frame)
		return;
	margin = w->committed_frame - w->played_frame;
	if (margin < s->sum.margin_min_frames)
		s->sum.margin_min_frames = margin;
}

void
zc_wake_stat_get(const struct zc_wake_stat *s, struct zc_wake_figures *out)
{
	const struct zc_hist *late = &s->hists.of[ZC_KIND_LATE];
	const struct zc_hist *service = &s->hists.of[ZC_KIND_SERVICE];

	*out = s->sum;
	out->timed = atomic_load_explicit(&late->count, memory_order_relaxed);
	out->late_p50_ns = zc_hist_quantile(late, 0.5);
	out->late_p99_ns = zc_hist_quantile(late, 0.99);
	out->late_max_ns = zc_hist_quantile(late, 1.0);
	out->service_p99_ns = zc_hist_quantile(service, 0.99);
	out->service_max_ns = zc_hist_quantile(service, 1.0);
	if (out->margin_min_frames == UINT64_MAX)
		out->margin_min_frames = 0;
}
