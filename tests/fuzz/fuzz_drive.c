#include "tests/fuzz/fuzz_drive.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/gen.h"

/* One input takes milliseconds: after this long it hangs, on any machine. */
#define HANG_S 60

static volatile unsigned int input;

static void
name_input(void)
{
	char text[64];
	int n = snprintf(text, sizeof(text), "# at input %u\n", input);

	if (write(STDOUT_FILENO, text, (size_t)n) < 0)
		return;
}

/* Called by AddressSanitizer before it ends the program. */
void __asan_on_error(void);
void
__asan_on_error(void)
{
	name_input();
}

static void
on_signal(int sig)
{
	name_input();
	signal(sig, SIG_DFL);
	raise(sig);
}

void
zc_fuzz_begin(void)
{
	signal(SIGALRM, on_signal);
	signal(SIGSEGV, on_signal);
	signal(SIGABRT, on_signal);
	signal(SIGFPE, on_signal);
	setvbuf(stdout, NULL, _IOLBF, 0);
}

uint64_t
zc_fuzz_input(uint64_t seed, unsigned int n)
{
	input = n;
	return (seed + 1) * 0x9e3779b97f4a7c15u ^ (n + 1) * 0xbf58476d1ce4e5b9u;
}

size_t
zc_fuzz_damage(uint8_t *bytes, size_t len, size_t head_bytes, uint64_t *state)
{
	static const uint32_t extremes[] = { 0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff,
		0x7fffffff, 0x80000000, 0xffffffff, 0xfffffff0 };
	uint32_t times = 1 + zc_gen_random(state) % 4;
	size_t head = len < head_bytes ? len : head_bytes;

	for (uint32_t i = 0; i < times; i++) {
		size_t at = zc_gen_random(state) % (zc_gen_random(state) % 8 ? head : len);
		uint32_t v = extremes[zc_gen_random(state) %
				      (sizeof(extremes) / sizeof(extremes[0]))];
		uint32_t kind = zc_gen_random(state) % 10;

		if (kind == 0)
			return 1 + zc_gen_random(state) % len;
		if (kind < 4)
			bytes[at] ^= (uint8_t)(1u << zc_gen_random(state) % 8);
		else if (kind < 6)
			bytes[at] = (uint8_t)zc_gen_random(state);
		else
			for (size_t b = 0; b < 4 && at + b < len; b++)
				bytes[at + b] = (uint8_t)(v >> 8 * (kind < 8 ? b : 3 - b));
	}
	return len;
}

void
zc_fuzz_run(const uint8_t *bytes, size_t len)
{
	alarm(HANG_S);
	LLVMFuzzerTestOneInput(bytes, len);
	alarm(0);
}
