/* The record of one wake-up of the engine: in the measurement area, in recordings, and kept with
 * incidents. Fixed size, little-endian, without padding, so that a file of records is an array.
 *
 * Times are CLOCK_MONOTONIC, or the simulated DAC's virtual clock. Frames are ring frames since the
 * last ZC_WAKE_RESET. */
#ifndef ZC_WAKE_H
#define ZC_WAKE_H

#include <stdint.h>

/* Raised with every change of struct zc_wake or of the meaning of its fields. */
#define ZC_WAKE_VERSION 1u

/* The events that ended the wait; bits of zc_wake.cause. */
enum zc_wake_cause {
	ZC_WAKE_DEADLINE = 1,
	ZC_WAKE_PERIOD = 2,
	ZC_WAKE_DISK = 4,
	ZC_WAKE_FILLER = 8,
	ZC_WAKE_COMMAND = 16
};

/* States and events of the turn; bits of zc_wake.flags. */
enum zc_wake_flag {
	ZC_WAKE_RUNNING = 1, /* the DAC's clock ran when it woke */
	ZC_WAKE_XRUN = 2, /* an underrun was found */
	ZC_WAKE_STILL = 4, /* the position had not moved for longer than a period */
	ZC_WAKE_LOST = 8, /* the device is gone or dead */
	ZC_WAKE_RESET = 16, /* frames count from 0 again from the next record on, and
			       filled_frame already in this one: start, seek, xrun, another
			       device */
	ZC_WAKE_STEP_DOWN = 32 /* a track went on by a worse path */
};

struct zc_wake {
	uint64_t seq; /* from 1 on, without gaps */
	int64_t planned_ns; /* 0: not planned */
	int64_t woke_ns;
	int64_t done_ns; /* end of the turn */
	int64_t hw_tstamp_ns; /* of played_frame, by the driver; 0: the DAC did not run */
	uint64_t played_frame;
	uint64_t committed_frame; /* when it woke; minus played_frame it is the headroom */
	uint64_t filled_frame; /* at the end of the turn */
	uint64_t track_id; /* that plays or is about to; 0: none */
	int64_t read_latency_ns; /* the longest of the reads reaped, since submission; the disk's
				    own only with ZC_WAKE_DISK, else the read was done before */
	uint32_t read_bytes; /* reaped */
	uint32_t submitted_bytes; /* reads started */
	uint32_t cpu_us; /* of the engine thread since the last record, by getrusage */
	uint32_t faults_minor; /* this and the next three: since the last record */
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
