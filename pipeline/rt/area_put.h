/* The engine's pen on the measurement area. Engine thread; realtime. */
#ifndef ZC_RT_AREA_PUT_H
#define ZC_RT_AREA_PUT_H

#include "pipeline/area.h"

/* Appends the record, whose seq follows that of the one before, over the oldest. */
void zc_area_put(struct zc_area *a, const struct zc_wake *w);

#endif
