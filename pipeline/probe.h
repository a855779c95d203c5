/* Checks of what the direct path needs: each thing is tried, not looked up. May block; not for
 * realtime threads. Nothing is changed: things are opened, tried and closed again. */
#ifndef ZC_PROBE_H
#define ZC_PROBE_H

#include <stdbool.h>
#include <stdint.h>

#include "pipeline/device.h"
#include "pipeline/err.h"
#include "pipeline/fmt.h"

enum zc_check_state {
	ZC_CHECK_INFO, /* a fact, neither good nor bad */
	ZC_CHECK_OK, /* works */
	ZC_CHECK_WEAK, /* does not work; playing works without it, less well */
	ZC_CHECK_MISSING /* does not work; no direct path without it */
};

struct zc_check {
	const char *id; /* a stable word for programs; constant */
	enum zc_check_state state;
	char value[256]; /* the finding, for people */
	char remedy[384]; /* the command or setting that mends it, or "" */
};

#define ZC_CHECKS_MAX 16
struct zc_checks {
	int count;
	struct zc_check list[ZC_CHECKS_MAX];
};

/* "info", "ok", "weak", "missing". Constant. */
const char *zc_check_state_name(enum zc_check_state s);

/* The first check with that id, or NULL. Lent with the list. */
const struct zc_check *zc_checks_find(const struct zc_checks *c, const char *id);

/* True if nothing is MISSING. */
bool zc_checks_direct(const struct zc_checks *c);

/* Kernel and permissions, for an engine at this realtime priority. Ids: kernel, io_uring,
 * realtime, rt_budget, locked_memory, compaction, dma_latency, timer_slack. */
void zc_probe_system(struct zc_checks *c, int rt_priority);

/* A file and the file system it is on. Ids: file_system, direct_read, alignment. 0, or -errno
 * with text if the file cannot be opened; then nothing is added. */
int zc_probe_file(struct zc_checks *c, const char *path, struct zc_err *err);

/* The sink that zc_device_open gives for this device and conf; *fmt is the format it was opened
 * with. file names a file that can be read by O_DIRECT; with NULL, or any other file, pinning is
 * not tried. Ids: device, ring, ring_largest, mirror, pinnable, fixed_buffer, wakeups; only
 * `device` if it cannot be opened. */
void zc_probe_device(struct zc_checks *c, const struct zc_device_info *device,
	const struct zc_sink_conf *conf, const char *file, struct zc_fmt *fmt);

/* Adds one check, unless the list is full. remedy may be NULL; id must be constant. */
void zc_checks_add(struct zc_checks *c, const char *id, enum zc_check_state state,
	const char *remedy, const char *value, ...) __attribute__((format(printf, 5, 6)));

#endif
