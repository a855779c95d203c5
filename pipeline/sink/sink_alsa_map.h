/* Maps the ring of an open PCM. Set-up threads only. */
#ifndef ZC_SINK_ALSA_MAP_H
#define ZC_SINK_ALSA_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Maps the ring of `bytes` bytes, twice back to back where that is whole pages and the driver allows
 * it. theirs is alsa-lib's mapping, which becomes the second half where the place below it is free;
 * the ring then ends when the PCM is closed. The caller unmaps *owned_bytes of the ring before that.
 * NULL with errno on failure. */
uint8_t *zc_alsa_map(
	int pcm_fd, size_t bytes, uint8_t *theirs, size_t *owned_bytes, bool *mirrored);

/* Touches every page of both mappings, so that no access faults later. */
void zc_alsa_prefault(const uint8_t *ring, size_t bytes, bool mirrored);

/* True if the first two pages of the ring are the same memory. Leaves the ring unchanged. */
bool zc_alsa_is_aliased(uint8_t *ring, size_t bytes);

/* Whether the driver's status and control pages can be mapped; where not, each access is a system
 * call. */
void zc_alsa_mappable(int pcm_fd, bool *status, bool *control);

#endif
