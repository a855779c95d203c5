/* Finds out which program had the CPU while the engine was waiting for it: an instance of the
 * kernel's trace that records only task switches from and to the engine's thread. Control
 * thread. */
#ifndef ZC_INCIDENT_TRACE_H
#define ZC_INCIDENT_TRACE_H

#include <stdint.h>
#include <stdio.h>

#include "pipeline/err.h"
#include "pipeline/wake.h"

struct zc_trace;

/* Starts to trace thread tid through the tracefs mounted at folder, and removes the instances that
 * killed daemons left. NULL with text: there is no tracefs, or no permission. */
struct zc_trace *zc_trace_open(const char *folder, int32_t tid, struct zc_err *err);
/* Removes the instance. t may be NULL, as below. */
void zc_trace_close(struct zc_trace *t);

/* Writes to buf who ran before the engine got the CPU after its longest wait of wake-up w[at], from
 * when it was due until it was done: "stress[1234]"; "" if the CPU was idle or it is unknown.
 * Returns buf. */
char *zc_trace_who(
	struct zc_trace *t, const struct zc_wake *w, uint32_t at, char *buf, size_t size);

/* The same between two times of CLOCK_MONOTONIC, from the kernel's text. */
char *zc_trace_find(
	FILE *trace, int32_t tid, int64_t from_ns, int64_t to_ns, char *buf, size_t size);

#endif
