/* What of a track can be read straight into the ring, and where. Pure; engine thread; realtime.
 */
#ifndef ZC_RT_SOURCE_DIRECT_H
#define ZC_RT_SOURCE_DIRECT_H

#include <stdbool.h>
#include <stdint.h>

#include "pipeline/source/source.h"

/* The frames of silence, fewer than one block holds, that must stand before payload byte
 * first_byte at an empty ring (whose memory starts at a page) so that address and file offset
 * agree modulo align; -1 if frames never meet it. */
int64_t zc_direct_lead_in(const struct zc_source *src, uint64_t first_byte, uint32_t align);

/* True if payload byte first_byte and the ring's byte ring_offset agree modulo align. */
bool zc_direct_in_phase(
	const struct zc_source *src, uint64_t first_byte, uint64_t ring_offset, uint32_t align);

/* The next piece of the payload. */
struct zc_piece {
	bool direct; /* whole blocks for the disk; else an edge for the filler to copy */
	uint32_t len_bytes; /* 0: wait until there is more room */
};

/* From payload byte next_byte on, to at most end_byte, into `room` bytes of which `contiguous`
 * are one piece of memory, and not more than `most`. */
struct zc_piece zc_direct_piece(const struct zc_source *src, uint64_t next_byte,
	uint64_t end_byte, uint64_t room, uint64_t contiguous, uint64_t most);

#endif
