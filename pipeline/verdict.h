/* What was to blame: a judgement over wake records around an incident. Pure functions; any
 * thread but the engine's.
 *
 * Each possible cause is weighed in time: for how long did it keep the ring from being filled,
 * or, for the device, how much of the ring did it take or leave before its time. The heaviest
 * is the cause, the second is mentioned where it weighs at least a quarter of that. */
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
	ZC_CAUSE_SCHEDULER, /* the engine's thread was not run when it was due */
	ZC_CAUSE_FAULT, /* it waited for a page */
	ZC_CAUSE_BURST, /* the position jumped ahead of the clock */
	ZC_CAUSE_STALL, /* the device stood still, or stopped with frames left to play */
	ZC_CAUSE_LOST, /* the device is gone */
	ZC_CAUSE_CLOCK, /* the machine slept, or its clock was set */
	ZC_CAUSE_COUNT
};

/* What is known besides the records, each over the time between two readings with the incident
 * in it. All zero but run_delay_ns = -1: nothing. */
struct zc_verdict_hints {
	int64_t run_delay_ns; /* the engine's thread was runnable and not run (schedstat); -1:
				 not known */
	int64_t realtime_step_ns; /* CLOCK_REALTIME was set by so much */
	int64_t suspended_ns; /* the machine slept for so long */
	char ran_instead[32]; /* "stress[1234]", had the CPU until the engine got it; "": not
				 known */
};

struct zc_verdict {
	enum zc_trigger trigger;
	enum zc_cause cause;
	enum zc_cause also; /* the second, ZC_CAUSE_UNKNOWN: none */
	uint64_t seq; /* of the record at which it happened */
	uint64_t track_id;
	int64_t weight_ns[ZC_CAUSE_COUNT]; /* as above; 0: no sign of it */
	int64_t late_ns; /* how late the engine woke, at its latest; 0: in time, or not known */
	int64_t margin_ns; /* what the ring still held when it woke */
	int64_t reserve_ns; /* what it held when the engine went to wait before that */
	int64_t read_ns; /* the longest read, as far as it is known */
	bool read_out; /* it had not come back then */
	int64_t jump_frames; /* the position ran ahead of its timestamps by so much */
	int64_t still_ns; /* for how long the position had not moved */
	uint32_t faults_minor, faults_major; /* of that record */
	uint32_t switches_involuntary;
	struct zc_verdict_hints hints;
	char text[256]; /* for people, one sentence */
};

/* Judges what happened at w[at]; n records in order of seq, those behind `at` tell how long a
 * read took that was still out then. hints may be NULL. */
void zc_verdict_judge(const struct zc_wake *w, uint32_t n, uint32_t at, enum zc_trigger trigger,
	const struct zc_verdict_hints *hints, struct zc_verdict *out);

/* Stable words for programs: "xrun", "disk-late" ... */
const char *zc_trigger_name(enum zc_trigger t);
const char *zc_cause_name(enum zc_cause c);
/* ZC_CAUSE_UNKNOWN, ZC_TRIGGER_NONE for what is none. */
enum zc_cause zc_cause_parse(const char *name);
enum zc_trigger zc_trigger_parse(const char *name);

/* Writes v->text out of the other fields. */
void zc_verdict_tell(struct zc_verdict *v);

#endif
