#include "tools/draw/monitor_json.h"

static json_t *
hist_json(const struct zc_hist_figures *f)
{
	json_t *o = zc_json_object();

	zc_json_put_int(o, "count", (int64_t)f->count);
	zc_json_put_int(o, "mean_ns", (int64_t)f->mean_ns);
	zc_json_put_int(o, "min_ns", (int64_t)f->min_ns);
	zc_json_put_int(o, "min_at_ns", f->min_at_ns);
	zc_json_put_int(o, "p50_ns", (int64_t)f->p50_ns);
	zc_json_put_int(o, "p90_ns", (int64_t)f->p90_ns);
	zc_json_put_int(o, "p99_ns", (int64_t)f->p99_ns);
	zc_json_put_int(o, "p999_ns", (int64_t)f->p999_ns);
	zc_json_put_int(o, "p9999_ns", (int64_t)f->p9999_ns);
	zc_json_put_int(o, "max_ns", (int64_t)f->max_ns);
	zc_json_put_int(o, "max_at_ns", f->max_at_ns);
	return o;
}

static json_t *
engine_json(const struct zc_counters *n)
{
	json_t *o = zc_json_object();

	zc_json_put_int(o, "wakeups", (int64_t)n->wakeups);
	zc_json_put_int(o, "syscalls", (int64_t)n->syscalls);
	zc_json_put_int(o, "xruns", (int64_t)n->xruns);
	zc_json_put_int(o, "faults_minor", (int64_t)n->faults_minor);
	zc_json_put_int(o, "faults_major", (int64_t)n->faults_major);
	zc_json_put_int(o, "switches_voluntary", (int64_t)n->switches_voluntary);
	zc_json_put_int(o, "switches_involuntary", (int64_t)n->switches_involuntary);
	zc_json_put_int(o, "reads", (int64_t)n->reads);
	zc_json_put_int(o, "steps_down", (int64_t)n->steps_down);
	return o;
}

static json_t *
bytes_json(const struct zc_counters *n)
{
	json_t *o = zc_json_object();

	zc_json_put_int(o, "direct", (int64_t)n->bytes_direct);
	zc_json_put_int(o, "copied", (int64_t)n->bytes_copied);
	zc_json_put_int(o, "decoded", (int64_t)n->bytes_decoded);
	return o;
}

static void
put(json_t *o, const char *key, const _Atomic uint64_t *v)
{
	zc_json_put_int(o, key, (int64_t)atomic_load_explicit(v, memory_order_relaxed));
}

static json_t *
filler_json(const struct zc_thread_count *t)
{
	json_t *o = zc_json_object();

	put(o, "faults_minor", &t->faults_minor);
	put(o, "faults_major", &t->faults_major);
	put(o, "switches_voluntary", &t->switches_voluntary);
	put(o, "switches_involuntary", &t->switches_involuntary);
	put(o, "cpu_us", &t->cpu_us);
	return o;
}

json_t *
zc_monitor_json(const struct zc_monitor *l)
{
	const struct zc_wake *last = l->count ? &l->wakes[l->count - 1] : NULL;
	int64_t margin_ns = last ? zc_wake_figure_ns(ZC_KIND_MARGIN, NULL, last) : -1;
	json_t *o = zc_json_object(), *clock = zc_json_object();
	struct zc_hist_figures f;

	for (int kind = 0; kind < ZC_KINDS; kind++) {
		zc_hist_figures(&l->map.area->hists.of[kind], &f);
		if (f.count)
			zc_json_put(
				o, zc_wake_kind_name((enum zc_wake_kind)kind), hist_json(&f));
	}
	zc_json_put(o, "at_ns", last ? json_integer(last->woke_ns) : json_null());
	zc_json_put(o, "margin_ns", margin_ns < 0 ? json_null() : json_integer(margin_ns));
	zc_json_put_real(clock, "ppm", l->snap.ppm);
	zc_json_put_real(clock, "ppm_err", l->snap.ppm_err);
	zc_json_put(o, "clock", clock);
	zc_json_put(o, "engine", engine_json(&l->snap.count));
	zc_json_put(o, "filler", filler_json(&l->map.area->filler));
	zc_json_put(o, "bytes", bytes_json(&l->snap.count));
	return o;
}
