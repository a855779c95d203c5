/* Facts of the machine that matter to timing, for the record: what the kernel tells anyone. */
#ifndef ZC_ZCJITTER_MACHINE_H
#define ZC_ZCJITTER_MACHINE_H

#include "tools/common/json.h"

/* An object: kernel, preempt, cpu, cpus, governor, clock_source, memory_kib, load,
 * virtual_machine. What the kernel does not tell is left out. The caller drops the reference.
 */
json_t *zcjitter_machine(void);

#endif
