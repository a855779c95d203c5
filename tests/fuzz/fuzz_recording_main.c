/* A driver without libFuzzer: damages a recording that has every kind of chunk, by a seeded
 * generator, a bounded number of times. In every other input the checksums are recomputed after
 * the damage, so that the code after the check is reached, too.
 * `fuzz_recording [SEED [COUNT]]`. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <zlib.h>

#include "tests/fuzz/fuzz_drive.h"
#include "pipeline/recording.h"
#include "tests/gen.h"

#define COUNT 20000u
#define SAMPLE_MAX 4096
/* Heads of chunks are everywhere in the file. */
#define HEAD_BYTES SAMPLE_MAX

static size_t
make_sample(uint8_t *to)
{
	int fd = memfd_create("sample", MFD_CLOEXEC);
	const struct zc_wake wakes[3] = { { .seq = 1 }, { .seq = 2 }, { .seq = 9 } };
	struct zc_recording_writer w;
	ssize_t n;

	if (fd < 0 || zc_recording_begin(&w, fd, "sample", NULL, NULL) ||
		zc_recording_put_text(&w, ZC_RECORDING_META, "{\"meta\":{}}", NULL) ||
		zc_recording_put_wakes(&w, wakes, 3, NULL) ||
		zc_recording_put_text(&w, ZC_RECORDING_TRACK, "{\"track\":1}", NULL) ||
		zc_recording_put_text(&w, ZC_RECORDING_INCIDENT, "{\"incident\":1}", NULL) ||
		zc_recording_put_wakes(&w, wakes, 1, NULL) ||
		zc_recording_end(&w, "done", 0, NULL))
		abort();
	n = pread(fd, to, SAMPLE_MAX, 0);
	close(fd);
	return (size_t)n;
}

/* As far as the lengths of the chunks lead from one to the next. */
static void
recompute_checks(uint8_t *bytes, size_t len)
{
	size_t at = sizeof(struct zc_recording_head);
	struct zc_recording_chunk_head h;

	while (at + sizeof(h) <= len) {
		memcpy(&h, bytes + at, sizeof(h));
		if (h.bytes > len - at - sizeof(h))
			return;
		h.check = (uint32_t)crc32(crc32(0, (const Bytef *)&h.type, sizeof(h.type)),
			(const Bytef *)&h.bytes, sizeof(h.bytes));
		if (h.bytes)
			h.check =
				(uint32_t)crc32(h.check, bytes + at + sizeof(h), (uInt)h.bytes);
		memcpy(bytes + at, &h, sizeof(h));
		at += sizeof(h) + (size_t)((h.bytes + 7) / 8 * 8);
	}
}

int
main(int argc, char **argv)
{
	uint64_t seed = argc > 1 ? strtoull(argv[1], NULL, 0) : 1;
	unsigned int count = argc > 2 ? (unsigned int)strtoul(argv[2], NULL, 0) : COUNT;
	static uint8_t good[SAMPLE_MAX], bytes[SAMPLE_MAX];
	size_t len = make_sample(good);

	zc_fuzz_begin();
	printf("1..1\n");
	for (unsigned int n = 0; n < count; n++) {
		uint64_t state = zc_fuzz_input(seed, n);
		size_t damaged;

		memcpy(bytes, good, len);
		zc_gen_random(&state);
		damaged = zc_fuzz_damage(bytes, len, HEAD_BYTES, &state);
		if (n % 2)
			recompute_checks(bytes, damaged);
		zc_fuzz_run(bytes, damaged);
	}
	printf("ok 1 - fuzz_recording: %u damaged recordings\n", count);
	return 0;
}
