/* zcbench: what playing costs. One file is played by one player in a process of its own, and
 * looked at from outside, through /proc, between two moments of steady playing. */
#ifndef ZC_ZCBENCH_H
#define ZC_ZCBENCH_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "pipeline/device.h"
#include "pipeline/engine.h"

/* Sums over the threads of a process. Each only grows, but for the last two. */
struct zcbench_sample {
	int64_t at_ns; /* CLOCK_MONOTONIC */
	uint64_t cpu_ns;
	uint64_t switches; /* voluntary and not */
	uint64_t faults_minor;
	uint64_t faults_major;
	uint64_t iowait_ms; /* shown as I/O wait; 0 unless the kernel counts it */
	uint64_t rss_kib;
	uint64_t locked_kib;
};

/* The simulated DAC's thread: no part of the player. */
#define ZCBENCH_SIM_THREAD "zc-sim-dac"

/* Looks at a process. Threads called `without` (NULL: none) do not count: the simulated DAC is
 * no part of the player. 0 or -errno. */
int zcbench_sample(pid_t pid, const char *without, struct zcbench_sample *out);

/* CPU of the threads of that name. */
uint64_t zcbench_thread_cpu_ns(pid_t pid, const char *name);

/* Makes the kernel count each thread's I/O wait, or not (kernel.task_delayacct; takes root).
 * Returns whether it did before. */
bool zcbench_count_iowait(bool on);

/* What the engine says of itself. */
struct zcbench_engine {
	bool ended; /* played to the end, or gave up */
	int result; /* of the track, once ended */
	struct zc_counters count;
	enum zc_path path;
	enum zc_reason reason;
	int reason_arg;
	int64_t start_ns; /* from the play command to the first frame committed; 0: not yet */
	uint64_t decode_ns; /* CPU of the thread that decodes, for the whole track */
	double audio_s; /* length of the file */
	char about[256];
	char error[ZC_ERR_MAX];
};

struct zcbench_play {
	const char *device; /* borrows */
	const char *file; /* borrows; absolute */
	const struct zc_sink_conf *sink; /* borrows */
	const struct zc_engine_conf *engine; /* borrows */
};

/* A player in a process of its own. */
struct zcbench_player {
	pid_t pid;
	int control; /* engine: a socket to it; else -1 */
};

/* Starts a process that plays the file through the engine. 0 or -errno. */
int zcbench_engine_start(struct zcbench_player *p, const struct zcbench_play *play);
/* Asks it for its state; wait: not before it has ended. 0 or -errno. */
int zcbench_engine_ask(struct zcbench_player *p, bool wait, struct zcbench_engine *out);

/* Starts "aplay", "mpd" or a daemon "zcaudiod" on the device with the file. 0 or -errno with
 * text. folder is for what they keep while they run. */
int zcbench_peer_start(struct zcbench_player *p, const char *name,
	const struct zcbench_play *play, const char *folder, struct zc_err *err);

/* What the engine of a daemon zcaudiod counted of those that a row shows. 0, -ENOTSUP: the peer
 * is another player, or -EPROTO. */
int zcbench_peer_ask(const char *name, const char *folder, struct zc_counters *out);

/* Ends the process and waits for it; what a peer kept in folder is removed. */
void zcbench_engine_stop(struct zcbench_player *p);
void zcbench_peer_stop(struct zcbench_player *p, const char *name, const char *folder);

/* Starts a daemon, plays the file once, then `count` times from a stop: ms[i] is from the start
 * of the program zcctl to the end of the wake-up in which the engine committed its first frame.
 * 0 or -errno with text. */
#define ZCBENCH_STARTS_MAX 1000
int zcbench_starts(const struct zcbench_play *play, const char *folder, int count, double *ms,
	struct zc_err *err);
/* A line, or a JSON object, with median and longest. */
void zcbench_starts_print(const char *label, double *ms, int count, bool json);

/* A file of a peer, such as its "socket": in its folder, but for its "area". */
void zcbench_peer_file(
	char *buf, size_t size, const char *folder, const char *name, const char *ending);
/* Starts argv[0], found by $PATH. 0 or -errno. */
int zcbench_spawn(struct zcbench_player *p, char *const *argv);

/* One kind of file to play. */
struct zcbench_file {
	char path[4096];
	char label[48];
};

/* Writes the files that are played where none are named, of that many seconds, into folder; at
 * most max, returns how many, or -errno with text. */
int zcbench_files_make(struct zcbench_file *files, int max, const char *folder, int seconds,
	struct zc_err *err);
void zcbench_files_remove(const struct zcbench_file *files, int count);

/* CPU that libsndfile alone takes for the whole file, per second of audio, decoding to what the
 * engine would ask it for. ns, or NAN where it cannot. */
double zcbench_files_decode_ns(const char *path);

#endif
