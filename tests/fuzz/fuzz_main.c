/* A driver without libFuzzer: files of the table, damaged by a seeded generator, a bounded
 * number of them. `fuzz_open [SEED [COUNT]]`; what crashes or hangs names its input, and
 * `fuzz_open SEED 1 INPUT` runs that one again. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fuzz_open.h"
#include "tests/gen.h"
#include "tests/tmpdir.h"

#define COUNT 4000u
/* One input takes milliseconds; this is a hang, on any machine. */
#define HANG_S 60
/* Where headers are. */
#define HEAD_BYTES 256u

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

/* Damages the bytes in one of the ways that headers are wrong; returns the new length. */
static size_t
damage(uint8_t *bytes, size_t len, uint64_t *state)
{
	static const uint32_t extremes[] = { 0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff,
		0x7fffffff, 0x80000000, 0xffffffff, 0xfffffff0 };
	uint32_t times = 1 + zc_gen_random(state) % 4;
	size_t head = len < HEAD_BYTES ? len : HEAD_BYTES;

	for (uint32_t i = 0; i < times; i++) {
		size_t at = zc_gen_random(state) % (zc_gen_random(state) % 8 ? head : len);
		uint32_t v = extremes[zc_gen_random(state) %
				      (sizeof(extremes) / sizeof(extremes[0]))];
		uint32_t way = zc_gen_random(state) % 10;

		if (way == 0)
			return 1 + zc_gen_random(state) % len;
		if (way < 4)
			bytes[at] ^= (uint8_t)(1u << zc_gen_random(state) % 8);
		else if (way < 6)
			bytes[at] = (uint8_t)zc_gen_random(state);
		else
			for (size_t b = 0; b < 4 && at + b < len; b++)
				bytes[at + b] = (uint8_t)(v >> 8 * (way < 8 ? b : 3 - b));
	}
	return len;
}

static uint8_t *
read_case(const struct zc_gen_case *c, const char *dir, size_t *len)
{
	char path[2 * ZC_TMPDIR_MAX];
	uint8_t *bytes = NULL;
	struct stat st;
	int fd;

	snprintf(path, sizeof(path), "%s/%s", dir, c->name);
	if (zc_gen_write(c, path) < 0)
		return NULL;
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd >= 0 && fstat(fd, &st) == 0 && (bytes = malloc((size_t)st.st_size)))
		*len = (size_t)read(fd, bytes, (size_t)st.st_size);
	if (fd >= 0)
		close(fd);
	unlink(path);
	return bytes;
}

/* Each damaged file is a function of seed, case and number alone. */
static void
run_damaged(const uint8_t *good, size_t len, uint64_t seed)
{
	uint64_t state = (seed + 1) * 0x9e3779b97f4a7c15u ^ (input + 1) * 0xbf58476d1ce4e5b9u;
	uint8_t *bytes = malloc(len);

	if (!bytes)
		abort();
	memcpy(bytes, good, len);
	zc_gen_random(&state);
	len = damage(bytes, len, &state);
	alarm(HANG_S);
	LLVMFuzzerTestOneInput(bytes, len);
	alarm(0);
	free(bytes);
}

/* Its share of the inputs: every so manieth, counted from its own number. */
static int
run_case(unsigned int n, const char *dir, uint64_t seed, unsigned int first, unsigned int count)
{
	unsigned int cases = (unsigned int)zc_gen_case_count;
	uint8_t *bytes = NULL;
	size_t len = 0;

	for (input = first; input < first + count; input++) {
		if (input % cases != n)
			continue;
		if (!bytes)
			bytes = read_case(&zc_gen_cases[n], dir, &len);
		if (!bytes)
			return -1;
		run_damaged(bytes, len, seed);
	}
	free(bytes);
	return 0;
}

int
main(int argc, char **argv)
{
	uint64_t seed = argc > 1 ? strtoull(argv[1], NULL, 0) : 1;
	unsigned int count = argc > 2 ? (unsigned int)strtoul(argv[2], NULL, 0) : COUNT;
	unsigned int first = argc > 3 ? (unsigned int)strtoul(argv[3], NULL, 0) : 0;
	char dir[ZC_TMPDIR_MAX];
	int r = 0;

	signal(SIGALRM, on_signal);
	signal(SIGSEGV, on_signal);
	signal(SIGABRT, on_signal);
	signal(SIGFPE, on_signal);
	setvbuf(stdout, NULL, _IOLBF, 0);
	if (zc_tmpdir_make(dir) < 0) {
		printf("Bail out! no directory for files\n");
		return 99;
	}
	printf("1..1\n");
	for (unsigned int n = 0; n < (unsigned int)zc_gen_case_count && r == 0; n++)
		r = run_case(n, dir, seed, first, count);
	zc_tmpdir_remove(dir);
	printf("%s 1 - fuzz_open: %u damaged files\n", r ? "not ok" : "ok", count);
	return r ? 1 : 0;
}
