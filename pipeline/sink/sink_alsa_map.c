/* Mappings of a PCM's memory, by the kernel's own interface, whose header alsa-lib's excludes.
 * Invariant: where mirrored is set ring[i] and ring[i + bytes] are the same byte. */
#include "pipeline/sink/sink_alsa_map.h"

#include <errno.h>
#include <sys/mman.h>
#include <unistd.h>

#include <sound/asound.h>

static size_t
page_bytes(void)
{
	return (size_t)sysconf(_SC_PAGESIZE);
}

static size_t
whole_pages(size_t bytes)
{
	return (bytes + page_bytes() - 1) / page_bytes() * page_bytes();
}

static uint8_t *
map_at(int pcm_fd, uint8_t *at, size_t bytes, int how)
{
	return mmap(at, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | how, pcm_fd,
		SNDRV_PCM_MMAP_OFFSET_DATA);
}

/* Maps the ring right below alsa-lib's mapping, which then is the second half: a mapping takes as
 * long as all the rest of opening a card. Mappings grow downwards, so that place is usually free. */
static uint8_t *
map_below(int pcm_fd, uint8_t *theirs, size_t bytes)
{
	uint8_t *ring = map_at(pcm_fd, theirs - bytes, bytes, MAP_FIXED_NOREPLACE);

	/* Kernels before 4.17 ignore that flag. */
	if (ring != MAP_FAILED && ring != theirs - bytes) {
		munmap(ring, bytes);
		return MAP_FAILED;
	}
	return ring;
}

static uint8_t *
map_twice(int pcm_fd, size_t bytes)
{
	uint8_t *ring = mmap(
		NULL, 2 * bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (ring == MAP_FAILED)
		return ring;
	if (map_at(pcm_fd, ring, bytes, MAP_FIXED) == MAP_FAILED ||
		map_at(pcm_fd, ring + bytes, bytes, MAP_FIXED) == MAP_FAILED) {
		munmap(ring, 2 * bytes);
		return MAP_FAILED;
	}
	return ring;
}

uint8_t *
zc_alsa_map(int pcm_fd, size_t bytes, uint8_t *theirs, size_t *owned_bytes, bool *mirrored)
{
	bool whole = bytes % page_bytes() == 0;
	uint8_t *ring = MAP_FAILED;

	*owned_bytes = bytes;
	if (whole && (uintptr_t)theirs % page_bytes() == 0)
		ring = map_below(pcm_fd, theirs, bytes);
	if (whole && ring == MAP_FAILED) {
		*owned_bytes = 2 * bytes;
		ring = map_twice(pcm_fd, bytes);
	}
	*mirrored = ring != MAP_FAILED;
	if (!*mirrored) {
		*owned_bytes = whole_pages(bytes);
		ring = map_at(pcm_fd, NULL, *owned_bytes, 0);
	}
	return ring == MAP_FAILED ? NULL : ring;
}

void
zc_alsa_prefault(const uint8_t *ring, size_t bytes, bool mirrored)
{
	const volatile uint8_t *touch = ring;

	for (size_t at = 0; at < (mirrored ? 2 * bytes : bytes); at += page_bytes())
		(void)touch[at];
}

bool
zc_alsa_is_aliased(uint8_t *ring, size_t bytes)
{
	volatile uint8_t *first = ring, *second = ring + page_bytes();
	uint8_t kept = *first;
	bool aliased;

	if (bytes < 2 * page_bytes())
		return false;
	*first = (uint8_t)(*second + 1);
	aliased = *first == *second;
	*first = kept;
	return aliased;
}

void
zc_alsa_mappable(int pcm_fd, bool *status, bool *control)
{
	void *page = mmap(NULL, page_bytes(), PROT_READ, MAP_SHARED, pcm_fd,
		SNDRV_PCM_MMAP_OFFSET_STATUS);

	*status = page != MAP_FAILED;
	if (*status)
		munmap(page, page_bytes());
	page = mmap(NULL, page_bytes(), PROT_READ | PROT_WRITE, MAP_SHARED, pcm_fd,
		SNDRV_PCM_MMAP_OFFSET_CONTROL);
	*control = page != MAP_FAILED;
	if (*control)
		munmap(page, page_bytes());
}
