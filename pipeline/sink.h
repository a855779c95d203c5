/* A sink owns a ring and turns it into sound, or, simulated, into a file.
 *
 * One sink is one opened device in one hardware format. Set-up code (sink_alsa_open,
 * sink_sim_open) makes it, the engine drives it through `ops` from its realtime thread and
 * nobody else does, and `free` undoes it once the engine handed it back. */
#ifndef ZC_SINK_H
#define ZC_SINK_H

#include <poll.h>
#include <stdbool.h>
#include <stdint.h>

#include "pipeline/fmt.h"

enum zc_sink_state {
	ZC_SINK_PREPARED, /* stopped at position 0 */
	ZC_SINK_RUNNING,
	ZC_SINK_PAUSED,
	ZC_SINK_XRUN, /* ran dry and stopped; reset to go on */
	ZC_SINK_LOST /* unplugged or dead */
};

struct zc_hw_pos {
	enum zc_sink_state state;
	uint64_t frames; /* played since reset, never wraps; with XRUN: up to where it got */
	int64_t tstamp_ns; /* CLOCK_MONOTONIC, or the sink's virtual clock, of frames */
};

/* The wait the engine is about to enter. The sink adds its descriptor or its deadline. */
#define ZC_WAIT_FDS_MAX 4
struct zc_wait {
	struct pollfd fds[ZC_WAIT_FDS_MAX];
	uint32_t nfds;
	int64_t deadline_ns; /* absolute; INT64_MAX: none */
	bool planned; /* deadline_ns is the sink's next planned wake-up */
};

struct zc_sink;
struct zc_follow;

/* Realtime: no allocation, no lock, no log. Results are 0 or -errno; -ENODEV: the device is
 * gone. */
struct zc_sink_ops {
	/* CLOCK_MONOTONIC in ns, or the virtual clock. */
	int64_t (*now)(struct zc_sink *s);
	/* The hardware position. fresh: ask the hardware (a system call), else take what the
	 * last period interrupt left. Returns the number of system calls it made, or -errno. */
	int (*position)(struct zc_sink *s, bool fresh, struct zc_hw_pos *pos);
	/* Moves appl_ptr on by frames that are filled. -EPIPE: the device stopped by itself, it
	 * ran dry or the machine slept; reset to go on. */
	int (*commit)(struct zc_sink *s, uint32_t frames);
	/* Moves appl_ptr back by frames that were not played yet. */
	int (*rewind)(struct zc_sink *s, uint32_t frames);
	/* From PREPARED to RUNNING. The first lead_in_frames of what is committed are silence.
	 * -EPIPE as with commit. */
	int (*start)(struct zc_sink *s, uint32_t lead_in_frames);
	/* Only where can_pause. */
	int (*pause)(struct zc_sink *s, bool on);
	/* Stops at once; back to PREPARED with appl_ptr and position 0. */
	int (*reset)(struct zc_sink *s);
	/* From frame (since reset) on everything committed is silence; UINT64_MAX takes that
	 * back. For a sink that keeps a record of what was played. May be NULL. */
	void (*payload_end)(struct zc_sink *s, uint64_t frame);
	/* Adds to w what wakes the engine when `frames` frames since reset are played: a
	 * descriptor (period wake-ups; then it may fire at the first period boundary past it),
	 * or a deadline computed from pos and rate_hz. */
	void (*arm)(struct zc_sink *s, uint64_t frames, const struct zc_hw_pos *pos,
		double rate_hz, struct zc_wait *w);
	/* After the wait: takes the event off the descriptor where that is needed. Returns the
	 * number of system calls made. */
	int (*woke)(struct zc_sink *s, const struct pollfd *fd);
};

struct zc_sink {
	const struct zc_sink_ops *ops;
	struct zc_fmt fmt;
	uint32_t frame_bytes;
	uint8_t *ring; /* lent until free; ring_bytes long, twice where mirrored */
	uint64_t ring_bytes; /* buffer_frames * frame_bytes */
	uint32_t buffer_frames;
	uint32_t period_frames;
	uint32_t tail_frames; /* that the device may still hold when its position says they were
			       * played; a stop behind the last payload waits for them */
	bool mirrored; /* ring[i] and ring[i + ring_bytes] are the same memory */
	bool period_wakeups; /* arm() gives a descriptor, not a deadline */
	bool virtual_time; /* its clock stands still unless the engine waits for it */
	bool can_pause;
	bool aliased; /* snd-dummy: the ring's pages are all one page */
	int pin_errno; /* 0: O_DIRECT reads land in the ring; else why not; set by probing */
	bool pin_probed;
	char name[64]; /* "hw:CARD=PCH,DEV=0", "sim" */
	char about[256]; /* what was asked, what was granted, for people */
	/* Who reads along in the ring: the engine tells it what lies there, and zc_sink_free
	 * has it let go of the ring. Set before the engine gets the sink, lent until free;
	 * NULL: nobody. */
	struct zc_follow *follow;
	void (*let_go)(struct zc_follow *follow);
	/* Stops, unmaps, closes. Set-up thread, never while a read into the ring is in flight.
	 */
	void (*free)(struct zc_sink *s);
};

/* What set-up code is asked for. */
struct zc_sink_conf {
	uint32_t ring_ms; /* wanted length of the ring, 0: see zc_sink_ring_frames */
	/* Wanted period, 0: a tenth of the ring and at most 200 ms, or as long as the card
	 * grants where its interrupts are off. */
	uint32_t period_ms;
	int wakeups; /* enum zc_wakeups */
	/* The simulated DAC only. */
	const char *sim_file; /* WAV to write, NULL: none; borrowed for the call */
	const char *sim_script; /* faults, see sink_sim_open.h; borrowed for the call */
	double sim_ppm;
	bool sim_virtual; /* virtual clock: as fast as it can */
	bool sim_pinnable; /* false: O_DIRECT into the ring fails as on a PFNMAP ring */
};

/* The wanted length of a ring in frames. Where ring_ms is 0 as long as pays: 2 s, or 1 MiB
 * where that is longer, but no more than 12 s. */
uint64_t zc_sink_ring_frames(const struct zc_fmt *fmt, uint32_t ring_ms);

enum zc_wakeups { ZC_WAKEUPS_AUTO, ZC_WAKEUPS_PERIOD, ZC_WAKEUPS_DEADLINE };

#endif
