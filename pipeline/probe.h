/* What the direct path needs, and whether it is there: each thing is tried, not looked up.
 * Plain threads that may block; nothing is changed, only opened, tried and closed again. */
#ifndef ZC_PROBE_H
#define ZC_PROBE_H

#include <stdbool.h>
#include <stdint.h>

#include "pipeline/device.h"
#include "pipeline/err.h"
#include "pipeline/fmt.h"

enum zc_check_state {
	ZC_CHECK_INFO, /* a fact, neither good nor bad */
	ZC_CHECK_OK, /* there */
	ZC_CHECK_WEAK, /* not there; playing goes on without, less well */
	ZC_CHECK_MISSING /* not there; no direct path without it */
};

struct zc_check {
	const char *id; /* a stable word for programs, a literal */
	enum zc_check_state state;
	char value[256]; /* what was found, for people */
	char remedy[384]; /* the command or setting that mends it; "" where nothing is to mend
			   */
};

#define ZC_CHECKS_MAX 16
struct zc_checks {
	int count;
	struct zc_check list[ZC_CHECKS_MAX];
};

/* "info", "ok", "weak", "missing". */
const char *zc_check_state_name(enum zc_check_state s);

/* The first check with that id, or NULL. Lent with the list. */
const struct zc_check *zc_checks_find(const struct zc_checks *c, const char *id);

/* True if nothing is MISSING. */
bool zc_checks_direct(const struct zc_checks *c);

/* Kernel and permissions, for an engine at this realtime priority. Ids: kernel, io_uring,
 * realtime, rt_budget, locked_memory, compaction, dma_latency, timer_slack. */
void zc_probe_system(struct zc_checks *c, int rt_priority);

/* The file system that a file is on, by this file. Ids: file_system, direct_read, alignment. 0,
 * or -errno with text if the file cannot be opened; then nothing was added. */
int zc_probe_file(struct zc_checks *c, const char *path, struct zc_err *err);

/* What the sink that zc_device_open gives for this device and conf is like; in *fmt the format
 * it was tried in, one that the device takes. file is a file of which one block can be read by
 * O_DIRECT (NULL, or another file: pinning is not tried). Ids: device, ring, ring_largest,
 * mirror, pinnable, fixed_buffer, wakeups. Nothing but `device` where it cannot be opened. */
void zc_probe_device(struct zc_checks *c, const struct zc_device_info *device,
	const struct zc_sink_conf *conf, const char *file, struct zc_fmt *fmt);

/* For the probes themselves: adds one check, of which remedy may be NULL. */
void zc_checks_add(struct zc_checks *c, const char *id, enum zc_check_state state,
	const char *remedy, const char *value, ...) __attribute__((format(printf, 5, 6)));

#endif
