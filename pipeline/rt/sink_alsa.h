/* A sound card as a sink, its realtime half: everything here is called on the engine thread,
 * between the set-up and the freeing that sink_alsa_open.c does.
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
	struct _snd_pcm_sw_params *sw; /* owned; what is in force */
	uint32_t avail_min_frames; /* in force */
	int fd; /* borrowed from pcm */
	size_t owned_bytes; /* of base.ring: the rest is pcm's mapping */
	bool can_resume; /* after a system suspend */
	bool commit_is_call; /* the driver is told of each commit by a system call */
	bool status_is_call; /* the status page cannot be mapped */
	uint32_t calls; /* system calls that no result told of yet */
	uint64_t committed_frames;
	uint64_t seen_frames; /* played, by the last position that was read */
	int64_t start_ns; /* of the last start or end of a pause, 0: stopped */
	uint64_t start_frames; /* played then */
};

extern const struct zc_sink_ops zc_sink_alsa_ops;

#endif
