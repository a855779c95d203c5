/* The realtime half of the simulated DAC, and the state that both halves share. See
 * sink_sim_open.h. */
#ifndef ZC_RT_SINK_SIM_H
#define ZC_RT_SINK_SIM_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "pipeline/sink.h"

/* What the engine's side and the DAC's thread share. `appl` and `run_to` are the engine's, `hw`
 * and `clock_ns` the DAC's; frames are counted since the last reset. */
struct zc_sim {
	struct zc_sink sink; /* first, so that a zc_sink is a zc_sim */
	_Atomic uint32_t state; /* enum zc_sink_state */
	_Atomic uint64_t appl; /* committed */
	_Atomic uint64_t hw; /* played */
	_Atomic int64_t clock_ns; /* time of hw: CLOCK_MONOTONIC, or the virtual clock */
	/* The position that the last interrupt left behind, for reads that do not ask the
	 * hardware. An interrupt comes at each period boundary where period wake-ups are on,
	 * and with each wake-up on the virtual clock. */
	_Atomic uint64_t irq_hw;
	_Atomic int64_t irq_ns;
	_Atomic uint64_t run_to; /* virtual: the DAC may play up to here */
	_Atomic uint64_t wake_at; /* with period wake-ups: ring when hw gets there */
	_Atomic uint64_t keep_from, keep_to; /* payload frames, for the WAV file */
	_Atomic uint64_t late_by; /* frames by which reported positions lag */
	_Atomic uint32_t resets; /* requested by the engine */
	_Atomic uint32_t resets_done; /* done by the DAC's thread */
	int kick_fd; /* eventfd, owned; the DAC's thread waits on it */
	int wake_fd; /* eventfd, owned; the engine waits on it */
	int reset_fd; /* eventfd, owned; rung after each reset */
	_Atomic bool quit;
	/* Of the engine thread only. */
	uint64_t synced_hw; /* the last position asked of the hardware */
	int64_t synced_ns;
	uint64_t reported_frames; /* the furthest position reported, which limits commits */
};

extern const struct zc_sink_ops zc_sink_sim_ops;

/* The position as it is reported when the DMA is at hw. Either thread. */
uint64_t zc_sim_reported(const struct zc_sim *m, uint64_t hw);

#endif
