/* A view of a measurement area as JSON. One thread. */
#ifndef ZC_MONITOR_JSON_H
#define ZC_MONITOR_JSON_H

#include "tools/common/json.h"
#include "tools/draw/monitor.h"

/* An object: for each histogram with entries an object of its name, with the keys of
 * zc_histograms; "at_ns" (of the last wake-up, or null), "margin_ns" (then, null if the DAC did
 * not run), "clock", "engine", "filler" and "bytes". */
json_t *zc_monitor_json(const struct zc_monitor *l);

#endif
