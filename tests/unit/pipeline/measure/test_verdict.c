/* Each cause of an incident, as the records of a ring of 2 s at 48 kHz show it: the engine
 * wakes every 800 ms, fills 800 ms, and the ring holds 1200 ms when it wakes. */
#include "tests/unit/unit.h"

#include <string.h>

#include "pipeline/verdict.h"

#define MS 1000000ll
#define RATE 48u /* frames a millisecond */
#define RING 2000u
#define STEP 800
#define COUNT 12u
#define AT 9u

static struct zc_wake w[COUNT];
static struct zc_verdict v;

static int64_t
frames_ns(uint64_t frames)
{
	return (int64_t)frames * MS / RATE;
}

/* Undisturbed from its start on: w[i] wakes at i * STEP. */
static void
play_well(void)
{
	memset(w, 0, sizeof(w));
	for (uint32_t i = 0; i < COUNT; i++) {
		struct zc_wake *r = &w[i];

		*r = (struct zc_wake){ .seq = 100 + i,
			.planned_ns = 1000 * MS + i * STEP * MS,
			.track_id = 7,
			.played_frame = (uint64_t)i * STEP * RATE,
			.filled_frame = ((uint64_t)i * STEP + RING) * RATE,
			.read_latency_ns = STEP * MS,
			.read_bytes = STEP * RATE * 4,
			.submitted_bytes = STEP * RATE * 4,
			.cpu_us = 60,
			.switches_voluntary = 1,
			.rate_hz = RATE * 1000,
			.capacity_frames = RING * RATE,
			.period_frames = 100 * RATE,
			.cause = ZC_WAKE_DEADLINE,
			.flags = ZC_WAKE_RUNNING,
			.syscalls = 2,
			.reads = 2 };
		r->woke_ns = r->planned_ns + 50000;
		r->done_ns = r->woke_ns + 60000;
		r->hw_tstamp_ns = r->woke_ns - frames_ns(2);
		r->committed_frame = r->played_frame + (RING - STEP) * RATE;
	}
	w[0].flags |= ZC_WAKE_RESET;
	w[0].reads = 0;
	w[0].read_bytes = 0;
}

/* From w[i] on everything happens so much later. */
static void
delay(uint32_t i, int64_t ns)
{
	for (; i < COUNT; i++) {
		w[i].woke_ns += ns;
		w[i].done_ns += ns;
		w[i].hw_tstamp_ns += ns;
		w[i].planned_ns += w[i].planned_ns ? ns : 0;
	}
}

/* w[AT] finds the ring empty. */
static void
run_dry(void)
{
	w[AT].flags |= ZC_WAKE_XRUN | ZC_WAKE_RESET;
	w[AT].played_frame = w[AT].committed_frame = w[AT - 1].filled_frame;
}

static void
judge(enum zc_trigger trigger, const struct zc_verdict_hints *hints)
{
	zc_verdict_judge(w, COUNT, AT, trigger, hints, &v);
	CU_ASSERT_EQUAL(v.seq, w[AT].seq);
	CU_ASSERT_EQUAL(v.track_id, 7);
	CU_ASSERT_EQUAL(v.trigger, trigger);
}

static bool
text_has(const char *text)
{
	return strstr(v.text, text) != NULL;
}

static void
nothing_wrong_has_no_cause(void)
{
	play_well();
	judge(ZC_TRIGGER_XRUN, NULL);
	/* An underrun with 1.2 s left is the device's fault. */
	CU_ASSERT_EQUAL(v.cause, ZC_CAUSE_STALL);
	CU_ASSERT(text_has("stopped by itself with 1.20 s left"));
	w[AT].committed_frame = w[AT].played_frame;
	judge(ZC_TRIGGER_XRUN, NULL);
	CU_ASSERT_EQUAL(v.cause, ZC_CAUSE_UNKNOWN);
	CU_ASSERT_EQUAL(v.also, ZC_CAUSE_UNKNOWN);
	CU_ASSERT(text_has("not known"));
}

static void
triggers(void)
{
	play_well();
	CU_ASSERT_EQUAL(zc_trigger_of(&w[5], 1 * MS), ZC_TRIGGER_NONE);
	CU_ASSERT_EQUAL(zc_trigger_of(&w[5], 49000), ZC_TRIGGER_LATE);
	CU_ASSERT_EQUAL(zc_trigger_of(&w[5], 0), ZC_TRIGGER_NONE);
	w[5].faults_minor = 1;
	CU_ASSERT_EQUAL(zc_trigger_of(&w[5], 1 * MS), ZC_TRIGGER_FAULT);
	w[5].flags = 0; /* nothing plays: no fault of the stream's */
	CU_ASSERT_EQUAL(zc_trigger_of(&w[5], 1 * MS), ZC_TRIGGER_NONE);
	w[5].flags = ZC_WAKE_RUNNING | ZC_WAKE_XRUN;
	CU_ASSERT_EQUAL(zc_trigger_of(&w[5], 1 * MS), ZC_TRIGGER_XRUN);
	w[5].flags |= ZC_WAKE_LOST;
	CU_ASSERT_EQUAL(zc_trigger_of(&w[5], 1 * MS), ZC_TRIGGER_LOST);
}

/* The reads of w[AT - 3] do not complete; the engine wakes at each deadline in vain. */
static void
hold_reads(void)
{
	for (uint32_t i = AT - 2; i <= AT; i++) {
		w[i].reads = 0;
		w[i].read_bytes = 0;
		w[i].submitted_bytes = 0;
		w[i].filled_frame = w[AT - 3].filled_frame;
		w[i].committed_frame = w[AT - 3].filled_frame;
	}
	w[AT].flags |= ZC_WAKE_XRUN;
	w[AT].played_frame = w[AT].committed_frame;
	w[AT + 1].cause = ZC_WAKE_DISK;
	w[AT + 1].planned_ns = 0;
	w[AT + 1].read_latency_ns = w[AT + 1].woke_ns - w[AT - 3].done_ns;
}

static void
disk(void)
{
	play_well();
	hold_reads();
	judge(ZC_TRIGGER_XRUN, NULL);
	CU_ASSERT_EQUAL(v.cause, ZC_CAUSE_DISK);
	CU_ASSERT_EQUAL(v.also, ZC_CAUSE_UNKNOWN);
	CU_ASSERT(v.read_out);
	/* A later completion shows how long the read took in the end. */
	CU_ASSERT(v.read_ns >= 4 * STEP * MS - MS && v.read_ns <= 4 * STEP * MS + MS);
	CU_ASSERT(text_has("disk late: a read had not completed after 3.20 s"));
	CU_ASSERT_EQUAL(v.margin_ns, 0);
}

static void
disk_that_came_back_a_little_too_late(void)
{
	play_well();
	hold_reads();
	w[AT].reads = 2;
	w[AT].read_bytes = STEP * RATE * 4;
	w[AT].cause = ZC_WAKE_DISK;
	w[AT].planned_ns = 0;
	w[AT].read_latency_ns = w[AT].woke_ns - w[AT - 3].done_ns;
	judge(ZC_TRIGGER_XRUN, NULL);
	CU_ASSERT_EQUAL(v.cause, ZC_CAUSE_DISK);
	CU_ASSERT_FALSE(v.read_out);
	CU_ASSERT(text_has("disk late: a read took 2.40 s"));
}

static void
filler(void)
{
	play_well();
	/* Decoded: no reads of the engine's own; the last two wake-ups found nothing done. */
	for (uint32_t i = 0; i < COUNT; i++)
		w[i].reads = w[i].read_bytes = w[i].submitted_bytes = 0;
	for (uint32_t i = AT - 2; i <= AT; i++)
		w[i].filled_frame = w[i].committed_frame = w[AT - 3].filled_frame;
	w[AT].flags |= ZC_WAKE_XRUN;
	w[AT].played_frame = w[AT].committed_frame;
	judge(ZC_TRIGGER_XRUN, NULL);
	CU_ASSERT_EQUAL(v.cause, ZC_CAUSE_FILLER);
	CU_ASSERT(text_has("nothing was decoded, copied or read for 2.40 s"));
}

static void
oversleep(bool planned)
{
	play_well();
	for (uint32_t i = AT; i < COUNT; i++) {
		w[i].woke_ns += 1700 * MS;
		w[i].done_ns += 1700 * MS;
		w[i].hw_tstamp_ns += 1700 * MS;
		w[i].planned_ns += i > AT ? 1700 * MS : 0;
	}
	/* Not waited for, so the thread's delay is no sign of a slow disk. */
	w[AT].read_latency_ns += 1700 * MS;
	if (!planned)
		w[AT].planned_ns = 0;
	run_dry();
}

static void
scheduler(void)
{
	struct zc_verdict_hints h = { .run_delay_ns = 1690 * MS };

	oversleep(true);
	judge(ZC_TRIGGER_XRUN, NULL);
	CU_ASSERT_EQUAL(v.cause, ZC_CAUSE_SCHEDULER);
	CU_ASSERT_EQUAL(v.also, ZC_CAUSE_UNKNOWN);
	CU_ASSERT_EQUAL(v.late_ns, 1700 * MS + 50000);
	CU_ASSERT(text_has("ran 1.70 s after it was due; what had the CPU is not known"));
	judge(ZC_TRIGGER_XRUN, &h);
	CU_ASSERT_EQUAL(v.cause, ZC_CAUSE_SCHEDULER);
	CU_ASSERT(text_has("waited for a CPU for 1.69 s of that"));
	h.run_delay_ns = 2 * MS;
	judge(ZC_TRIGGER_XRUN, &h);
	CU_ASSERT_EQUAL(v.cause, ZC_CAUSE_SCHEDULER);
	CU_ASSERT(text_has("its timer or interrupt came late"));
	strcpy(h.ran_instead, "stress[4711]");
	judge(ZC_TRIGGER_XRUN, &h);
	CU_ASSERT(text_has("stress[4711] had the CPU until then"));
}

static void
scheduler_without_a_plan(void)
{
	oversleep(false);
	judge(ZC_TRIGGER_XRUN, NULL);
	CU_ASSERT_EQUAL(v.cause, ZC_CAUSE_SCHEDULER);
	/* All that is known: for how long it slept beyond the ring's end. */
	CU_ASSERT(v.late_ns > 490 * MS && v.late_ns < 510 * MS);
}

static void
late_wakeup(void)
{
	play_well();
	delay(AT, 30 * MS);
	w[AT].planned_ns -= 30 * MS;
	judge(ZC_TRIGGER_LATE, NULL);
	CU_ASSERT_EQUAL(v.cause, ZC_CAUSE_SCHEDULER);
	CU_ASSERT(v.late_ns > 30 * MS);
	CU_ASSERT(v.margin_ns > 1000 * MS);
	CU_ASSERT(text_has("30.1 ms after it was due"));
}

static void
taken_off_its_cpu(void)
{
	play_well();
	delay(AT, 1900 * MS);
	w[AT - 1].done_ns += 1900 * MS;
	w[AT - 1].switches_involuntary = 2;
	run_dry();
	judge(ZC_TRIGGER_XRUN, NULL);
	CU_ASSERT_EQUAL(v.cause, ZC_CAUSE_SCHEDULER);
	CU_ASSERT(v.weight_ns[ZC_CAUSE_SCHEDULER] > 1890 * MS);
}

static void
fault(void)
{
	play_well();
	w[AT].faults_minor = 1;
	judge(ZC_TRIGGER_FAULT, NULL);
	CU_ASSERT_EQUAL(v.cause, ZC_CAUSE_FAULT);
	CU_ASSERT(text_has("(0 major, 1 minor)"));
	/* A page that has to come from a disk holds the thread for long. */
	w[AT].faults_major = 1;
	w[AT].done_ns += 40 * MS;
	judge(ZC_TRIGGER_FAULT, NULL);
	CU_ASSERT_EQUAL(v.cause, ZC_CAUSE_FAULT);
	CU_ASSERT(text_has("(1 major, 1 minor), which held it for 40.0 ms"));
}

static void
fault_that_emptied_the_ring(void)
{
	oversleep(true);
	w[AT].faults_major = 3;
	judge(ZC_TRIGGER_XRUN, NULL);
	CU_ASSERT_EQUAL(v.cause, ZC_CAUSE_FAULT);
	/* Unless it is known that the thread could have run. */
	judge(ZC_TRIGGER_XRUN, &(struct zc_verdict_hints){ .run_delay_ns = 1690 * MS });
	CU_ASSERT_EQUAL(v.cause, ZC_CAUSE_SCHEDULER);
}

static void
burst(void)
{
	play_well();
	/* 10 ms after the wake-up before, all that was filled is said to be played. */
	w[AT].woke_ns = w[AT - 1].done_ns + 10 * MS;
	w[AT].done_ns = w[AT].woke_ns + 50000;
	w[AT].hw_tstamp_ns = w[AT].woke_ns;
	w[AT].planned_ns = 0;
	run_dry();
	judge(ZC_TRIGGER_XRUN, NULL);
	CU_ASSERT_EQUAL(v.cause, ZC_CAUSE_BURST);
	CU_ASSERT(v.jump_frames > 1900 * (int64_t)RATE);
	CU_ASSERT(text_has("position burst"));
}

static void
stall(void)
{
	play_well();
	for (uint32_t i = AT - 3; i <= AT; i++) {
		w[i].played_frame = w[AT - 3].played_frame;
		w[i].committed_frame = w[i].filled_frame = w[AT - 3].filled_frame;
	}
	w[AT].flags |= ZC_WAKE_XRUN | ZC_WAKE_STILL;
	judge(ZC_TRIGGER_XRUN, NULL);
	CU_ASSERT_EQUAL(v.cause, ZC_CAUSE_STALL);
	CU_ASSERT_EQUAL(v.still_ns, 3 * STEP * MS);
	CU_ASSERT(text_has("stood still for 2.40 s"));
	/* Found dead the second time, it is given up: still the same cause. */
	w[AT].flags |= ZC_WAKE_LOST;
	judge(ZC_TRIGGER_LOST, NULL);
	CU_ASSERT_EQUAL(v.cause, ZC_CAUSE_STALL);
}

/* Device and track came in one turn, and a quick disk gave all of a short file in it. */
static void
stall_after_a_fast_read(void)
{
	play_well();
	for (uint32_t i = 0; i < COUNT; i++) {
		w[i].seq = 1 + i;
		w[i].reads = w[i].read_bytes = w[i].submitted_bytes = 0;
		w[i].played_frame = 0;
		w[i].committed_frame = w[i].filled_frame = w[0].filled_frame;
	}
	w[0].reads = 2;
	w[0].read_bytes = w[0].submitted_bytes = RING * RATE * 4;
	w[AT].flags |= ZC_WAKE_XRUN | ZC_WAKE_STILL;
	judge(ZC_TRIGGER_XRUN, NULL);
	CU_ASSERT_FALSE(v.read_out);
	CU_ASSERT_EQUAL(v.read_ns, 0);
	CU_ASSERT_EQUAL(v.cause, ZC_CAUSE_STALL);
	/* The same where a read from before the reset came back in that turn, and one that was
	 * started in it was out for a while. */
	for (uint32_t i = 0; i < COUNT; i++)
		w[i].seq += 100;
	w[0].flags = ZC_WAKE_RUNNING;
	w[0].read_bytes = 0;
	w[1].flags |= ZC_WAKE_RESET;
	w[1].read_bytes = w[0].submitted_bytes;
	w[1].submitted_bytes = w[2].read_bytes = STEP * RATE * 4;
	judge(ZC_TRIGGER_XRUN, NULL);
	CU_ASSERT_FALSE(v.read_out);
	CU_ASSERT_EQUAL(v.cause, ZC_CAUSE_STALL);
}

static void
unplugged(void)
{
	play_well();
	w[AT].flags |= ZC_WAKE_LOST;
	judge(ZC_TRIGGER_LOST, NULL);
	CU_ASSERT_EQUAL(v.cause, ZC_CAUSE_LOST);
	CU_ASSERT(text_has("went away"));
	/* It moved last some time before. */
	w[AT].played_frame = w[AT - 1].played_frame = w[AT - 2].played_frame;
	judge(ZC_TRIGGER_LOST, NULL);
	CU_ASSERT_EQUAL(v.cause, ZC_CAUSE_LOST);
}

static void
clock_step(void)
{
	struct zc_verdict_hints h = { .run_delay_ns = -1, .realtime_step_ns = -3000 * MS };

	play_well();
	w[AT].flags |= ZC_WAKE_XRUN;
	judge(ZC_TRIGGER_XRUN, &h);
	CU_ASSERT_EQUAL(v.cause, ZC_CAUSE_CLOCK);
	CU_ASSERT_EQUAL(v.also, ZC_CAUSE_STALL);
	CU_ASSERT(text_has("clock was set 3.00 s back"));
	/* It yields to a cause that visibly emptied the ring. */
	oversleep(true);
	judge(ZC_TRIGGER_XRUN, &h);
	CU_ASSERT_EQUAL(v.cause, ZC_CAUSE_SCHEDULER);
	CU_ASSERT_EQUAL(v.also, ZC_CAUSE_CLOCK);
	h.realtime_step_ns = 100;
	judge(ZC_TRIGGER_XRUN, &h);
	CU_ASSERT_EQUAL(v.also, ZC_CAUSE_UNKNOWN);
}

static void
slept(void)
{
	const struct zc_verdict_hints h = {
		.run_delay_ns = -1, .realtime_step_ns = 5, .suspended_ns = 60000 * MS
	};

	oversleep(true);
	judge(ZC_TRIGGER_XRUN, &h);
	CU_ASSERT_EQUAL(v.cause, ZC_CAUSE_CLOCK);
	CU_ASSERT_EQUAL(v.also, ZC_CAUSE_SCHEDULER);
	CU_ASSERT(text_has("the machine was suspended for 60.00 s"));
}

static void
two_causes(void)
{
	/* The disk held a read for 2.4 s, and the engine woke 700 ms late in between. */
	play_well();
	hold_reads();
	w[AT - 1].planned_ns -= 700 * MS;
	judge(ZC_TRIGGER_XRUN, NULL);
	CU_ASSERT_EQUAL(v.cause, ZC_CAUSE_DISK);
	CU_ASSERT_EQUAL(v.also, ZC_CAUSE_UNKNOWN);
	w[AT - 1].planned_ns -= 400 * MS;
	judge(ZC_TRIGGER_XRUN, NULL);
	CU_ASSERT_EQUAL(v.cause, ZC_CAUSE_DISK);
	CU_ASSERT_EQUAL(v.also, ZC_CAUSE_SCHEDULER);
	CU_ASSERT(text_has("besides, scheduler late"));
}

static void
few_records(void)
{
	play_well();
	w[0].flags |= ZC_WAKE_XRUN;
	zc_verdict_judge(w, 1, 0, ZC_TRIGGER_XRUN, NULL, &v);
	CU_ASSERT_EQUAL(v.cause, ZC_CAUSE_STALL);
	memset(w, 0, sizeof(w));
	zc_verdict_judge(w, 1, 0, ZC_TRIGGER_XRUN, NULL, &v);
	CU_ASSERT_EQUAL(v.cause, ZC_CAUSE_UNKNOWN);
	/* Records before a gap or of another device do not count. */
	oversleep(false);
	for (uint32_t i = 0; i < AT; i++)
		w[i].seq -= 50;
	judge(ZC_TRIGGER_XRUN, NULL);
	CU_ASSERT_EQUAL(v.cause, ZC_CAUSE_UNKNOWN);
}

static void
names(void)
{
	for (enum zc_cause c = 0; c < ZC_CAUSE_COUNT; c++)
		CU_ASSERT_EQUAL(zc_cause_parse(zc_cause_name(c)), c);
	for (enum zc_trigger t = 0; t < ZC_TRIGGER_COUNT; t++)
		CU_ASSERT_EQUAL(zc_trigger_parse(zc_trigger_name(t)), t);
	CU_ASSERT_EQUAL(zc_cause_parse("gremlins"), ZC_CAUSE_UNKNOWN);
}

ZC_UNIT_MAIN("verdict", { "nothing wrong has no cause", nothing_wrong_has_no_cause },
	{ "triggers", triggers }, { "disk late", disk },
	{ "disk a little too late", disk_that_came_back_a_little_too_late },
	{ "filler late", filler }, { "scheduler late, and who ran", scheduler },
	{ "scheduler late without a plan", scheduler_without_a_plan },
	{ "late wake-up without an xrun", late_wakeup },
	{ "taken off its CPU while it worked", taken_off_its_cpu }, { "page fault", fault },
	{ "page fault that emptied the ring", fault_that_emptied_the_ring },
	{ "position burst", burst }, { "device stalled", stall },
	{ "device stalled after a fast read", stall_after_a_fast_read },
	{ "device lost", unplugged }, { "clock set", clock_step }, { "machine slept", slept },
	{ "two causes: the heavier leads", two_causes }, { "few records", few_records },
	{ "names", names })
