#include "tests/unit/daemon/mpd/fake_area.h"

#include <string.h>

const struct zc_area *
fake_area(void)
{
	static struct zc_area area;
	static const struct zc_wake w = { .seq = 1,
		.planned_ns = 5000000000,
		.woke_ns = 5000100000,
		.done_ns = 5000100032,
		.played_frame = 1000,
		.committed_frame = 1000 + 48000,
		.rate_hz = 48000,
		.flags = ZC_WAKE_RUNNING };

	memset(&area, 0, sizeof(area));
	zc_wake_hists_add(&area.hists, NULL, &w);
	area.filler.faults_minor = 3;
	return &area;
}
