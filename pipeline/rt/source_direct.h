/* Which parts of a track can be read straight into the ring, and where. Pure functions; realtime.
 */
#ifndef ZC_RT_SOURCE_DIRECT_H
#define ZC_RT_SOURCE_DIRECT_H

#include <stdbool.h>
#include <stdint.h>

#include "pipeline/source/source.h"

/* How many frames of silence must precede payload byte first_byte in an empty ring, whose memory is
 * page-aligned, so that address and file offset agree modulo align: fewer than align, or -1 if no
 * number does. */
int64_t zc_direct_lead_in(const struct zc_source *src, uint64_t first_byte, uint32_t align);

/* True if payload byte first_byte and the ring's byte ring_offset agree modulo align. */
bool zc_direct_in_phase(
	const struct zc_source *src, uint64_t first_byte, uint64_t ring_offset, uint32_t align);

/* A piece of the payload. */
struct zc_piece {
	bool direct; /* whole blocks for the disk; else an edge that the filler copies */
	uint32_t len_bytes; /* 0: wait for more room */
};

/* The next piece from payload byte next_byte on, up to end_byte at most, for a ring with `room` free
 * bytes of which the first `contiguous` are one piece of memory; no longer than `most`. */
struct zc_piece zc_direct_piece(const struct zc_source *src, uint64_t next_byte,
	uint64_t end_byte, uint64_t room, uint64_t contiguous, uint64_t most);

#endif
