/* An engine, tracks, devices and a loop that do what the test says and nothing by themselves:
 * no sound, no clock, no file. The engine carries out commands and plays on only when told to;
 * the clock stands still until it is moved. Everything here is for the test's thread; the
 * loader's thread only comes in by the functions of track.h and device.h. */
#ifndef ZC_FAKE_ENGINE_H
#define ZC_FAKE_ENGINE_H

#include <stdbool.h>
#include <stdint.h>

struct zc_engine;
struct zc_loop;

/* Forgets everything; the device is there and takes all formats. */
void fake_reset(void);

/* Files: opened by exact path, all others are missing. */
void fake_file(const char *path, double seconds, uint32_t rate_hz);
/* While closed, opening a track waits. */
void fake_gate(bool closed);
/* While closed, opening a device waits; and waits until a thread does. */
void fake_device_gate(bool closed);
void fake_device_gate_wait(void);
/* Opening this path (lent) hangs until another, or NULL, is named. */
void fake_hang(const char *path);
/* Waits until so many threads hang there. */
void fake_hang_wait(int threads);
/* What zc_device_find and zc_device_open give: 0, or a negative errno. */
void fake_device(int find_errno, int open_errno);
/* Of tracks and sinks that were opened, how many are not closed yet. */
int fake_tracks_open(void);
int fake_sinks_open(void);

struct zc_engine *fake_engine(void);
/* Carries out the commands that wait; true if there were any. */
bool fake_engine_run(void);
/* From now on each command is carried out when it is sent. */
void fake_engine_auto(void);
/* Plays on: starts, ends and gives back tracks on the way. */
void fake_engine_hear(double seconds);
/* The order at a joint: the next track starts before the last one comes back. */
void fake_engine_start_first(bool on);
/* FLUSH_NEXT is answered with -EALREADY. */
void fake_engine_too_late(bool on);
/* The track at index (0: the one that is heard) comes back with result where it stands. */
void fake_engine_fail(int index, int result);
/* The device is gone: every track comes back with result, then the sink. */
void fake_engine_lose(int result);
/* The two halves of it: the tracks come back; SINK_LOST and the sink follow. */
void fake_engine_lose_tracks(int result);
void fake_engine_lose_sink(int result);
/* The next sink is refused with -EBUSY. */
void fake_engine_refuse_sink(void);
/* Reads by io_uring are refused from now on. */
void fake_engine_no_uring(int result);
/* The commands that came since the last call, such as "SINK QUEUE:1@0 SEEK@44100"; QUEUE and
 * the name of the file without its folder. */
const char *fake_engine_log(void);

struct zc_loop *fake_loop(void);
/* Hands out what is ready until nothing is; true if anything was. */
bool fake_loop_run(void);
/* Waits until something is ready. */
void fake_loop_wait(void);
/* Moves the clock on, timers that are due run. */
void fake_loop_pass(double seconds);

#endif
