/* Who had the CPU while the engine was due: an instance of the kernel's trace of our own, in
 * which only the engine's thread is seen to come and go. Control thread. */
#ifndef ZC_INCIDENT_TRACE_H
#define ZC_INCIDENT_TRACE_H

#include <stdint.h>
#include <stdio.h>

#include "pipeline/err.h"
#include "pipeline/wake.h"

struct zc_trace;

/* Begins to trace thread tid by the tracefs that is mounted at folder, and takes away what
 * daemons left that were killed. NULL with text: there is none, or no right to it. */
struct zc_trace *zc_trace_open(const char *folder, int32_t tid, struct zc_err *err);
/* t may be NULL, as below. */
void zc_trace_close(struct zc_trace *t);

/* From whom the engine got the CPU at w[at] after its longest wait since it was due, also while
 * it worked: "stress[1234]"; "" if the CPU was idle, or that is not known. Returns buf. */
char *zc_trace_who(
	struct zc_trace *t, const struct zc_wake *w, uint32_t at, char *buf, size_t size);

/* The same between two moments of CLOCK_MONOTONIC, out of the kernel's text. */
char *zc_trace_find(
	FILE *trace, int32_t tid, int64_t from_ns, int64_t to_ns, char *buf, size_t size);

#endif
