/* Everything that is counted and measured, in the text format that Prometheus reads.
 * Source of the format: Prometheus, "Exposition formats", text-based, version 0.0.4.
 *
 * Reads what the engine publishes, so it costs the engine nothing. Control thread. */
#ifndef ZC_METRICS_H
#define ZC_METRICS_H

#include "daemon/base/buf.h"

struct zc_server_env;

#define ZC_METRICS_TYPE "text/plain; version=0.0.4; charset=utf-8"

/* Appends all of it to *out, which is the caller's to free; out->failed: without memory. */
void zc_metrics_write(const struct zc_server_env *env, struct zc_buf *out);

#endif
