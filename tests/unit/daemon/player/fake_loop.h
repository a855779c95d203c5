/* A fake loop: descriptors are real, but the clock stands still until the test moves it. For the
 * test's thread. */
#ifndef ZC_FAKE_LOOP_H
#define ZC_FAKE_LOOP_H

#include <stdbool.h>

struct zc_loop;

/* Forgets all watches and timers. */
void fake_loop_reset(void);
struct zc_loop *fake_loop(void);
/* Runs the callbacks of ready descriptors until none is ready; true if any was. */
bool fake_loop_run(void);
/* Waits until a descriptor is ready. */
void fake_loop_wait(void);
/* Moves the clock on and runs the timers that are due. */
void fake_loop_pass(double seconds);

#endif
