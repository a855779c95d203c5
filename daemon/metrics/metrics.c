/* Histogram buckets are powers of two in nanoseconds, which are also edges of the engine's bins:
 * so the count of each bucket is exact. */
#include "daemon/metrics/metrics.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <string.h>

#include "pipeline/area.h"
#include "config.h"
#include "daemon/incident/incident.h"
#include "daemon/player/player.h"
#include "daemon/queue/queue.h"

/* From 1.024 us to 17.2 s. */
#define BUCKET_FIRST 10u
#define BUCKET_LAST 34u

static void __attribute__((format(printf, 2, 3))) put(struct zc_buf *b, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	zc_buf_vprintf(b, fmt, ap);
	va_end(ap);
}

static void
head(struct zc_buf *b, const char *name, const char *type, const char *help)
{
	put(b, "# HELP zcaudiod_%s %s\n# TYPE zcaudiod_%s %s\n", name, help, name, type);
}

/* name="value", with backslash, quote and newline escaped. */
static void
put_label(struct zc_buf *b, const char *name, const char *value)
{
	put(b, "%s=\"", name);
	for (; *value; value++) {
		if (*value == '\n')
			put(b, "\\n");
		else
			put(b, strchr("\\\"", *value) ? "\\%c" : "%c", *value);
	}
	put(b, "\"");
}

static void
put_count(struct zc_buf *b, const char *name, const char *labels, uint64_t value)
{
	put(b, "zcaudiod_%s%s %" PRIu64 "\n", name, labels, value);
}

static void
counter(struct zc_buf *b, const char *name, const char *help, uint64_t value)
{
	head(b, name, "counter", help);
	put_count(b, name, "", value);
}

static void
gauge(struct zc_buf *b, const char *name, const char *help, double value)
{
	head(b, name, "gauge", help);
	put(b, "zcaudiod_%s %.13g\n", name, value);
}

static void
write_about(const struct zc_player_status *st, struct zc_buf *b)
{
	static const char *const states[] = { [ZC_STATE_STOPPED] = "stopped",
		[ZC_STATE_PLAYING] = "playing",
		[ZC_STATE_PAUSED] = "paused" };
	char fmt[ZC_FMT_STR_MAX] = "";

	head(b, "build_info", "gauge", "Version of the running daemon.");
	put(b, "zcaudiod_build_info{version=\"%s\"} 1\n", PACKAGE_VERSION);
	head(b, "state", "gauge", "1 for the present state of the player, 0 for the others.");
	for (size_t i = 0; i < sizeof(states) / sizeof(states[0]); i++)
		put(b, "zcaudiod_state{state=\"%s\"} %d\n", states[i], st->state == i);
	head(b, "device_info", "gauge",
		"The device that plays or played last, its format, and the path of the "
		"samples.");
	put(b, "zcaudiod_device_info{");
	put_label(b, "device", st->device);
	put(b, ",");
	put_label(b, "format", st->info ? zc_fmt_str(&st->info->hw, fmt) : fmt);
	put(b, ",");
	put_label(b, "path", zc_path_name(st->counts.path));
	put(b, "} 1\n");
}

static void
write_gauges(const struct zc_queue *queue, const struct zc_snapshot *s, struct zc_buf *b)
{
	double ahead = (double)(int64_t)(s->committed_frame - s->played_frame);

	gauge(b, "queue_songs", "Songs in the queue.", zc_queue_length(queue));
	gauge(b, "engine_tracks", "Tracks queued in the engine.", s->queued);
	gauge(b, "ring_ahead_seconds",
		"Audio committed ahead of the DAC; 0 while it does not play.",
		s->rate_hz > 0 ? ahead / s->rate_hz : 0);
	gauge(b, "device_rate_hertz", "Measured rate of the DAC; 0 while it does not play.",
		s->rate_hz);
	gauge(b, "device_clock_offset_ratio",
		"Deviation of the DAC's clock from the system's clock, as a ratio.",
		s->ppm / 1e6);
	gauge(b, "device_clock_offset_error_ratio",
		"Standard error of device_clock_offset_ratio.", s->ppm_err / 1e6);
}

static void
write_threads(const struct zc_area *a, const struct zc_counters *n, struct zc_buf *b)
{
	const struct zc_thread_count *f = &a->filler;

#define FILLER(field) atomic_load_explicit(&f->field, memory_order_relaxed)
	head(b, "page_faults_total", "counter", "Page faults by thread.");
	put_count(
		b, "page_faults_total", "{thread=\"engine\",kind=\"minor\"}", n->faults_minor);
	put_count(
		b, "page_faults_total", "{thread=\"engine\",kind=\"major\"}", n->faults_major);
	put_count(b, "page_faults_total", "{thread=\"filler\",kind=\"minor\"}",
		FILLER(faults_minor));
	put_count(b, "page_faults_total", "{thread=\"filler\",kind=\"major\"}",
		FILLER(faults_major));
	head(b, "context_switches_total", "counter", "Context switches by thread.");
	put_count(b, "context_switches_total", "{thread=\"engine\",kind=\"voluntary\"}",
		n->switches_voluntary);
	put_count(b, "context_switches_total", "{thread=\"engine\",kind=\"involuntary\"}",
		n->switches_involuntary);
	put_count(b, "context_switches_total", "{thread=\"filler\",kind=\"voluntary\"}",
		FILLER(switches_voluntary));
	put_count(b, "context_switches_total", "{thread=\"filler\",kind=\"involuntary\"}",
		FILLER(switches_involuntary));
#undef FILLER
}

static void
write_counters(const struct zc_counters *n, struct zc_buf *b)
{
	counter(b, "wakeups_total", "Wake-ups of the engine.", n->wakeups);
	counter(b, "system_calls_total",
		"System calls of the engine, except those that read the kernel's counters.",
		n->syscalls);
	counter(b, "statistics_system_calls_total",
		"System calls of the engine that read the kernel's counters.",
		n->stat_syscalls);
	counter(b, "reads_total", "Completed direct reads.", n->reads);
	counter(b, "xruns_total", "Underruns of the device.", n->xruns);
	counter(b, "path_steps_down_total", "Times that a track continued on a worse path.",
		n->steps_down);
	counter(b, "frames_played_total", "Frames played by the DAC.", n->frames_played);
	head(b, "filled_bytes_total", "counter",
		"Bytes of tracks written into the ring, by path.");
	put_count(b, "filled_bytes_total", "{path=\"direct\"}", n->bytes_direct);
	put_count(b, "filled_bytes_total", "{path=\"copied\"}", n->bytes_copied);
	put_count(b, "filled_bytes_total", "{path=\"decoded\"}", n->bytes_decoded);
}

static void
write_hist(const struct zc_hist *h, const char *name, const char *help, struct zc_buf *b)
{
	uint64_t below = 0;
	uint32_t bin = 0;

	head(b, name, "histogram", help);
	for (uint32_t power = BUCKET_FIRST; power <= BUCKET_LAST; power++) {
		for (; bin < zc_hist_bin(UINT64_C(1) << power); bin++)
			below += atomic_load_explicit(&h->bin[bin], memory_order_relaxed);
		put(b, "zcaudiod_%s_bucket{le=\"%.9g\"} %" PRIu64 "\n", name,
			(double)(UINT64_C(1) << power) / 1e9, below);
	}
	for (; bin < ZC_HIST_BINS; bin++)
		below += atomic_load_explicit(&h->bin[bin], memory_order_relaxed);
	put(b, "zcaudiod_%s_bucket{le=\"+Inf\"} %" PRIu64 "\n", name, below);
	put(b, "zcaudiod_%s_sum %.9f\n", name,
		(double)atomic_load_explicit(&h->sum_ns, memory_order_relaxed) / 1e9);
	put(b, "zcaudiod_%s_count %" PRIu64 "\n", name, below);
}

static void
write_hists(const struct zc_wake_hists *hists, struct zc_buf *b)
{
	static const struct {
		const char *name, *help;
	} about[ZC_KINDS] = {
		[ZC_KIND_LATE] = { "wake_latency_seconds",
			"Time from the planned wake-up, or the period interrupt, until the "
			"engine runs." },
		[ZC_KIND_PERIOD_SW] = { "period_software_deviation_seconds",
			"Deviation of the time between two period wake-ups from the period." },
		[ZC_KIND_PERIOD_HW] = { "period_hardware_deviation_seconds",
			"Deviation of the time between two hardware timestamps from the "
			"period." },
		[ZC_KIND_SERVICE] = { "service_seconds",
			"Time from a wake-up of the engine until it waits again." },
		[ZC_KIND_DISK] = { "disk_latency_seconds",
			"Duration of reads that the engine waited for." },
		[ZC_KIND_MARGIN] = { "margin_seconds",
			"Audio committed ahead of the DAC at each wake-up." }
	};
	struct zc_hist_figures f;

	for (int k = 0; k < ZC_KINDS; k++)
		write_hist(&hists->of[k], about[k].name, about[k].help, b);
	zc_hist_figures(&hists->of[ZC_KIND_LATE], &f);
	gauge(b, "wake_latency_max_seconds", "Longest wake_latency_seconds.",
		(double)f.max_ns / 1e9);
	zc_hist_figures(&hists->of[ZC_KIND_MARGIN], &f);
	gauge(b, "margin_min_seconds", "Shortest margin_seconds.", (double)f.min_ns / 1e9);
}

static void
write_incidents(const struct zc_incidents *in, struct zc_buf *b)
{
	const uint64_t *counts = zc_incidents_counts(in);

	head(b, "incidents_total", "counter", "Incidents by verdict.");
	for (int c = 0; c < ZC_CAUSE_COUNT; c++)
		put(b, "zcaudiod_incidents_total{verdict=\"%s\"} %" PRIu64 "\n",
			zc_cause_name((enum zc_cause)c), counts[c]);
}

static void
write_receipts(const struct zc_player_status *st, struct zc_buf *b)
{
	static const enum zc_verify_state states[] = { ZC_VERIFY_VERIFIED, ZC_VERIFY_FAILED,
		ZC_VERIFY_INCOMPLETE, ZC_VERIFY_IMPOSSIBLE };

	head(b, "receipts_total", "counter", "Receipts for tracks, by result.");
	for (size_t i = 0; i < sizeof(states) / sizeof(states[0]); i++)
		put(b, "zcaudiod_receipts_total{receipt=\"%s\"} %" PRIu64 "\n",
			zc_verify_name(states[i]), st->receipts[states[i]]);
}

void
zc_metrics_write(const struct zc_metrics_sources *s, struct zc_buf *out)
{
	struct zc_player_status st;

	zc_player_status(s->player, &st);
	write_about(&st, out);
	write_gauges(s->queue, &st.snap, out);
	write_counters(&st.snap.count, out);
	write_receipts(&st, out);
	if (s->area) {
		gauge(out, "engine_start_time_seconds",
			"UNIX time at which the engine was started.",
			(double)s->area->head.start_real_ns / 1e9);
		write_threads(s->area, &st.snap.count, out);
		write_hists(&s->area->hists, out);
	}
	if (s->incidents)
		write_incidents(s->incidents, out);
}
