/* The stage with a verifier that tests can wait for, hold up, or show wrong bits; done with
 * -Wl,--wrap, see VERIFY_WRAPS. */
#ifndef ZC_SIM_VERIFY_RIG_H
#define ZC_SIM_VERIFY_RIG_H

#include <stdbool.h>
#include <stdint.h>

#include "tests/sim/stage.h"

struct zc_verify_rig {
	/* The DAC's clock waits until the verifier has read all that is ready. */
	bool in_step;
	/* The verifier does not run until the DAC has played so many frames since its reset. */
	uint64_t held_until;
	/* The verifier does not run. */
	bool held;
	/* The DAC stops after so many frames since its reset; 0: it does not. */
	uint64_t stop_at;
	/* If `flip` is set, a bit of this frame of the stream is inverted once it is ready. */
	bool flip;
	uint64_t flip_frame;
	uint32_t flip_byte;
};

extern struct zc_verify_rig zc_verify_rig;

/* Prepares a stage that verifies, with a ring of so many ms (0: 3 s, longer than any case), and
 * clears zc_verify_rig. */
void zc_verify_rig_init(struct zc_stage *s, uint32_t ring_ms);

/* Waits until the DAC has reached stop_at, then clears stop_at. */
void zc_verify_rig_stopped(void);

/* Waits for the track's receipt, prints its text, and returns its state, such as "verified". */
const char *zc_verify_rig_state(struct zc_stage *s, int id);

/* Whether text is the SHA-256 of data, as receipts print it. */
bool zc_verify_rig_digest(const char *text, const void *data, size_t bytes);

#endif
