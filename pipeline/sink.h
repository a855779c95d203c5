/* A sink owns a ring and turns it into sound or, simulated, into a file.
 *
 * A sink is one open device in one hardware format. Set-up code (sink_alsa_open, sink_sim_open)
 * creates it, only the engine's realtime thread calls its `ops`, and zc_sink_free ends it once the
 * engine has handed it back. */
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
	ZC_SINK_XRUN, /* stopped by itself: ran dry, or the machine slept; reset to go on */
	ZC_SINK_LOST /* unplugged or dead */
};

struct zc_hw_pos {
	enum zc_sink_state state;
	uint64_t frames; /* played since reset, never wraps; with XRUN: until it stopped */
	int64_t tstamp_ns; /* CLOCK_MONOTONIC, or the sink's virtual clock, of frames */
};

/* The engine's next wait. The sink adds its descriptor or its deadline. */
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
	/* The hardware position. fresh: ask the hardware (a system call), else return the position
	 * of the last period interrupt or request. Returns the number of system calls made, or
	 * -errno. */
	int (*position)(struct zc_sink *s, bool fresh, struct zc_hw_pos *pos);
	/* Moves appl_ptr on by frames that are filled. -EPIPE: the device stopped by itself, it
	 * ran dry or the machine slept; reset to go on. */
	int (*commit)(struct zc_sink *s, uint32_t frames);
	/* Moves appl_ptr back by frames that were not played yet: all of them, or -errno. */
	int (*rewind)(struct zc_sink *s, uint32_t frames);
	/* From PREPARED to RUNNING. The first lead_in_frames of what is committed are silence.
	 * -EPIPE as with commit. */
	int (*start)(struct zc_sink *s, uint32_t lead_in_frames);
	/* Only where can_pause. */
	int (*pause)(struct zc_sink *s, bool on);
	/* Stops at once; back to PREPARED with appl_ptr and position 0. */
	int (*reset)(struct zc_sink *s);
	/* From frame (since reset) on everything committed is silence; UINT64_MAX revokes that. For
	 * a sink that records what it plays. May be NULL. */
	void (*payload_end)(struct zc_sink *s, uint64_t frame);
	/* Makes w wake the engine when `frames` frames since reset are played: by a descriptor
	 * (period wake-ups; it becomes readable at the first period boundary from there on), or by
	 * a deadline computed from pos and rate_hz. */
	void (*arm)(struct zc_sink *s, uint64_t frames, const struct zc_hw_pos *pos,
		double rate_hz, struct zc_wait *w);
	/* After the wait, for a ready descriptor that arm added: clears its event if necessary.
	 * Returns the number of system calls made. */
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
	uint32_t tail_frames; /* so many may still be in the device when its position is past
			       * them; a stop behind the last track waits for them */
	bool mirrored; /* ring[i] and ring[i + ring_bytes] are the same memory */
	bool period_wakeups; /* arm() gives a descriptor, not a deadline */
	bool virtual_time; /* its clock advances only while the engine waits */
	bool can_pause;
	bool aliased; /* snd-dummy: the ring's pages are all one page */
	int pin_errno; /* 0: O_DIRECT reads into the ring work; else why not; set by probing */
	bool pin_probed;
	char name[64]; /* "hw:CARD=PCH,DEV=0", "sim" */
	char about[256]; /* what was asked and granted, for people */
	/* The verifier's view of the ring, kept up to date by the engine; zc_sink_free calls
	 * `detach` first, which makes the verifier leave the ring. Set before the engine gets the
	 * sink, lent until free; NULL: no verifier. */
	struct zc_follow *follow;
	void (*detach)(struct zc_follow *follow);
	/* Stops, unmaps, closes; see zc_sink_free. Set-up thread, never while a read into the ring
	 * is in flight. */
	void (*free)(struct zc_sink *s);
};

/* How to open a sink. */
struct zc_sink_conf {
	uint32_t ring_ms; /* wanted length of the ring; 0: see zc_sink_ring_frames */
	/* Wanted period; 0: a tenth of the ring and at most 200 ms, or as long as the card grants
	 * where its interrupts are off. */
	uint32_t period_ms;
	int wakeups; /* enum zc_wakeups */
	/* The simulated DAC only. */
	const char *sim_file; /* WAV file to write; NULL: none; borrowed for the call */
	const char *sim_script; /* faults, see sink_sim_open.h; borrowed for the call */
	double sim_ppm;
	bool sim_virtual; /* virtual clock: as fast as it can */
	bool sim_pinnable; /* false: O_DIRECT into the ring fails as on a PFNMAP ring */
};

/* The wanted length of a ring in frames. For ring_ms 0: 2 s, or 1 MiB where that is longer, but at
 * most 12 s, since longer rings save nothing. Pure; in sink/sink.c. */
uint64_t zc_sink_ring_frames(const struct zc_fmt *fmt, uint32_t ring_ms);

enum zc_wakeups { ZC_WAKEUPS_AUTO, ZC_WAKEUPS_PERIOD, ZC_WAKEUPS_DEADLINE };

#endif
