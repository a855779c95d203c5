/* What the measurement area holds, for clients that cannot map it. Control thread only.
 *
 * zc_histograms: of the engine since it started, each from its "histogram:" line on: count,
 *	mean_ns, min_ns, min_at_ns, p50_ns, p90_ns, p99_ns, p999_ns, p9999_ns, max_ns, max_at_ns
 *	(the moments of CLOCK_MONOTONIC or the simulated DAC's virtual clock). */
#include "pipeline/area.h"
#include "daemon/mpd/mpd_handlers.h"

static void
reply_hist(struct zc_client *c, const char *name, const struct zc_hist_figures *f)
{
	zc_reply_text(c, "histogram", name);
	zc_reply_u64(c, "count", f->count);
	zc_reply_u64(c, "mean_ns", f->mean_ns);
	zc_reply_u64(c, "min_ns", f->min_ns);
	zc_reply_u64(c, "min_at_ns", (uint64_t)f->min_at_ns);
	zc_reply_u64(c, "p50_ns", f->p50_ns);
	zc_reply_u64(c, "p90_ns", f->p90_ns);
	zc_reply_u64(c, "p99_ns", f->p99_ns);
	zc_reply_u64(c, "p999_ns", f->p999_ns);
	zc_reply_u64(c, "p9999_ns", f->p9999_ns);
	zc_reply_u64(c, "max_ns", f->max_ns);
	zc_reply_u64(c, "max_at_ns", (uint64_t)f->max_at_ns);
}

int
zc_mpd_zc_histograms(struct zc_client *c, const struct zc_args *a)
{
	const struct zc_area *area = c->server->env.area;
	struct zc_hist_figures f;

	(void)a;
	for (int kind = 0; area && kind < ZC_KINDS; kind++) {
		zc_hist_figures(&area->hists.of[kind], &f);
		reply_hist(c, zc_wake_kind_name((enum zc_wake_kind)kind), &f);
	}
	return ZC_DONE_OK;
}

void
zc_reply_threads(struct zc_client *c)
{
	const struct zc_area *area = c->server->env.area;

	if (!area)
		return;
	zc_reply_u64(c, "filler_faults_minor",
		atomic_load_explicit(&area->filler.faults_minor, memory_order_relaxed));
	zc_reply_u64(c, "filler_faults_major",
		atomic_load_explicit(&area->filler.faults_major, memory_order_relaxed));
}
