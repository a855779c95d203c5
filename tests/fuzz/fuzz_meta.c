/* Entry point of the fuzzers, libFuzzer or our own driver: the input is a file with metadata. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "daemon/tags/meta.h"
#include "tests/fuzz/fuzz_drive.h"

static volatile uint64_t total; /* keeps the compiler from removing the reads */

static void
on_text(void *ctx, const char *key, const char *value)
{
	(void)ctx;
	total += strlen(key) + strlen(value);
}

/* Every lent byte must be readable. */
static void
on_picture(void *ctx, const struct zc_meta_picture *p)
{
	(void)ctx;
	if (p->size > ZC_PICTURE_MAX_BYTES)
		abort();
	total += strlen(p->mime);
	for (size_t i = 0; i < p->size; i++)
		total += p->bytes[i];
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct zc_meta_callbacks texts = { .text = on_text };
	const struct zc_meta_callbacks pictures = { .picture = on_picture };
	int fd = memfd_create("fuzz", MFD_CLOEXEC);

	if (fd < 0 || write(fd, data, size) != (ssize_t)size)
		abort();
	zc_meta_read(fd, &texts);
	zc_meta_read(fd, &pictures);
	close(fd);
	return 0;
}
