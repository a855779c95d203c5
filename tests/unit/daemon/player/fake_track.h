/* Fake tracks and devices: no files, no sound. The functions here are for the test's thread; the
 * loader's thread calls the fakes of track.h and device.h. */
#ifndef ZC_FAKE_TRACK_H
#define ZC_FAKE_TRACK_H

#include <stdbool.h>
#include <stdint.h>

#include "pipeline/device.h"
#include "pipeline/track.h"

/* Forgets all files; the device exists and accepts all formats. */
void fake_track_reset(void);

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

/* The frame that it was queued from. */
void fake_track_set_start(struct zc_track *t, uint64_t frame);
uint64_t fake_track_start(const struct zc_track *t);
/* The file's name without its folder. */
const char *fake_track_name(const struct zc_track *t);

#endif
