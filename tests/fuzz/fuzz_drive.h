/* Shared by the drivers without libFuzzer. Inputs are numbered, and each depends on the seed and
 * its number alone; a crash or hang prints the number. */
#ifndef ZC_FUZZ_DRIVE_H
#define ZC_FUZZ_DRIVE_H

#include <stddef.h>
#include <stdint.h>

/* The fuzz target that is linked in. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Before the first input: makes stdout line-buffered, and prints the input's number when a signal
 * ends the program. */
void zc_fuzz_begin(void);

/* Begins input number n. Returns the state for zc_gen_random and zc_fuzz_damage. */
uint64_t zc_fuzz_input(uint64_t seed, unsigned int n);

/* Damages the bytes in ways that are typical of broken binary headers, most often within the
 * first head_bytes. Returns the new length. */
size_t zc_fuzz_damage(uint8_t *bytes, size_t len, size_t head_bytes, uint64_t *state);

/* Runs the target; one that takes a minute counts as a hang. */
void zc_fuzz_run(const uint8_t *bytes, size_t len);

#endif
