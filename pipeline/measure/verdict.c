/* Weighs what the records show. Invariant: a weight is only given to what could have kept the
 * ring from being filled at that moment; what is usual weighs nothing. */
#include "pipeline/verdict.h"

#include <stddef.h>
#include <string.h>

#include "pipeline/wake_hist.h"

#define NS_PER_S 1000000000ll
/* Shorter is no reading of a clock that was set: adjusting it moves it by less. */
#define STEP_MIN_NS (1000 * 1000ll)
#define SLEPT_MIN_NS (10 * 1000 * 1000ll)

struct view {
	const struct zc_wake *w; /* borrowed */
	uint32_t from; /* the first record whose frames count like those of `at` */
	uint32_t at, n;
	struct zc_verdict *v; /* borrowed */
};

static int64_t
frames_ns(const struct zc_wake *w, int64_t frames)
{
	return w->rate_hz ? (int64_t)((double)frames * NS_PER_S / w->rate_hz) : 0;
}

/* What was filled and not played when it went to wait again. */
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

/* Whether what it left in the ring could still be heard at the incident. */
static bool
recent(const struct view *s, uint32_t i)
{
	return s->w[s->at].woke_ns - s->w[i].done_ns <=
	       frames_ns(&s->w[s->at], s->w[s->at].capacity_frames);
}

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

/* From waking to waiting again without running: it was taken off its CPU, or waited inside the
 * kernel. */
static int64_t
held_ns(const struct zc_wake *w)
{
	int64_t held = w->done_ns - w->woke_ns - (int64_t)w->cpu_us * 1000;

	return held > 0 ? held : 0;
}

/* The moment at which the oldest read was started that had not come back when w[at] began, as
 * the index of its record; -1: none was out. Reads come back in the order they went out, near
 * enough, so those that are out are the newest. */
static int64_t
oldest_read_out(const struct view *s)
{
	uint64_t out = 0, newest = 0;
	uint32_t i;

	for (i = 0; i < s->at; i++) {
		const struct zc_wake *w = &s->w[i];
		/* What the first record reaped was started before it. */
		uint64_t back = i || w->seq == 1 ? w->read_bytes : 0;

		out += w->submitted_bytes;
		out -= back < out ? back : out;
		/* A reset waits for all that is out. */
		if (w->flags & ZC_WAKE_RESET && out > w->submitted_bytes)
			out = w->submitted_bytes;
	}
	while (i > 0 && newest < out)
		newest += s->w[--i].submitted_bytes;
	return out ? (int64_t)i : -1;
}

/* How long a read that w[i] reaped took at least: if it did not wake the engine, it may have
 * been back since just after the wake-up before. */
static int64_t
read_least_ns(const struct view *s, uint32_t i)
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

/* A read counts against the disk once it took half of what the ring held when it was started:
 * the engine plans with less. */
static void
look_at_disk(struct view *s)
{
	int64_t out = oldest_read_out(s);
	int64_t took;

	for (uint32_t i = s->from + 1; i < s->at; i++) {
		took = read_least_ns(s, i);
		if (same_run(s, i) && recent(s, i) && s->w[i - 1].flags & ZC_WAKE_RUNNING &&
			took >= reserve_ns(&s->w[i - 1]) / 2)
			weigh(s, ZC_CAUSE_DISK, took);
	}
	if (out < 0)
		goto tell;
	if (s->w[s->at].reads) {
		took = read_least_ns(s, s->at);
	} else {
		s->v->read_out = true;
		took = s->w[s->at].woke_ns - s->w[out].done_ns;
		for (uint32_t i = s->at + 1; i < s->n; i++) {
			if (!s->w[i].reads)
				continue;
			if (read_least_ns(s, i) > took)
				took = read_least_ns(s, i);
			break;
		}
	}
	if (took >= reserve_ns(&s->w[out]) / 2)
		weigh(s, ZC_CAUSE_DISK, took);
tell:
	s->v->read_ns = s->v->weight_ns[ZC_CAUSE_DISK];
}

/* It is always woken before the ring is empty, unless a read or the device itself fails. So if
 * it slept for longer than the ring lasted it was late, also where no plan was kept. */
static int64_t
overslept_ns(const struct view *s)
{
	const struct zc_wake *w = &s->w[s->at], *before = w - 1;

	if (!same_run(s, s->at) || !(before->flags & ZC_WAKE_RUNNING) || w->planned_ns ||
		s->v->read_out || w->flags & (ZC_WAKE_STILL | ZC_WAKE_LOST))
		return 0;
	return w->woke_ns - before->done_ns - reserve_ns(before);
}

/* Whether so much, lost before w[i] woke, could empty the ring: some microseconds are always
 * lost. */
static bool
matters(const struct view *s, uint32_t i, int64_t ns)
{
	return s->v->trigger != ZC_TRIGGER_XRUN ||
	       (same_run(s, i) && ns >= reserve_ns(&s->w[i - 1]) / 4);
}

static void
look_at_thread(struct view *s)
{
	struct zc_verdict *v = s->v;

	for (uint32_t i = s->from; i <= s->at; i++) {
		const struct zc_wake *w = &s->w[i];
		int64_t late = late_ns_of(w), held = held_ns(w);
		bool counts = matters(s, i, late), page;

		if (i < s->at && !recent(s, i))
			continue;
		if (i == s->at && v->trigger == ZC_TRIGGER_XRUN && overslept_ns(s) > late) {
			late = overslept_ns(s);
			counts = true;
		}
		if (late > v->late_ns)
			v->late_ns = late;
		/* A thread that waits for a page is not runnable. */
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

/* Awake in time with half of the ring to fill, nothing out at the disk, and yet nothing was
 * filled: then the filler had it. */
static void
look_at_filler(struct view *s)
{
	const struct zc_wake *before = s->w + s->at - 1;
	uint32_t j = s->at;

	if (!same_run(s, s->at) || s->v->read_out || overslept_ns(s) > 0 ||
		before->filled_frame - before->played_frame > before->capacity_frames / 2)
		return;
	while (j > s->from + 1 && s->w[j - 1].filled_frame == s->w[j - 2].filled_frame)
		j--;
	if (j == s->from || s->at - j < 1)
		return;
	j--;
	if (s->w[s->at].woke_ns - s->w[j].done_ns >= reserve_ns(&s->w[j]) / 2)
		weigh(s, ZC_CAUSE_FILLER, s->w[s->at].woke_ns - s->w[j].done_ns);
}

/* The position against its own timestamps. */
static void
look_for_burst(struct view *s)
{
	for (uint32_t i = s->from + 1; i <= s->at; i++) {
		const struct zc_wake *w = &s->w[i], *before = &s->w[i - 1];
		int64_t ns = w->woke_ns - before->woke_ns, expected, ahead;

		if (!same_run(s, i) || !(before->flags & ZC_WAKE_RUNNING) ||
			(i < s->at && !recent(s, i)))
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
look_at_device(struct view *s)
{
	const struct zc_wake *w = &s->w[s->at];
	uint32_t i = s->at;

	if (s->v->trigger == ZC_TRIGGER_LOST)
		weigh(s, ZC_CAUSE_LOST, 1);
	/* Of one that is gone the position stands still as well; the engine gives up one that
	 * is there only after finding it still. */
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
size_of(int64_t ns)
{
	return ns < 0 ? -ns : ns;
}

/* A clock that was set takes nothing out of the ring: it is blamed only where nothing else that
 * can be seen did, or for a device that stopped by itself. */
static void
choose(struct zc_verdict *v)
{
	const struct zc_verdict_hints *h = &v->hints;
	bool stepped = size_of(h->realtime_step_ns) >= STEP_MIN_NS;

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
	if (h->suspended_ns < SLEPT_MIN_NS && !stepped)
		return;
	v->weight_ns[ZC_CAUSE_CLOCK] = h->suspended_ns >= SLEPT_MIN_NS
					       ? h->suspended_ns
					       : size_of(h->realtime_step_ns);
	if (v->trigger != ZC_TRIGGER_FAULT &&
		(h->suspended_ns >= SLEPT_MIN_NS || v->cause == ZC_CAUSE_UNKNOWN ||
			(v->cause == ZC_CAUSE_STALL && !v->still_ns))) {
		v->also = v->cause;
		v->cause = ZC_CAUSE_CLOCK;
	} else if (!v->also) {
		v->also = ZC_CAUSE_CLOCK;
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
		look_at_disk(&s);
	if (trigger != ZC_TRIGGER_LOST)
		look_at_thread(&s);
	if (trigger == ZC_TRIGGER_XRUN || trigger == ZC_TRIGGER_LOST)
		look_at_device(&s);
	if (trigger == ZC_TRIGGER_XRUN)
		look_for_burst(&s);
	/* Only where the ring ran empty. */
	if (trigger == ZC_TRIGGER_XRUN && !v->weight_ns[ZC_CAUSE_STALL])
		look_at_filler(&s);
	choose(v);
	zc_verdict_tell(v);
}
