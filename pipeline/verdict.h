/* The verdict: what caused an incident, judged by the wake records around it. Pure functions;
 * any thread but the engine's.
 *
 * Each possible cause is weighed in time: for how long it kept the ring from being filled or,
 * for the device, how much of the ring it took too early or left unplayed. The heaviest is the
 * cause; the second is mentioned if it weighs at least a quarter of that. */
#ifndef ZC_VERDICT_H
#define ZC_VERDICT_H

#include <stdbool.h>
#include <stdint.h>

#include "pipeline/trigger.h"
#include "pipeline/wake.h"

enum zc_cause {
	ZC_CAUSE_UNKNOWN,
	ZC_CAUSE_DISK, /* a read took longer than the ring lasted */
	ZC_CAUSE_FILLER, /* decoding, copying or the filler's own reads did */
	ZC_CAUSE_SCHEDULER, /* the engine's thread did not get a CPU when it was due */
	ZC_CAUSE_FAULT, /* it waited for a page */
	ZC_CAUSE_BURST, /* the position jumped ahead of the clock */
	ZC_CAUSE_STALL, /* the device stood still, or stopped with frames left to play */
	ZC_CAUSE_LOST, /* the device is gone */
	ZC_CAUSE_CLOCK, /* the machine was suspended, or its clock was set */
	ZC_CAUSE_COUNT
};

/* Facts that the records lack, each measured between two readings around the incident. If none
 * is known: all zero, and run_delay_ns -1. */
struct zc_verdict_hints {
	/* How long the engine's thread was runnable without running (schedstat); -1: unknown */
	int64_t run_delay_ns;
	int64_t realtime_step_ns; /* CLOCK_REALTIME was set by this much */
	int64_t suspended_ns; /* the machine was suspended for this long */
	/* Had the CPU until the engine got it, "stress[1234]"; "": unknown */
	char ran_instead[32];
};

struct zc_verdict {
	enum zc_trigger trigger;
	enum zc_cause cause;
	enum zc_cause also; /* the second cause; ZC_CAUSE_UNKNOWN: none */
	uint64_t seq; /* of the record at which it happened */
	uint64_t track_id;
	int64_t weight_ns[ZC_CAUSE_COUNT]; /* as above; 0: no sign of it */
	int64_t late_ns; /* the latest wake-up; 0: in time, or unknown */
	int64_t margin_ns; /* committed and unplayed when the engine woke */
	int64_t reserve_ns; /* filled and unplayed when it began to wait before that */
	int64_t read_ns; /* the longest read, as far as it is known */
	bool read_out; /* that read was still in flight */
	int64_t jump_frames; /* the position ran ahead of its timestamps by this much */
	int64_t still_ns; /* for how long the position had not moved */
	uint32_t faults_minor, faults_major; /* of that record */
	uint32_t switches_involuntary;
	struct zc_verdict_hints hints;
	char text[256]; /* for people, one sentence */
};

/* Judges what happened at w[at]. w has n records in the order of seq; those after `at` show how
 * long a read took that was in flight then. hints may be NULL. */
void zc_verdict_judge(const struct zc_wake *w, uint32_t n, uint32_t at, enum zc_trigger trigger,
	const struct zc_verdict_hints *hints, struct zc_verdict *out);

/* Stable words for programs: "xrun", "disk-late" ... Constant. */
const char *zc_trigger_name(enum zc_trigger t);
const char *zc_cause_name(enum zc_cause c);
/* ZC_CAUSE_UNKNOWN and ZC_TRIGGER_NONE for any other word. */
enum zc_cause zc_cause_parse(const char *name);
enum zc_trigger zc_trigger_parse(const char *name);

#endif
