/* The messages between control and the engine, of fixed size, passed by value. A pointer in a message
 * passes the ownership of what it points to, in the direction stated. */
#ifndef ZC_MSG_H
#define ZC_MSG_H

#include <stdbool.h>
#include <stdint.h>

#include "pipeline/fmt.h"
#include "pipeline/path.h"
#include "pipeline/wake.h"

struct zc_sink;
struct zc_track;

/* Control to engine. Each is answered by one ZC_EV_DONE with the same seq. */
enum zc_cmd_kind {
	/* Play on this sink, which the engine owns from now on. -EBUSY if it has one. */
	ZC_CMD_SINK,
	/* Stop if needed and hand the sink back by ZC_EV_SINK_BACK. */
	ZC_CMD_RELEASE,
	/* Append a track, to play from frame on; the engine owns it from now on. Playing starts at
	 * once if nothing plays and no pause is in force. -EINVAL: not the sink's format, or no
	 * sink; -ENOSPC: there are ZC_ENGINE_TRACKS_MAX already; other: as SINK_LOST. On error the
	 * track comes back by ZC_EV_TRACK_BACK too, before the DONE. */
	ZC_CMD_QUEUE,
	/* Take back every track behind the one that plays now, even if its first frames are
	 * committed already. -EALREADY: too close to the joint; nothing changed. */
	ZC_CMD_FLUSH_NEXT,
	/* Go to that frame of the track that plays now; the tracks behind it stay queued.
	 * -EINVAL: nothing plays, or frame at or past the end. */
	ZC_CMD_SEEK,
	/* In force until ZC_CMD_RESUME, also for tracks that are queued later. */
	ZC_CMD_PAUSE,
	ZC_CMD_RESUME,
	/* Fade out over a few milliseconds, stop, hand every track back. */
	ZC_CMD_STOP,
	/* Stop at once and end the thread. Only for zc_engine_free. */
	ZC_CMD_QUIT
};

struct zc_cmd {
	enum zc_cmd_kind kind;
	uint32_t seq;
	uint64_t frame; /* QUEUE, SEEK: frames of the track */
	struct zc_sink *sink; /* SINK: ownership goes to the engine */
	struct zc_track *track; /* QUEUE: ownership goes to the engine */
};

/* Engine to control. */
enum zc_ev_kind {
	/* A command was carried out (result 0) or refused (negative errno). SEEK and STOP are done
	 * when they are audible. */
	ZC_EV_DONE,
	/* The first frame of the track is played now. */
	ZC_EV_TRACK_STARTED,
	/* Control owns the track again. result: 0 played to its end, -ECANCELED stopped or flushed,
	 * -ENODATA the file ended early (all there was has been played), other: reading or decoding
	 * failed, and playing went on with the next track. If sink_lost is set the device failed and
	 * not the track; result is that of the SINK_LOST that follows. frame: where it ended. */
	ZC_EV_TRACK_BACK,
	/* The path of a track was chosen, or became a worse one while it played. */
	ZC_EV_PATH,
	/* The kernel accepts no more reads by io_uring (result: -errno); files are read by pread
	 * from here on. */
	ZC_EV_NO_URING,
	/* The device ran dry; playing goes on from where it stopped. frame: of the track. */
	ZC_EV_XRUN,
	/* The device does not play any more. result: -ENODEV it went away, -ETIME its position
	 * stands still, other: the error of a call. Before this every track comes back with the
	 * same result; after it the sink. */
	ZC_EV_SINK_LOST,
	ZC_EV_SINK_BACK,
	/* The last track was played to its end, and nothing is queued. */
	ZC_EV_DRAINED,
	/* A wake-up was an incident: an xrun, a lost device, a page fault, or late. Its record
	 * is wake_seq; frame: of the track. */
	ZC_EV_INCIDENT
};

struct zc_ev {
	enum zc_ev_kind kind;
	uint32_t seq; /* DONE */
	int result;
	bool sink_lost; /* TRACK_BACK */
	uint64_t track_id;
	uint64_t frame;
	struct zc_track *track; /* TRACK_BACK: ownership goes to control */
	struct zc_sink *sink; /* SINK_BACK: ownership goes to control */
	uint64_t wake_seq; /* INCIDENT */
	enum zc_path path; /* PATH */
	enum zc_reason reason;
	int reason_arg;
};

#define ZC_ENGINE_TRACKS_MAX 8

enum zc_play_state { ZC_STATE_STOPPED, ZC_STATE_PLAYING, ZC_STATE_PAUSED };

/* Counters since the engine started. They only grow. */
struct zc_counters {
	uint64_t wakeups;
	uint64_t syscalls; /* by the engine thread, without stat_syscalls */
	uint64_t stat_syscalls; /* reads of the kernel's counters for it */
	uint64_t xruns;
	uint64_t faults_minor; /* of the engine thread since it entered its loop */
	uint64_t faults_major;
	uint64_t switches_voluntary;
	uint64_t switches_involuntary;
	uint64_t reads; /* direct reads completed */
	uint64_t steps_down;
	uint64_t bytes_direct;
	uint64_t bytes_copied;
	uint64_t bytes_decoded;
	uint64_t frames_played;
};

/* The engine's state as published at the end of each turn, see zc_engine_snapshot. */
struct zc_snapshot {
	enum zc_play_state state;
	uint64_t track_id; /* 0: none */
	uint64_t track_start_frame; /* ring frame where frame 0 of the track would be */
	uint64_t track_frames; /* length */
	uint64_t played_frame; /* ring counters */
	uint64_t committed_frame;
	uint64_t filled_frame;
	uint64_t reserved_frame;
	int64_t tstamp_ns; /* CLOCK_MONOTONIC of played_frame */
	double rate_hz; /* measured, or nominal until it is; 0: stands still */
	double ppm; /* of the measured rate against nominal */
	double ppm_err; /* its standard error; 0: not measured yet */
	uint32_t queued; /* tracks that the engine owns */
	enum zc_path path;
	enum zc_reason reason;
	int reason_arg;
	struct zc_counters count;
};

#endif
