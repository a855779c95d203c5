/* The data area of an opened PCM in this process's memory. Set-up threads only. */
#ifndef ZC_SINK_ALSA_MAP_H
#define ZC_SINK_ALSA_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Maps the ring of bytes bytes, twice back to back where bytes is whole pages and the driver
 * allows it. theirs is alsa-lib's mapping of it, which becomes the second one where the place
 * below it is free: the ring ends with the PCM's closing. *owned_bytes of the ring are for the
 * caller to unmap, before that. NULL with errno. */
uint8_t *zc_alsa_map(
	int pcm_fd, size_t bytes, uint8_t *theirs, size_t *owned_bytes, bool *mirrored);

/* Touches every page of both mappings, so that none faults later. */
void zc_alsa_prefault(const uint8_t *ring, size_t bytes, bool mirrored);

/* True if two pages of the ring are one and the same memory. Leaves the ring as it was. */
bool zc_alsa_is_aliased(uint8_t *ring, size_t bytes);

/* Whether the driver lets its status and control pages be mapped: what cannot be costs a system
 * call at each use. */
void zc_alsa_mappable(int pcm_fd, bool *status, bool *control);

#endif
