/* A fake engine, with fake tracks, devices and loop: no sound, no clock, no files. The engine
 * carries out commands and plays only when the test asks for it; the clock stands still until
 * the test moves it. Every function here is for the test's thread; the loader's thread calls
 * only the fakes of track.h and device.h. */
#ifndef ZC_FAKE_ENGINE_H
#define ZC_FAKE_ENGINE_H

#include <stdbool.h>
#include <stdint.h>

struct zc_engine;
struct zc_loop;

/* Forgets everything. The device exists and accepts all formats. */
void fake_reset(void);

/* Adds a file that can be opened by exactly this path; all other files are missing. */
void fake_file(const char *path, double seconds, uint32_t rate_hz);
/* While the gate is closed, opening a track waits. */
void fake_gate(bool closed);
/* While this gate is closed, opening a device waits. */
void fake_device_gate(bool closed);
/* Returns once a thread waits there. */
void fake_device_gate_wait(void);
/* Opening this path (lent) hangs until the next call; NULL: none does. */
void fake_hang(const char *path);
/* Returns once so many threads hang there. */
void fake_hang_wait(int threads);
/* The results of zc_device_find and zc_device_open: 0, or a negative errno. */
void fake_device(int find_errno, int open_errno);
/* How many tracks and sinks are open. */
int fake_tracks_open(void);
int fake_sinks_open(void);

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

struct zc_loop *fake_loop(void);
/* Runs the callbacks of ready descriptors until none is ready; true if any was. */
bool fake_loop_run(void);
/* Waits until a descriptor is ready. */
void fake_loop_wait(void);
/* Moves the clock on and runs the timers that are due. */
void fake_loop_pass(double seconds);

#endif
