/* The fuzzers' entry: opens the bytes as a file, plays a little here and there, closes. */
#ifndef ZC_FUZZ_OPEN_H
#define ZC_FUZZ_OPEN_H

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
