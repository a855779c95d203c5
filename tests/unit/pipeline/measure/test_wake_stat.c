#include "tests/unit/unit.h"

#include "pipeline/wake_stat.h"

static void
sums_and_extremes(void)
{
	struct zc_wake_stat *s = zc_wake_stat_new();
	struct zc_wake_figures f;

	CU_ASSERT_FATAL(s != NULL);
	zc_wake_stat_get(s, &f);
	CU_ASSERT_EQUAL(f.wakeups, 0);
	CU_ASSERT_EQUAL(f.margin_min_frames, 0);
	for (int i = 1; i <= 1000; i++) {
		struct zc_wake w = { .planned_ns = 1000000,
			.woke_ns = 1000000 + i * 1000,
			.done_ns = 1000000 + i * 1000 + 7000,
			.played_frame = 100,
			.committed_frame = (uint64_t)(100 + 2000 - i),
			.syscalls = 3,
			.faults_minor = i == 5,
			.cause = ZC_WAKE_DEADLINE,
			.flags = ZC_WAKE_RUNNING };

		zc_wake_stat_add(s, &w);
	}
	zc_wake_stat_get(s, &f);
	CU_ASSERT_EQUAL(f.wakeups, 1000);
	CU_ASSERT_EQUAL(f.timed, 1000);
	CU_ASSERT_EQUAL(f.syscalls, 3000);
	CU_ASSERT_EQUAL(f.faults_minor, 1);
	CU_ASSERT_EQUAL(f.margin_min_frames, 1000);
	CU_ASSERT(f.late_p50_ns >= 500000 && f.late_p50_ns <= 500000 + 500000 / 32 + 1);
	CU_ASSERT_EQUAL(f.late_max_ns, 1000000);
	CU_ASSERT_EQUAL(f.service_max_ns, 7000);
	zc_wake_stat_reset(s);
	zc_wake_stat_get(s, &f);
	CU_ASSERT_EQUAL(f.wakeups, 0);
	CU_ASSERT_EQUAL(f.late_max_ns, 0);
	zc_wake_stat_free(s);
}

static void
period_interrupt_is_the_plan(void)
{
	struct zc_wake_stat *s = zc_wake_stat_new();
	struct zc_wake_figures f;
	struct zc_wake w = { .woke_ns = 5000000000,
		.hw_tstamp_ns = 5000000000 - 60000,
		.cause = ZC_WAKE_PERIOD };

	CU_ASSERT_FATAL(s != NULL);
	zc_wake_stat_add(s, &w);
	/* A timestamp from long ago, and a wake-up by a command, have no plan. */
	w.hw_tstamp_ns = 1;
	zc_wake_stat_add(s, &w);
	w.hw_tstamp_ns = w.woke_ns;
	w.cause = ZC_WAKE_COMMAND;
	zc_wake_stat_add(s, &w);
	zc_wake_stat_get(s, &f);
	CU_ASSERT_EQUAL(f.wakeups, 3);
	CU_ASSERT_EQUAL(f.timed, 1);
	CU_ASSERT_EQUAL(f.late_max_ns, 60000);
	zc_wake_stat_free(s);
}

ZC_UNIT_MAIN("wake_stat", { "sums and extremes", sums_and_extremes },
	{ "a period's interrupt is the plan", period_interrupt_is_the_plan })
