/* What the drivers without libFuzzer share: numbered inputs, each a function of seed and number
 * alone; what crashes or hangs names its number. */
#ifndef ZC_FUZZ_DRIVE_H
#define ZC_FUZZ_DRIVE_H

#include <stddef.h>
#include <stdint.h>

/* The entry of the one fuzzer that is linked in. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Before the first input: lines go out whole, and whatever ends the program names the input. */
void zc_fuzz_begin(void);

/* Begins with input number n: the state for zc_gen_random and zc_fuzz_damage. */
uint64_t zc_fuzz_input(uint64_t seed, unsigned int n);

/* Damages the bytes in one of the ways that binary headers are wrong, most often in the first
 * head_bytes of them; returns the new length. */
size_t zc_fuzz_damage(uint8_t *bytes, size_t len, size_t head_bytes, uint64_t *state);

/* Runs the entry; what takes a minute hangs. */
void zc_fuzz_run(const uint8_t *bytes, size_t len);

#endif
