/* Load at normal priority, in the guest: `hog MEGABYTES` takes that much memory and touches its
 * pages in random order for ever; `hog 0` only spins. All pages differ, so that they can be
 * neither merged nor compressed. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

#define PAGE_BYTES 4096u

int
main(int argc, char **argv)
{
	uint64_t pages = argc == 2 ? strtoull(argv[1], NULL, 10) * (1u << 20) / PAGE_BYTES : 0;
	volatile uint64_t *memory = NULL;
	uint64_t state = 1;

	if (argc != 2) {
		fprintf(stderr, "usage: hog MEGABYTES\n");
		return 2;
	}
	if (pages) {
		memory = mmap(NULL, pages * PAGE_BYTES, PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
		if (memory == MAP_FAILED) {
			perror("hog");
			return EXIT_FAILURE;
		}
	}
	for (;;) {
		/* A linear congruence; its upper bits are random enough. */
		state = state * 6364136223846793005u + 1442695040888963407u;
		if (pages)
			memory[(state >> 32) % pages * (PAGE_BYTES / sizeof(*memory))] = state;
	}
}
