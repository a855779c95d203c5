/* Facts about the machine that matter to timing, from what the kernel shows to everyone. */
#ifndef ZC_ZCJITTER_MACHINE_H
#define ZC_ZCJITTER_MACHINE_H

#include "tools/common/json.h"

/* An object: kernel, preempt, cpu, cpus, governor, clock_source, memory_kib, load,
 * virtual_machine; without those that are unknown. The caller drops the reference. */
json_t *zcjitter_machine(void);

#endif
