/* The length of ring that is asked for. */
#include "tests/unit/unit.h"

#include "pipeline/sink.h"

static void
uses_the_given_length(void)
{
	const struct zc_fmt cd = { ZC_S16_LE, 2, 44100 };

	CU_ASSERT_EQUAL(zc_sink_ring_frames(&cd, 2000), 88200);
	CU_ASSERT_EQUAL(zc_sink_ring_frames(&cd, 10), 441);
	CU_ASSERT_EQUAL(zc_sink_ring_frames(&cd, 60000), 44100 * 60);
}

static void
without_one_1_mib_within_limits(void)
{
	const struct zc_fmt cd = { ZC_S16_LE, 2, 44100 };
	const struct zc_fmt phone = { ZC_U8, 1, 8000 };
	const struct zc_fmt most = { ZC_S32_LE, 8, 384000 };

	CU_ASSERT_EQUAL(zc_sink_ring_frames(&cd, 0) * 4, 1 << 20);
	CU_ASSERT_EQUAL(zc_sink_ring_frames(&phone, 0), 8000 * 12);
	CU_ASSERT_EQUAL(zc_sink_ring_frames(&most, 0), 384000 * 2);
}

ZC_UNIT_MAIN("sink", { "uses the given length", uses_the_given_length },
	{ "without one, 1 MiB within limits", without_one_1_mib_within_limits })
