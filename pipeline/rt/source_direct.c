#include "pipeline/rt/source_direct.h"

static uint64_t
min_u64(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

int64_t
zc_direct_lead_in(const struct zc_source *src, uint64_t first_byte, uint32_t align)
{
	uint64_t want = (src->data_offset + first_byte) % align;

	/* The remainders repeat after at most align frames. */
	for (uint32_t k = 0; k < align; k++) {
		if ((uint64_t)k * src->frame_bytes % align == want)
			return k;
	}
	return -1;
}

bool
zc_direct_in_phase(
	const struct zc_source *src, uint64_t first_byte, uint64_t ring_offset, uint32_t align)
{
	return (src->data_offset + first_byte) % align == ring_offset % align;
}

struct zc_piece
zc_direct_piece(const struct zc_source *src, uint64_t next_byte, uint64_t end_byte,
	uint64_t room, uint64_t contiguous, uint64_t most)
{
	uint64_t block = src->off_align;
	uint64_t left = end_byte - next_byte;
	uint64_t into_block = (src->data_offset + next_byte) % block;
	uint64_t fits = min_u64(min_u64(left, room), contiguous);
	uint64_t edge = left;

	if (into_block) {
		edge = min_u64(left, block - into_block);
	} else if (fits >= block) {
		uint64_t want = min_u64(fits, most > block ? most : block);

		return (struct zc_piece){ .direct = true,
			.len_bytes = (uint32_t)(want / block * block) };
	} else if (left >= block) {
		/* There is no contiguous room for a whole block. Only a wrap is a reason to break
		 * one up. */
		if (room < block)
			return (struct zc_piece){ .direct = false, .len_bytes = 0 };
		edge = contiguous;
	}
	if (edge > room)
		return (struct zc_piece){ .direct = false, .len_bytes = 0 };
	return (struct zc_piece){ .direct = false,
		.len_bytes = (uint32_t)min_u64(edge, contiguous) };
}
