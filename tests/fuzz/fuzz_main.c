/* A driver without libFuzzer: damages the files of gen_cases.c by a seeded generator, a bounded
 * number of times. `fuzz_open [SEED [COUNT]]`; a crash or hang prints the input's number, and
 * `fuzz_open SEED 1 INPUT` runs that input again. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/fuzz/fuzz_drive.h"
#include "tests/gen.h"
#include "tests/tmpdir.h"

#define COUNT 4000u
/* Headers are here. */
#define HEAD_BYTES 256u

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

static void
run_damaged(const uint8_t *good, size_t len, uint64_t state)
{
	uint8_t *bytes = malloc(len);

	if (!bytes)
		abort();
	memcpy(bytes, good, len);
	zc_gen_random(&state);
	zc_fuzz_run(bytes, zc_fuzz_damage(bytes, len, HEAD_BYTES, &state));
	free(bytes);
}

/* Runs the inputs that belong to case n: those with input % cases == n. */
static int
run_case(unsigned int n, const char *dir, uint64_t seed, unsigned int first, unsigned int count)
{
	unsigned int cases = (unsigned int)zc_gen_case_count;
	uint8_t *bytes = NULL;
	size_t len = 0;

	for (unsigned int input = first; input < first + count; input++) {
		if (input % cases != n)
			continue;
		if (!bytes)
			bytes = read_case(&zc_gen_cases[n], dir, &len);
		if (!bytes)
			return -1;
		run_damaged(bytes, len, zc_fuzz_input(seed, input));
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

	zc_fuzz_begin();
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
