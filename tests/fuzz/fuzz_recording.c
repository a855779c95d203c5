/* The fuzz target for recordings, for libFuzzer and for fuzz_recording_main: reads the input as a
 * recording. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "tests/fuzz/fuzz_drive.h"
#include "pipeline/recording.h"

static volatile uint64_t total; /* keeps the compiler from dropping the reads */

/* Reads everything that the chunk lends. */
static uint64_t
sum(const struct zc_recording_chunk *c)
{
	uint64_t all = strlen(c->text) + c->end.wakes;

	for (size_t i = 0; i < c->wake_count; i++)
		all += c->wakes[i].seq + c->wakes[i].reads;
	return all;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct zc_recording_reader r;
	struct zc_recording_chunk c;
	struct zc_err err = { 0 };
	int fd = memfd_create("fuzz", MFD_CLOEXEC), got;

	if (fd < 0 || write(fd, data, size) != (ssize_t)size || lseek(fd, 0, SEEK_SET))
		abort();
	if (zc_recording_open(&r, fd, "fuzz", &err)) {
		if (err.code >= 0 || !strstr(err.text, "fuzz"))
			abort();
	} else {
		while ((got = zc_recording_next(&r, &c, &err)) == 1)
			total += sum(&c);
		if (got < 0 || r.at_bytes > size || (!r.ended && !*r.note))
			abort();
	}
	zc_recording_close(&r);
	close(fd);
	return 0;
}
