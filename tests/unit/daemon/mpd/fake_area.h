/* A measurement area for tests of its readers. */
#ifndef FAKE_AREA_H
#define FAKE_AREA_H

#include "pipeline/area.h"

/* The area of an engine that woke once, 100 us late and with one second in the ring, and needed
 * 32 ns; its filler had three minor faults. Lent until the next call. */
const struct zc_area *fake_area(void);

#endif
