/* How close a card came to an xrun, in the guest: `headroom SECONDS STATUS` reads a PCM's status
 * file below /proc/asound every 5 ms and prints the fewest frames that were queued. It runs at
 * realtime priority, since the player may play under load. */
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

#define READS_PER_S 200

/* Returns the queued frames, or -1 if the PCM does not play. */
static long
queued(const char *path)
{
	char text[512];
	FILE *file = fopen(path, "r");
	size_t got = file ? fread(text, 1, sizeof(text) - 1, file) : 0;
	const char *at;

	if (file)
		fclose(file);
	text[got] = 0;
	at = strstr(text, "state: RUNNING") ? strstr(text, "delay") : NULL;
	at = at ? strchr(at, ':') : NULL;
	return at ? strtol(at + 1, NULL, 10) : -1;
}

int
main(int argc, char **argv)
{
	const struct timespec pause = { .tv_nsec = 1000000000 / READS_PER_S };
	const struct sched_param priority = { .sched_priority = 90 };
	long reads = argc == 3 ? atol(argv[1]) * READS_PER_S : 0, least = -1;

	if (!reads) {
		fprintf(stderr, "usage: headroom SECONDS STATUS\n");
		return 2;
	}
	sched_setscheduler(0, SCHED_FIFO, &priority);
	mlockall(MCL_CURRENT | MCL_FUTURE);
	while (reads--) {
		long frames = queued(argv[2]);

		if (frames >= 0 && (least < 0 || frames < least))
			least = frames;
		nanosleep(&pause, NULL);
	}
	printf("%ld\n", least);
	return EXIT_SUCCESS;
}
