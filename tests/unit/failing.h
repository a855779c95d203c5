/* Calls of the set-up that fail when a test says so, by -Wl,--wrap, see FAILING_WRAPS; and a
 * count of what is not given back. Any thread. */
#ifndef ZC_UNIT_FAILING_H
#define ZC_UNIT_FAILING_H

#include <stdbool.h>

/* From here on the n-th call fails; 0: none. Counts anew. */
void zc_failing_begin(int n);
/* No call fails any more. Returns how many were made. */
int zc_failing_end(void);
/* Allocations and mappings since zc_failing_begin that live still. */
int zc_failing_live(void);
int zc_failing_descriptors(void);
/* Whether the kernel's answer to any io_uring is that it is disabled. */
void zc_failing_refuse_uring(bool refuse);

#endif
