/* All counters and measurements in the text format of Prometheus.
 * Source of the format: Prometheus, "Exposition formats", text-based, version 0.0.4.
 *
 * Reads the engine's measurement area, so it costs the engine nothing. Control thread. */
#ifndef ZC_METRICS_H
#define ZC_METRICS_H

#include "daemon/base/buf.h"

struct zc_area;
struct zc_incidents;
struct zc_player;
struct zc_queue;

/* The parts of the daemon that the metrics come from, all lent. */
struct zc_metrics_sources {
	struct zc_player *player;
	const struct zc_queue *queue;
	const struct zc_area *area; /* may be NULL */
	const struct zc_incidents *incidents; /* may be NULL */
};

#define ZC_METRICS_TYPE "text/plain; version=0.0.4; charset=utf-8"

/* Appends all metrics to *out, which the caller frees; out->failed is set without memory. */
void zc_metrics_write(const struct zc_metrics_sources *s, struct zc_buf *out);

#endif
