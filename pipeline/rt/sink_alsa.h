/* The realtime half of a sound card as a sink, called on the engine thread only. sink_alsa_open.c
 * opens and frees it.
 *
 * Invariant: committed_frames is the driver's appl_ptr without its wrap, counted from the last
 * reset, at which ring frame 0 is position 0. */
#ifndef ZC_RT_SINK_ALSA_H
#define ZC_RT_SINK_ALSA_H

#include <stddef.h>

#include "pipeline/sink.h"

struct _snd_pcm;
struct _snd_pcm_sw_params;

struct zc_sink_alsa {
	struct zc_sink base;
	struct _snd_pcm *pcm; /* owned */
	struct _snd_pcm_sw_params *sw; /* owned; the parameters in force */
	uint32_t avail_min_frames; /* in force */
	int fd; /* borrowed from pcm */
	size_t owned_bytes; /* of base.ring; the rest is pcm's mapping */
	bool can_resume; /* after a system suspend */
	bool commit_is_call; /* the control page is not mapped: each commit is a system call */
	bool status_is_call; /* the status page is not mapped */
	uint32_t calls; /* system calls not reported yet */
	uint64_t committed_frames;
	uint64_t reported_frames; /* played, by the last position read */
	int64_t start_ns; /* of the last start or resume; 0: stopped */
	uint64_t start_frames; /* played at that time */
};

extern const struct zc_sink_ops zc_sink_alsa_ops;

#endif
