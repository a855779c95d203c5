/* A fake engine on fake tracks: it carries out commands and plays only when the test asks for it.
 * For the test's thread. */
#ifndef ZC_FAKE_ENGINE_H
#define ZC_FAKE_ENGINE_H

#include <stdbool.h>

struct zc_engine;

/* Resets the engine, tracks, devices and the loop. */
void fake_reset(void);

struct zc_engine *fake_engine(void);
/* Carries out the commands in the mailbox; true if there were any. */
bool fake_engine_run(void);
/* From now on each command is carried out as soon as it is sent. */
void fake_engine_auto(void);
/* Plays for so long: starts, ends and returns tracks as they come. */
void fake_engine_elapse(double seconds);
/* The order of events at a joint: the next track starts before the last one comes back. */
void fake_engine_start_first(bool on);
/* From now on FLUSH_NEXT fails with -EALREADY. */
void fake_engine_too_late(bool on);
/* The track at index (0: the one that plays) comes back with result from where it is. */
void fake_engine_fail(int index, int result);
/* The device is lost: every track comes back with result, then the sink. */
void fake_engine_lose(int result);
/* The same in two halves: first the tracks; then SINK_LOST and the sink. */
void fake_engine_lose_tracks(int result);
void fake_engine_lose_sink(int result);
/* The next sink is refused with -EBUSY. */
void fake_engine_refuse_sink(void);
/* The kernel refuses reads by io_uring from now on. */
void fake_engine_no_uring(int result);
/* The commands sent since the last call, such as "SINK QUEUE:a@0 SEEK@44100", with the name of
 * the file without its folder. */
const char *fake_engine_log(void);

#endif
