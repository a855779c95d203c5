/* How long a ring is asked for. */
#include "tests/unit/unit.h"

#include "pipeline/sink.h"

static void
a_number_is_taken_as_it_is(void)
{
	const struct zc_fmt cd = { ZC_S16_LE, 2, 44100 };

	CU_ASSERT_EQUAL(zc_sink_ring_frames(&cd, 2000), 88200);
	CU_ASSERT_EQUAL(zc_sink_ring_frames(&cd, 10), 441);
	CU_ASSERT_EQUAL(zc_sink_ring_frames(&cd, 60000), 44100 * 60);
}

static void
none_means_1_mib_within_limits(void)
{
	const struct zc_fmt cd = { ZC_S16_LE, 2, 44100 };
	const struct zc_fmt phone = { ZC_U8, 1, 8000 };
	const struct zc_fmt most = { ZC_S32_LE, 8, 384000 };

	CU_ASSERT_EQUAL(zc_sink_ring_frames(&cd, 0) * 4, 1 << 20);
	CU_ASSERT_EQUAL(zc_sink_ring_frames(&phone, 0), 8000 * 12);
	CU_ASSERT_EQUAL(zc_sink_ring_frames(&most, 0), 384000 * 2);
}

ZC_UNIT_MAIN("sink", { "a number is taken as it is", a_number_is_taken_as_it_is },
	{ "none means 1 MiB within limits", none_means_1_mib_within_limits })
