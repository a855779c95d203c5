/* One wake-up of the engine, as it is kept: in the measurement area that others map, in
 * recordings, and frozen with an incident. Fixed size, little-endian, no padding, so that a
 * file of them is an array of them.
 *
 * Times are CLOCK_MONOTONIC (the simulated DAC's virtual clock where it has one). Frames are
 * those of the ring since ZC_WAKE_RESET. */
#ifndef ZC_WAKE_H
#define ZC_WAKE_H

#include <stdint.h>

/* Raised with every change of struct zc_wake or of what its fields mean. */
#define ZC_WAKE_VERSION 1u

/* Why it woke; bits of zc_wake.cause. */
enum zc_wake_cause {
	ZC_WAKE_DEADLINE = 1,
	ZC_WAKE_PERIOD = 2,
	ZC_WAKE_DISK = 4,
	ZC_WAKE_FILLER = 8,
	ZC_WAKE_COMMAND = 16
};

/* What was so, or happened, at it; bits of zc_wake.flags. */
enum zc_wake_flag {
	ZC_WAKE_RUNNING = 1, /* the DAC's clock ran when it woke */
	ZC_WAKE_XRUN = 2, /* an underrun was found */
	ZC_WAKE_STILL = 4, /* the position had not moved for longer than a period */
	ZC_WAKE_LOST = 8, /* the device is gone or dead */
	ZC_WAKE_RESET = 16, /* from the next one on frames count from 0 again: start, seek,
			       xrun, another device; filled_frame of this one does already */
	ZC_WAKE_STEP_DOWN = 32 /* a track went on by a worse path */
};

struct zc_wake {
	uint64_t seq; /* from 1 on, without gaps */
	int64_t planned_ns; /* 0: none was planned */
	int64_t woke_ns;
	int64_t done_ns; /* about to wait again */
	int64_t hw_tstamp_ns; /* of played_frame, as the driver gives it; 0: did not run */
	uint64_t played_frame;
	uint64_t committed_frame; /* before this wake-up committed more: less played_frame it is
				     the margin */
	uint64_t filled_frame; /* at its end */
	uint64_t track_id; /* heard or about to be; 0: none */
	int64_t read_latency_ns; /* the longest of the reads reaped, from submission; the disk's
				    own only with ZC_WAKE_DISK, else it was over before */
	uint32_t read_bytes; /* reaped */
	uint32_t submitted_bytes; /* reads started */
	uint32_t cpu_us; /* of the engine thread since the wake-up before, as getrusage has it
			  */
	uint32_t faults_minor; /* all since the wake-up before */
	uint32_t faults_major;
	uint32_t switches_voluntary;
	uint32_t switches_involuntary;
	uint32_t rate_hz; /* nominal; 0: no device */
	uint32_t capacity_frames; /* the ring */
	uint32_t period_frames;
	uint16_t cause; /* enum zc_wake_cause */
	uint16_t flags; /* enum zc_wake_flag */
	uint16_t syscalls;
	uint16_t reads; /* reaped */
};

_Static_assert(sizeof(struct zc_wake) == 128, "the layout is a format");

#endif
