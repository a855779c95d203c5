/* What a report says of a recording as a whole. */
#include "tests/unit/unit.h"

#include <string.h>

#include "tools/report/run.h"

#define NS_PER_S INT64_C(1000000000)

static void
begins_with_its_first_record_or_before(void)
{
	struct zcjitter_run run = { .head = { .created_unix_ns = 1700000000 * NS_PER_S,
					    .created_mono_ns = 100 * NS_PER_S } };
	char buf[ZCJITTER_TIME_MAX];

	/* Nothing was recorded: only the head has a time. */
	CU_ASSERT_STRING_EQUAL(zcjitter_run_begun(&run, buf), "2023-11-14T22:13:20.000Z");
	run.count.wakeups = 1;
	run.first_ns = 103 * NS_PER_S;
	CU_ASSERT_STRING_EQUAL(zcjitter_run_begun(&run, buf), "2023-11-14T22:13:20.000Z");
	/* The file of an incident is created after it. */
	run.first_ns = 98 * NS_PER_S;
	CU_ASSERT_STRING_EQUAL(zcjitter_run_begun(&run, buf), "2023-11-14T22:13:18.000Z");
}

ZC_UNIT_MAIN("run",
	{ "begins with its first record or before", begins_with_its_first_record_or_before })
