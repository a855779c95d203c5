/* Makes the n-th call of an allocator or of another set-up function fail, through -Wl,--wrap (see
 * FAILING_WRAPS), and counts what was not freed. Any thread. */
#ifndef ZC_UNIT_FAILING_H
#define ZC_UNIT_FAILING_H

#include <stdbool.h>

/* Resets the counts; from now on the n-th call fails; 0: none. */
void zc_failing_begin(int n);
/* No call fails from now on. Returns the number of calls since zc_failing_begin. */
int zc_failing_end(void);
/* Allocations and mappings since zc_failing_begin that were not freed. */
int zc_failing_live(void);
/* A number that grows with each open descriptor of the process. */
int zc_failing_descriptors(void);
/* refuse: creating an io_uring fails, as where the kernel has it disabled. */
void zc_failing_refuse_uring(bool refuse);

#endif
