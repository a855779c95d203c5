/* The fuzzers' entry: the bytes are what one client sends, the first one decides on which
 * socket. */
#ifndef ZC_FUZZ_MPD_H
#define ZC_FUZZ_MPD_H

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
