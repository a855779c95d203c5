/* Which pieces of a file may be read straight into the ring. For many block sizes, frame sizes,
 * data offsets and free spaces: every piece meets O_DIRECT's rules, and together they are the
 * payload. */
#include "tests/unit/unit.h"

#include "pipeline/rt/source_direct.h"

static struct zc_source
source(uint32_t frame_bytes, uint64_t data_offset, uint32_t mem_align, uint32_t off_align)
{
	struct zc_source s = { .frame_bytes = frame_bytes,
		.data_offset = data_offset,
		.mem_align = mem_align,
		.off_align = off_align };

	return s;
}

static void
lead_in_lines_up(void)
{
	for (uint32_t fb = 1; fb <= 32; fb++) {
		for (uint64_t offset = 40; offset < 120; offset++) {
			for (uint32_t align = 4; align <= 512; align *= 128) {
				struct zc_source s = source(fb, offset, align, 512);
				int64_t lead = zc_direct_lead_in(&s, 7 * fb, align);
				bool any = false;

				for (uint32_t k = 0; k < 512; k++)
					any |= zc_direct_in_phase(
						&s, 7 * fb, (uint64_t)k * fb, align);
				CU_ASSERT_EQUAL(lead >= 0, any);
				if (lead >= 0)
					CU_ASSERT(zc_direct_in_phase(
						&s, 7 * fb, (uint64_t)lead * fb, align));
				CU_ASSERT(lead < 512);
			}
		}
	}
}

/* Hands out a payload piece by piece, each turn with a random amount of room, and checks each
 * piece. */
static void
sweep(const struct zc_source *s, uint64_t payload, uint64_t ring_bytes, bool mirrored)
{
	uint64_t lead = (uint64_t)zc_direct_lead_in(s, 0, s->mem_align) * s->frame_bytes;
	uint64_t next = 0, free_bytes = ring_bytes - lead, direct = 0;
	uint32_t seed = 11;
	bool good = true;
	int stuck = 0;

	while (next < payload && stuck < 1000) {
		uint64_t at = (lead + next) % ring_bytes;
		uint64_t contiguous = mirrored ? ring_bytes : ring_bytes - at;
		struct zc_piece p = zc_direct_piece(
			s, next, payload, free_bytes, contiguous, ring_bytes / 3);

		good &= p.len_bytes <= free_bytes && p.len_bytes <= contiguous &&
			next + p.len_bytes <= payload;
		if (p.direct) {
			good &= (s->data_offset + next) % s->off_align == 0 &&
				p.len_bytes % s->off_align == 0 && at % s->mem_align == 0;
			direct += p.len_bytes;
		} else {
			good &= p.len_bytes < s->off_align;
		}
		next += p.len_bytes;
		free_bytes -= p.len_bytes;
		stuck = p.len_bytes ? 0 : stuck + 1;
		seed = seed * 1664525u + 1013904223u;
		free_bytes += (seed >> 8) % (ring_bytes - free_bytes + 1);
	}
	CU_ASSERT(good);
	CU_ASSERT_EQUAL(next, payload);
	if (mirrored && payload > 4 * s->off_align)
		CU_ASSERT(payload - direct < 2 * s->off_align);
}

static void
pieces_obey_the_disk(void)
{
	static const uint64_t payloads[] = { 1, 511, 512, 513, 4095, 4096, 70000, 1234567 };

	for (uint32_t fb = 1; fb <= 24; fb++) {
		for (uint64_t offset = 44; offset <= 88; offset += 4) {
			for (int v = 0; v < 8; v++) {
				struct zc_source s =
					source(fb, offset, v & 1 ? 4 : 512, v & 2 ? 4096 : 512);

				if (zc_direct_lead_in(&s, 0, s.mem_align) < 0)
					continue;
				for (int i = 0; i < 8; i++)
					sweep(&s, payloads[i], 4096ull * 3 * fb, v & 4);
			}
		}
	}
}

ZC_UNIT_MAIN("source_direct", { "the lead-in lines up", lead_in_lines_up },
	{ "pieces meet O_DIRECT's rules", pieces_obey_the_disk })
