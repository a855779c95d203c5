/* A verdict in words: names for programs and a sentence for people. Pure; any thread. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "pipeline/verdict.h"

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

#define SPAN_MAX 24

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
tell_scheduler(const struct zc_verdict *v, char *buf, size_t size)
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
			", but waited for a CPU for %s only: its timer or interrupt came late",
			span(h->run_delay_ns, b));
	return snprintf(buf, size, ", %s of that time it waited for a CPU",
		span(h->run_delay_ns < late ? h->run_delay_ns : late, b));
}

static void
tell_one(const struct zc_verdict *v, enum zc_cause c, char *buf, size_t size)
{
	char a[SPAN_MAX], b[SPAN_MAX];
	int64_t step = v->hints.realtime_step_ns;

	switch (c) {
	case ZC_CAUSE_DISK:
		snprintf(buf, size, "disk late: a read %s %s",
			v->read_out ? "was still out after" : "took", span(v->read_ns, a));
		break;
	case ZC_CAUSE_FILLER:
		snprintf(buf, size, "filler late: nothing was decoded, copied or read for %s",
			span(v->weight_ns[c], a));
		break;
	case ZC_CAUSE_SCHEDULER:
		tell_scheduler(v, buf, size);
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
			snprintf(buf, size, "clock step: the machine slept for %s",
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

void
zc_verdict_tell(struct zc_verdict *v)
{
	size_t len;

	tell_one(v, v->cause, v->text, sizeof(v->text));
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
		tell_one(v, v->also, v->text + len, sizeof(v->text) - len);
	}
}
