#include "tools/report/run.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define NS_PER_S 1000000000ll

/* No DAC is off by more; a larger value means that the position stood still or jumped. */
#define PPM_MAX 5000.0

const double zcjitter_shares[ZCJITTER_SHARES] = { 0.5, 0.9, 0.99, 0.999, 0.9999 };
const char *const zcjitter_share_keys[ZCJITTER_SHARES] = { "p50_ns", "p90_ns", "p99_ns",
	"p99_9_ns", "p99_99_ns" };

const char *
zcjitter_quantile_name(enum zc_wake_kind kind, int i)
{
	static const char *const high[ZCJITTER_SHARES + 1] = { "p50", "p90", "p99", "p99.9",
		"p99.99", "max" };
	static const char *const low[ZCJITTER_SHARES + 1] = { "p50", "p10", "p1", "p0.1",
		"p0.01", "min" };

	return kind == ZC_KIND_MARGIN ? low[i] : high[i];
}

double
zcjitter_run_quantile(const struct zcjitter_run *run, enum zc_wake_kind kind, int i)
{
	const struct zcjitter_series *s = &run->series[kind];
	bool low = kind == ZC_KIND_MARGIN;

	if (!s->count)
		return 0;
	if (i == ZCJITTER_SHARES)
		return (double)s->ns[low ? s->min : s->max];
	return (double)zcjitter_quantile(s, low ? 1 - zcjitter_shares[i] : zcjitter_shares[i]);
}

const char *
zcjitter_cause_name(int i)
{
	static const char *const names[ZCJITTER_CAUSES] = { "deadline", "period", "disk",
		"filler", "command" };

	return names[i];
}

const char *
zcjitter_kind_title(enum zc_wake_kind kind)
{
	static const char *const titles[ZC_KINDS] = { [ZC_KIND_LATE] = "wake-up latency",
		[ZC_KIND_PERIOD_SW] = "period, software",
		[ZC_KIND_PERIOD_HW] = "period, hardware",
		[ZC_KIND_SERVICE] = "service time",
		[ZC_KIND_DISK] = "disk latency",
		[ZC_KIND_MARGIN] = "margin" };

	return titles[kind];
}

const char *
zcjitter_kind_about(enum zc_wake_kind kind)
{
	static const char *const about[ZC_KINDS] = {
		[ZC_KIND_LATE] =
			"How long after its plan, or after the period's interrupt, the "
			"engine woke.",
		[ZC_KIND_PERIOD_SW] =
			"How far the time between two wake-ups by periods was off "
			"the nominal one.",
		[ZC_KIND_PERIOD_HW] =
			"How far the time between two hardware timestamps was off "
			"the nominal one.",
		[ZC_KIND_SERVICE] = "From waking to waiting again: the engine's own work.",
		[ZC_KIND_DISK] = "From starting reads to their completion, where the engine "
				 "waited for it.",
		[ZC_KIND_MARGIN] = "What lay ready ahead of the DAC when the engine woke: how "
				   "far the next underrun was. Here the low end counts."
	};

	return about[kind];
}

double
zcjitter_run_since(const struct zcjitter_run *run, int64_t at_ns)
{
	return (double)(at_ns - run->first_ns) / (double)NS_PER_S;
}

double
zcjitter_run_seconds(const struct zcjitter_run *run)
{
	return zcjitter_run_since(run, run->last_ns);
}

/* Every record has a service time. */
int64_t
zcjitter_run_woke_ns(const struct zcjitter_run *run, uint64_t seq)
{
	const struct zcjitter_series *s = &run->series[ZC_KIND_SERVICE];

	if (run->count.lost || seq < run->first_seq || seq - run->first_seq >= s->count)
		return INT64_MIN;
	return s->at_ns[seq - run->first_seq];
}

char *
zcjitter_run_time(const struct zcjitter_run *run, int64_t at_ns, char *buf)
{
	int64_t ns = run->head.created_unix_ns + (at_ns - run->head.created_mono_ns);
	time_t s = (time_t)(ns / NS_PER_S);
	char text[24];
	struct tm tm;

	if (!gmtime_r(&s, &tm) || !strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S", &tm))
		*text = '\0';
	snprintf(buf, ZCJITTER_TIME_MAX, "%s.%03dZ", text,
		(int)((ns % NS_PER_S + NS_PER_S) % NS_PER_S / 1000000));
	return buf;
}

char *
zcjitter_run_begun(const struct zcjitter_run *run, char *buf)
{
	bool later = run->count.wakeups && run->first_ns < run->head.created_mono_ns;

	return zcjitter_run_time(run, later ? run->first_ns : run->head.created_mono_ns, buf);
}

static void
count_record(struct zcjitter_counts *n, const struct zc_wake *before, const struct zc_wake *w)
{
	n->wakeups++;
	if (before && w->seq > before->seq + 1)
		n->lost += w->seq - before->seq - 1;
	for (int i = 0; i < ZCJITTER_CAUSES; i++)
		n->causes[i] += w->cause >> i & 1;
	n->syscalls += w->syscalls;
	n->cpu_us += w->cpu_us;
	n->reads += w->reads;
	n->read_bytes += w->read_bytes;
	n->xruns += !!(w->flags & ZC_WAKE_XRUN);
	n->still += !!(w->flags & ZC_WAKE_STILL);
	n->resets += !!(w->flags & ZC_WAKE_RESET);
	n->steps_down += !!(w->flags & ZC_WAKE_STEP_DOWN);
	n->faults_minor += w->faults_minor;
	n->faults_major += w->faults_major;
	n->switches_voluntary += w->switches_voluntary;
	n->switches_involuntary += w->switches_involuntary;
}

/* Frames played against their hardware timestamps: the deviation from the nominal rate over
 * time, in seconds. */
struct clock_line {
	struct zcjitter_line line;
	uint64_t frame;
	int64_t tstamp_ns;
	uint32_t rate_hz;
};

static void
add_position(struct clock_line *c, const struct zc_wake *before, const struct zc_wake *w)
{
	bool broken = !before || before->flags & ZC_WAKE_RESET ||
		      (before->flags | w->flags) & (ZC_WAKE_XRUN | ZC_WAKE_LOST) ||
		      w->rate_hz != c->rate_hz || w->played_frame < before->played_frame;
	double x;

	if (broken) {
		zcjitter_line_break(&c->line);
		c->tstamp_ns = 0;
	}
	if (!(w->flags & ZC_WAKE_RUNNING) || !w->hw_tstamp_ns || !w->rate_hz ||
		!w->played_frame)
		return;
	if (!c->tstamp_ns) {
		/* Deviations in ppm at two rates belong to one line. */
		c->rate_hz = w->rate_hz;
		c->frame = w->played_frame;
		c->tstamp_ns = w->hw_tstamp_ns;
	} else if (w->hw_tstamp_ns == before->hw_tstamp_ns) {
		return;
	}
	x = (double)(w->hw_tstamp_ns - c->tstamp_ns) / (double)NS_PER_S;
	zcjitter_line_add(&c->line, x, (double)(w->played_frame - c->frame) / c->rate_hz - x);
}

static void
note_ring(struct zcjitter_run *run, const struct zc_wake *w)
{
	const struct zcjitter_ring ring = { w->rate_hz, w->capacity_frames, w->period_frames };

	if (!w->rate_hz || !memcmp(&ring, &run->ring, sizeof(ring)))
		return;
	run->ring = ring;
	for (int i = 0; i < run->ring_count; i++)
		if (!memcmp(&ring, &run->rings[i], sizeof(ring)))
			return;
	if (run->ring_count < ZCJITTER_RINGS_MAX)
		run->rings[run->ring_count++] = ring;
}

struct load {
	struct zcjitter_run *run;
	struct clock_line clock;
	struct zc_wake before;
	bool any;
};

static int
add_record(struct load *l, const struct zc_wake *w)
{
	struct zcjitter_run *run = l->run;
	const struct zc_wake *before = l->any ? &l->before : NULL;

	for (int k = 0; k < ZC_KINDS; k++) {
		int64_t ns = zc_wake_figure_ns((enum zc_wake_kind)k, before, w);

		if (ns >= 0 && zcjitter_series_add(&run->series[k], (uint64_t)ns, w->woke_ns))
			return -ENOMEM;
	}
	count_record(&run->count, before, w);
	add_position(&l->clock, before, w);
	if (!before) {
		run->first_ns = w->woke_ns;
		run->first_seq = w->seq;
	}
	run->last_ns = w->woke_ns;
	note_ring(run, w);
	l->before = *w;
	l->any = true;
	return 0;
}

static int
add_text(struct zcjitter_run *run, const struct zc_recording_chunk *c, struct zc_err *err)
{
	json_error_t parse_error;
	json_t *object = json_loadb(c->text, c->bytes, 0, &parse_error);

	if (!json_is_object(object)) {
		json_decref(object);
		return zc_fail(err, -EBADMSG, "%s: contains text that is not a JSON object: %s",
			run->path, object ? "another value" : parse_error.text);
	}
	if (c->type == ZC_RECORDING_TRACK)
		return json_array_append_new(run->tracks, object) ? -ENOMEM : 0;
	if (c->type == ZC_RECORDING_INCIDENT)
		return json_array_append_new(run->incidents, object) ? -ENOMEM : 0;
	json_object_update(run->meta, object);
	json_decref(object);
	return 0;
}

static int
add_chunk(struct load *l, const struct zc_recording_chunk *c, struct zc_err *err)
{
	struct zcjitter_run *run = l->run;
	int r = 0;

	if (c->type == ZC_RECORDING_END) {
		snprintf(run->ended, sizeof(run->ended), "%s", c->text);
		return 0;
	}
	if (c->type != ZC_RECORDING_WAKES)
		return add_text(run, c, err);
	for (size_t i = 0; i < c->wake_count && !r; i++)
		r = add_record(l, &c->wakes[i]);
	return r ? zc_fail(err, r, "%s: out of memory", run->path) : 0;
}

static int
finish(struct load *l, const struct zc_recording_reader *r)
{
	struct zcjitter_run *run = l->run;
	double slope, error;

	run->head = r->head;
	run->rate.nominal_hz = run->ring.rate_hz;
	run->whole = r->ended && !*r->note;
	if (*r->note)
		snprintf(run->ended, sizeof(run->ended), "%s", r->note);
	if (zcjitter_line_fit(&l->clock.line, &slope, &error)) {
		run->rate.known = slope * 1e6 < PPM_MAX && slope * 1e6 > -PPM_MAX;
		run->rate.wild = !run->rate.known;
		run->rate.ppm = slope * 1e6;
		run->rate.ppm_error = error * 1e6;
	}
	for (int k = 0; k < ZC_KINDS; k++)
		if (zcjitter_series_sort(&run->series[k]))
			return -ENOMEM;
	return 0;
}

int
zcjitter_run_load(struct zcjitter_run *run, const char *path, struct zc_err *err)
{
	bool standard = strcmp(path, "-") == 0;
	const char *slash = strrchr(path, '/');
	struct zc_recording_reader reader;
	struct zc_recording_chunk chunk;
	struct load l = { .run = run };
	int fd, r;

	memset(run, 0, sizeof(*run));
	run->path = standard ? "standard input" : path;
	snprintf(run->name, sizeof(run->name), "%s", slash ? slash + 1 : run->path);
	run->meta = json_object();
	run->tracks = json_array();
	run->incidents = json_array();
	if (!run->meta || !run->tracks || !run->incidents)
		return zc_fail(err, -ENOMEM, "%s: out of memory", path);
	fd = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return zc_fail(err, -errno, "%s: %s", path, strerror(errno));
	r = zc_recording_open(&reader, fd, run->path, err);
	while (r >= 0 && (r = zc_recording_next(&reader, &chunk, err)) == 1)
		r = add_chunk(&l, &chunk, err);
	if (r == 0 && (r = finish(&l, &reader)))
		zc_fail(err, r, "%s: out of memory", run->path);
	zc_recording_close(&reader);
	if (!standard)
		close(fd);
	return r;
}

void
zcjitter_run_free(struct zcjitter_run *run)
{
	for (int k = 0; k < ZC_KINDS; k++)
		zcjitter_series_free(&run->series[k]);
	json_decref(run->meta);
	json_decref(run->tracks);
	json_decref(run->incidents);
}
