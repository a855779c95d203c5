/* Writing wake records into the measurement area. Engine thread; realtime. */
#ifndef ZC_RT_AREA_PUT_H
#define ZC_RT_AREA_PUT_H

#include "pipeline/area.h"

/* Appends a record over the oldest one. Its seq is one more than the last record's. */
void zc_area_put(struct zc_area *a, const struct zc_wake *w);

#endif
