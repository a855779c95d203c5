/* The simulated DAC's DMA, clock and faults. Its own thread, normal priority. */
#ifndef ZC_SINK_SIM_DAC_H
#define ZC_SINK_SIM_DAC_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "pipeline/err.h"
#include "pipeline/rt/sink_sim.h"
#include "pipeline/sink/sink_sim_wav.h"

#define ZC_DAC_FAULTS_MAX 32

enum zc_dac_fault_kind { ZC_DAC_XRUN, ZC_DAC_STALL, ZC_DAC_UNPLUG, ZC_DAC_LATE };

struct zc_dac_fault {
	enum zc_dac_fault_kind kind;
	uint64_t at; /* frames played since the sink was opened */
	uint64_t frames;
};

struct zc_dac {
	struct zc_sim sim; /* first: a zc_sink is a zc_dac */
	pthread_t thread;
	bool thread_up;
	int ring_fd; /* owned; memfd */
	struct zc_sim_wav *wav; /* owned; NULL: nothing is kept */
	double ppm;
	uint64_t total; /* played since open, over all resets */
	int64_t rested_ns; /* real time: up to when frames were played */
	uint64_t stall_left; /* frames of time that it still stands still; UINT64_MAX: for ever
			      */
	uint64_t late_until; /* total */
	struct zc_dac_fault faults[ZC_DAC_FAULTS_MAX];
	int fault_count, fault_next;
};

/* Reads the script, in order of frames; -EINVAL names the part that is wrong. NULL: none. */
int zc_dac_parse_script(struct zc_dac *d, const char *script, struct zc_err *err);

/* The thread; arg is the zc_dac. */
void *zc_dac_main(void *arg);

#endif
