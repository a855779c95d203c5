/* The stage with a verifier that can be waited for, held up, or shown other bits than the
 * file's: by -Wl,--wrap, see VERIFY_WRAPS. */
#ifndef ZC_SIM_VERIFY_RIG_H
#define ZC_SIM_VERIFY_RIG_H

#include <stdbool.h>
#include <stdint.h>

#include "tests/sim/stage.h"

struct zc_verify_rig {
	/* The DAC's clock stands still until the verifier has read what is ready. */
	bool in_step;
	/* It does not run until the DAC has played so many frames since its reset. */
	uint64_t held_until;
	/* It does not run. */
	bool held;
	/* The DAC plays up to here since its reset and waits for a command; 0: on and on. */
	uint64_t stop_at;
	/* A bit of this frame of the stream is another by the time it is ready, where `flip` is
	 * set. */
	bool flip;
	uint64_t flip_frame;
	uint32_t flip_byte;
};

extern struct zc_verify_rig zc_verify_rig;

/* A stage that verifies, with a ring of so many ms (0: 3 s, more than all cases take); forgets
 * what the rig was told. */
void zc_verify_rig_init(struct zc_stage *s, uint32_t ring_ms);

/* Once the DAC got to stop_at, which is forgotten. */
void zc_verify_rig_stopped(void);

/* "verified", ... of the track, once its receipt is there; and prints its text. */
const char *zc_verify_rig_state(struct zc_stage *s, int id);

/* SHA-256 as the receipt writes it. */
bool zc_verify_rig_digest(const char *text, const void *data, size_t bytes);

#endif
