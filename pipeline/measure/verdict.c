/* The judgement on an incident, and its wording.
 *
 * Invariant: a cause has weight only for delays that could have kept the ring from being filled
 * at that moment; ordinary delays have none. */
#include "pipeline/verdict.h"

#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "pipeline/wake_hist.h"

#define NS_PER_S 1000000000ll
/* A step of the clock that is shorter may be its ordinary adjustment. */
#define STEP_MIN_NS (1000 * 1000ll)
#define SUSPENDED_MIN_NS (10 * 1000 * 1000ll)

static const char *const causes[ZC_CAUSE_COUNT] = { [ZC_CAUSE_UNKNOWN] = "unknown",
	[ZC_CAUSE_DISK] = "disk-late",
	[ZC_CAUSE_FILLER] = "filler-late",
	[ZC_CAUSE_SCHEDULER] = "scheduler-late",
	[ZC_CAUSE_FAULT] = "fault",
	[ZC_CAUSE_BURST] = "position-burst",
	[ZC_CAUSE_STALL] = "device-stalled",
	[ZC_CAUSE_LOST] = "device-lost",
	[ZC_CAUSE_CLOCK] = "clock-step" };

static const char *const triggers[ZC_TRIGGER_COUNT] = { [ZC_TRIGGER_NONE] = "none",
	[ZC_TRIGGER_XRUN] = "xrun",
	[ZC_TRIGGER_LATE] = "late-wakeup",
	[ZC_TRIGGER_FAULT] = "page-fault",
	[ZC_TRIGGER_LOST] = "device-lost" };

const char *
zc_cause_name(enum zc_cause c)
{
	return causes[c];
}

const char *
zc_trigger_name(enum zc_trigger t)
{
	return triggers[t];
}

static int
find(const char *const *names, int count, const char *name)
{
	for (int i = 0; i < count; i++)
		if (!strcmp(names[i], name))
			return i;
	return 0;
}

enum zc_cause
zc_cause_parse(const char *name)
{
	return (enum zc_cause)find(causes, ZC_CAUSE_COUNT, name);
}

enum zc_trigger
zc_trigger_parse(const char *name)
{
	return (enum zc_trigger)find(triggers, ZC_TRIGGER_COUNT, name);
}

struct view {
	const struct zc_wake *w; /* borrowed */
	uint32_t from; /* the first record since the last reset of the frame counters */
	uint32_t at; /* the record at which it happened */
	uint32_t n; /* records in all */
	struct zc_verdict *v; /* borrowed */
};

static int64_t
frames_ns(const struct zc_wake *w, int64_t frames)
{
	return w->rate_hz ? (int64_t)((double)frames * NS_PER_S / w->rate_hz) : 0;
}

/* How long the ring would have lasted when the engine began to wait again. */
static int64_t
reserve_ns(const struct zc_wake *w)
{
	return frames_ns(w, (int64_t)(w->filled_frame - w->played_frame));
}

static int64_t
late_ns_of(const struct zc_wake *w)
{
	return zc_wake_figure_ns(ZC_KIND_LATE, NULL, w);
}

/* The first record before `at` from which the frame counters ran on without a reset. */
static uint32_t
first_of_run(const struct zc_wake *w, uint32_t at)
{
	uint32_t i = at;

	while (i && w[i - 1].seq + 1 == w[i].seq && w[i - 1].rate_hz == w[at].rate_hz) {
		i--;
		if (w[i].flags & ZC_WAKE_RESET)
			break;
	}
	return i;
}

/* Whether frames that were in the ring after record i could still be playing at the incident. */
static bool
is_recent(const struct view *s, uint32_t i)
{
	return s->w[s->at].woke_ns - s->w[i].done_ns <=
	       frames_ns(&s->w[s->at], s->w[s->at].capacity_frames);
}

/* Whether records i - 1 and i count frames from the same reset. */
static bool
same_run(const struct view *s, uint32_t i)
{
	return i > s->from && !(s->w[i - 1].flags & ZC_WAKE_RESET);
}

static void
weigh(struct view *s, enum zc_cause c, int64_t ns)
{
	if (ns > s->v->weight_ns[c])
		s->v->weight_ns[c] = ns;
}

/* How long the engine did not run between waking and waiting again: preempted, or blocked in the
 * kernel. */
static int64_t
held_ns(const struct zc_wake *w)
{
	int64_t held = w->done_ns - w->woke_ns - (int64_t)w->cpu_us * 1000;

	return held > 0 ? held : 0;
}

/* The record that submitted the oldest read still in flight when w[at] began; -1: none was.
 * Reads complete in the order of submission, near enough, so those in flight are the newest. */
static int64_t
oldest_read_in_flight(const struct view *s)
{
	uint64_t in_flight = 0, newest = 0; /* bytes */
	uint32_t i;

	for (i = 0; i < s->at; i++) {
		const struct zc_wake *w = &s->w[i];
		/* The first record reaped reads that were submitted before the records begin. */
		uint64_t reaped = i || w->seq == 1 ? w->read_bytes : 0;

		in_flight += w->submitted_bytes;
		in_flight -= reaped < in_flight ? reaped : in_flight;
		/* A reset waits for all reads in flight. */
		if (w->flags & ZC_WAKE_RESET && in_flight > w->submitted_bytes)
			in_flight = w->submitted_bytes;
	}
	while (i > 0 && newest < in_flight)
		newest += s->w[--i].submitted_bytes;
	return in_flight ? (int64_t)i : -1;
}

/* The least time that a read reaped by w[i] can have taken: if it did not wake the engine, it may
 * have completed just after the wake-up before. */
static int64_t
read_min_ns(const struct view *s, uint32_t i)
{
	const struct zc_wake *w = &s->w[i];
	int64_t least = w->read_latency_ns, late;

	if (!w->reads)
		return 0;
	late = late_ns_of(w);
	if (!(w->cause & ZC_WAKE_DISK))
		least -= i ? w->woke_ns - s->w[i - 1].done_ns : least;
	else if (late > 0)
		least -= late;
	return least > 0 ? least : 0;
}

/* A read counts against the disk if it took at least half as long as the ring would have lasted
 * when it was submitted: the engine plans for shorter reads. */
static void
weigh_disk(struct view *s)
{
	int64_t oldest = oldest_read_in_flight(s);
	int64_t read_ns;

	for (uint32_t i = s->from + 1; i < s->at; i++) {
		read_ns = read_min_ns(s, i);
		if (same_run(s, i) && is_recent(s, i) && s->w[i - 1].flags & ZC_WAKE_RUNNING &&
			read_ns >= reserve_ns(&s->w[i - 1]) / 2)
			weigh(s, ZC_CAUSE_DISK, read_ns);
	}
	if (oldest < 0)
		goto out;
	if (s->w[s->at].reads) {
		read_ns = read_min_ns(s, s->at);
	} else {
		s->v->read_out = true;
		read_ns = s->w[s->at].woke_ns - s->w[oldest].done_ns;
		for (uint32_t i = s->at + 1; i < s->n; i++) {
			if (!s->w[i].reads)
				continue;
			if (read_min_ns(s, i) > read_ns)
				read_ns = read_min_ns(s, i);
			break;
		}
	}
	if (read_ns >= reserve_ns(&s->w[oldest]) / 2)
		weigh(s, ZC_CAUSE_DISK, read_ns);
out:
	s->v->read_ns = s->v->weight_ns[ZC_CAUSE_DISK];
}

/* By how much the engine slept longer than the ring lasted; 0 or less: it did not. It is always
 * woken before the ring is empty unless a read or the device fails, so this much it was late,
 * even if the record has no planned time. */
static int64_t
overslept_ns(const struct view *s)
{
	const struct zc_wake *w = &s->w[s->at], *before;

	if (!same_run(s, s->at) || w->planned_ns || s->v->read_out ||
		w->flags & (ZC_WAKE_STILL | ZC_WAKE_LOST))
		return 0;
	before = w - 1;
	if (!(before->flags & ZC_WAKE_RUNNING))
		return 0;
	return w->woke_ns - before->done_ns - reserve_ns(before);
}

/* Whether a delay of ns before w[i] woke was long enough to empty the ring: some microseconds are
 * always lost. */
static bool
matters(const struct view *s, uint32_t i, int64_t ns)
{
	return s->v->trigger != ZC_TRIGGER_XRUN ||
	       (same_run(s, i) && ns >= reserve_ns(&s->w[i - 1]) / 4);
}

static void
weigh_thread(struct view *s)
{
	struct zc_verdict *v = s->v;

	for (uint32_t i = s->from; i <= s->at; i++) {
		const struct zc_wake *w = &s->w[i];
		int64_t late = late_ns_of(w), held = held_ns(w);
		bool counts = matters(s, i, late), page;

		if (i < s->at && !is_recent(s, i))
			continue;
		if (i == s->at && v->trigger == ZC_TRIGGER_XRUN && overslept_ns(s) > late) {
			late = overslept_ns(s);
			counts = true;
		}
		if (late > v->late_ns)
			v->late_ns = late;
		/* Blamed on the page fault unless the thread was runnable for most of the time,
		 * which a thread that waits for a page is not. */
		page = w->faults_major &&
		       !(v->hints.run_delay_ns >= 0 && v->hints.run_delay_ns > late / 2);
		if (counts)
			weigh(s, page ? ZC_CAUSE_FAULT : ZC_CAUSE_SCHEDULER, late);
		if (!matters(s, i, held))
			continue;
		if (w->faults_major)
			weigh(s, ZC_CAUSE_FAULT, held);
		else if (w->switches_involuntary)
			weigh(s, ZC_CAUSE_SCHEDULER, held);
	}
	if (v->trigger == ZC_TRIGGER_FAULT)
		weigh(s, ZC_CAUSE_FAULT, held_ns(&s->w[s->at]) + 1);
}

/* The engine was in time, half of the ring was free, no read was in flight, and yet nothing was
 * filled: then the filler was working on it. */
static void
weigh_filler(struct view *s)
{
	const struct zc_wake *before;
	uint32_t j = s->at;

	if (!same_run(s, s->at) || s->v->read_out || overslept_ns(s) > 0)
		return;
	before = &s->w[s->at - 1];
	if (before->filled_frame - before->played_frame > before->capacity_frames / 2)
		return;
	while (j > s->from + 1 && s->w[j - 1].filled_frame == s->w[j - 2].filled_frame)
		j--;
	if (j == s->from || s->at - j < 1)
		return;
	j--;
	if (s->w[s->at].woke_ns - s->w[j].done_ns >= reserve_ns(&s->w[j]) / 2)
		weigh(s, ZC_CAUSE_FILLER, s->w[s->at].woke_ns - s->w[j].done_ns);
}

/* The position is compared with the clock and with its own timestamps. */
static void
weigh_burst(struct view *s)
{
	for (uint32_t i = s->from + 1; i <= s->at; i++) {
		const struct zc_wake *w = &s->w[i], *before = &s->w[i - 1];
		int64_t ns = w->woke_ns - before->woke_ns, expected, ahead;

		if (!same_run(s, i) || !(before->flags & ZC_WAKE_RUNNING) ||
			(i < s->at && !is_recent(s, i)))
			continue;
		if (w->hw_tstamp_ns - before->hw_tstamp_ns > ns)
			ns = w->hw_tstamp_ns - before->hw_tstamp_ns;
		expected = (int64_t)((double)ns * w->rate_hz / NS_PER_S);
		ahead = (int64_t)(w->played_frame - before->played_frame) - expected;
		if (ahead > (int64_t)w->period_frames + expected / 20 &&
			ahead > s->v->jump_frames) {
			s->v->jump_frames = ahead;
			weigh(s, ZC_CAUSE_BURST, frames_ns(w, ahead));
		}
	}
}

static void
weigh_device(struct view *s)
{
	const struct zc_wake *w = &s->w[s->at];
	uint32_t i = s->at;

	if (s->v->trigger == ZC_TRIGGER_LOST)
		weigh(s, ZC_CAUSE_LOST, 1);
	/* An unplugged device's position stands still as well. A device that is still there is
	 * given up only after the engine has flagged the standstill. */
	if (s->v->trigger == ZC_TRIGGER_LOST && !(w->flags & ZC_WAKE_STILL))
		return;
	while (same_run(s, i) && s->w[i - 1].played_frame == w->played_frame &&
		s->w[i - 1].flags & ZC_WAKE_RUNNING)
		i--;
	if (i < s->at && (w->flags & ZC_WAKE_STILL ||
				 w->woke_ns - s->w[i].woke_ns >
					 frames_ns(w, 2 * (int64_t)w->period_frames)))
		s->v->still_ns = w->woke_ns - s->w[i].woke_ns;
	weigh(s, ZC_CAUSE_STALL, s->v->still_ns);
	if (s->v->trigger != ZC_TRIGGER_LOST && !s->v->still_ns &&
		s->v->margin_ns > frames_ns(w, (int64_t)w->period_frames))
		weigh(s, ZC_CAUSE_STALL, s->v->margin_ns);
}

static int64_t
magnitude(int64_t ns)
{
	return ns < 0 ? -ns : ns;
}

/* Setting the clock does not drain the ring, so it is blamed only if there is no other cause,
 * or if the device stopped by itself. */
static void
choose(struct zc_verdict *v)
{
	const struct zc_verdict_hints *h = &v->hints;
	bool stepped = magnitude(h->realtime_step_ns) >= STEP_MIN_NS;

	for (int c = 1; c < ZC_CAUSE_COUNT; c++) {
		if (v->weight_ns[c] > v->weight_ns[v->cause]) {
			v->also = v->cause;
			v->cause = (enum zc_cause)c;
		} else if (v->weight_ns[c] > v->weight_ns[v->also]) {
			v->also = (enum zc_cause)c;
		}
	}
	if (v->trigger == ZC_TRIGGER_FAULT && v->cause != ZC_CAUSE_FAULT) {
		v->also = v->cause;
		v->cause = ZC_CAUSE_FAULT;
	} else if (v->weight_ns[v->also] < v->weight_ns[v->cause] / 4) {
		v->also = ZC_CAUSE_UNKNOWN;
	}
	if (h->suspended_ns < SUSPENDED_MIN_NS && !stepped)
		return;
	v->weight_ns[ZC_CAUSE_CLOCK] = h->suspended_ns >= SUSPENDED_MIN_NS
					       ? h->suspended_ns
					       : magnitude(h->realtime_step_ns);
	if (v->trigger != ZC_TRIGGER_FAULT &&
		(h->suspended_ns >= SUSPENDED_MIN_NS || v->cause == ZC_CAUSE_UNKNOWN ||
			(v->cause == ZC_CAUSE_STALL && !v->still_ns))) {
		v->also = v->cause;
		v->cause = ZC_CAUSE_CLOCK;
	} else if (!v->also) {
		v->also = ZC_CAUSE_CLOCK;
	}
}

#define SPAN_MAX 24

/* A duration for people, in buf. */
static const char *
span(int64_t ns, char buf[SPAN_MAX])
{
	double ms = (double)ns / 1e6;

	if (ms >= 1000)
		snprintf(buf, SPAN_MAX, "%.2f s", ms / 1000);
	else if (ms >= 1)
		snprintf(buf, SPAN_MAX, "%.1f ms", ms);
	else
		snprintf(buf, SPAN_MAX, "%.0f us", ms * 1000);
	return buf;
}

static int
describe_scheduler(const struct zc_verdict *v, char *buf, size_t size)
{
	const struct zc_verdict_hints *h = &v->hints;
	char a[SPAN_MAX], b[SPAN_MAX];
	int64_t late = v->weight_ns[ZC_CAUSE_SCHEDULER];
	int n = snprintf(
		buf, size, "scheduler late: the engine ran %s after it was due", span(late, a));

	if (n < 0 || (size_t)n >= size)
		return n;
	buf += n;
	size -= (size_t)n;
	if (*h->ran_instead)
		return snprintf(buf, size, "; %s had the CPU until then", h->ran_instead);
	if (h->run_delay_ns < 0)
		return snprintf(buf, size, "; what had the CPU is not known");
	if (h->run_delay_ns < late / 4)
		return snprintf(buf, size,
			", but waited for a CPU for only %s of that: its timer or interrupt "
			"came late",
			span(h->run_delay_ns, b));
	return snprintf(buf, size, ", and waited for a CPU for %s of that",
		span(h->run_delay_ns < late ? h->run_delay_ns : late, b));
}

static void
describe(const struct zc_verdict *v, enum zc_cause c, char *buf, size_t size)
{
	char a[SPAN_MAX], b[SPAN_MAX];
	int64_t step = v->hints.realtime_step_ns;

	switch (c) {
	case ZC_CAUSE_DISK:
		snprintf(buf, size, "disk late: a read %s %s",
			v->read_out ? "had not completed after" : "took", span(v->read_ns, a));
		break;
	case ZC_CAUSE_FILLER:
		snprintf(buf, size, "filler late: nothing was decoded, copied or read for %s",
			span(v->weight_ns[c], a));
		break;
	case ZC_CAUSE_SCHEDULER:
		describe_scheduler(v, buf, size);
		break;
	case ZC_CAUSE_FAULT:
		snprintf(buf, size,
			"page fault on the engine's thread (%" PRIu32 " major, %" PRIu32
			" minor), which held it for %s",
			v->faults_major, v->faults_minor, span(v->weight_ns[c], a));
		break;
	case ZC_CAUSE_BURST:
		snprintf(buf, size,
			"position burst: the device's position jumped %" PRId64
			" frames (%s) ahead of the clock",
			v->jump_frames, span(v->weight_ns[c], a));
		break;
	case ZC_CAUSE_STALL:
		if (v->still_ns)
			snprintf(buf, size, "device stalled: its position stood still for %s",
				span(v->still_ns, a));
		else
			snprintf(buf, size,
				"device stalled: it stopped by itself with %s left to play",
				span(v->margin_ns, a));
		break;
	case ZC_CAUSE_LOST:
		snprintf(buf, size, "device lost: it went away while it played");
		break;
	case ZC_CAUSE_CLOCK:
		if (v->hints.suspended_ns == v->weight_ns[c])
			snprintf(buf, size, "clock step: the machine was suspended for %s",
				span(v->hints.suspended_ns, a));
		else
			snprintf(buf, size, "clock step: the system's clock was set %s %s",
				span(step < 0 ? -step : step, b), step < 0 ? "back" : "ahead");
		break;
	case ZC_CAUSE_UNKNOWN:
	default:
		snprintf(buf, size,
			"cause not known: the engine ran in time and waited for no read");
		break;
	}
}

static void
write_text(struct zc_verdict *v)
{
	size_t len;

	describe(v, v->cause, v->text, sizeof(v->text));
	len = strlen(v->text);
	if (v->trigger == ZC_TRIGGER_XRUN && v->reserve_ns > 0 && v->cause != ZC_CAUSE_STALL) {
		char a[SPAN_MAX];

		snprintf(v->text + len, sizeof(v->text) - len, "; the ring held %s before",
			span(v->reserve_ns, a));
		len = strlen(v->text);
	}
	if (v->also && len + sizeof("; besides, ") < sizeof(v->text)) {
		strcpy(v->text + len, "; besides, ");
		len = strlen(v->text);
		describe(v, v->also, v->text + len, sizeof(v->text) - len);
	}
}

void
zc_verdict_judge(const struct zc_wake *w, uint32_t n, uint32_t at, enum zc_trigger trigger,
	const struct zc_verdict_hints *hints, struct zc_verdict *v)
{
	struct view s = { .w = w, .from = first_of_run(w, at), .at = at, .n = n, .v = v };

	memset(v, 0, sizeof(*v));
	v->trigger = trigger;
	v->seq = w[at].seq;
	v->track_id = w[at].track_id;
	v->hints.run_delay_ns = -1;
	if (hints)
		v->hints = *hints;
	if (w[at].committed_frame > w[at].played_frame)
		v->margin_ns = frames_ns(
			&w[at], (int64_t)(w[at].committed_frame - w[at].played_frame));
	if (same_run(&s, at))
		v->reserve_ns = reserve_ns(&w[at - 1]);
	v->faults_minor = w[at].faults_minor;
	v->faults_major = w[at].faults_major;
	v->switches_involuntary = w[at].switches_involuntary;
	if (trigger == ZC_TRIGGER_XRUN)
		weigh_disk(&s);
	if (trigger != ZC_TRIGGER_LOST)
		weigh_thread(&s);
	if (trigger == ZC_TRIGGER_XRUN || trigger == ZC_TRIGGER_LOST)
		weigh_device(&s);
	if (trigger == ZC_TRIGGER_XRUN)
		weigh_burst(&s);
	/* Only if the ring ran empty. */
	if (trigger == ZC_TRIGGER_XRUN && !v->weight_ns[ZC_CAUSE_STALL])
		weigh_filler(&s);
	choose(v);
	write_text(v);
}
