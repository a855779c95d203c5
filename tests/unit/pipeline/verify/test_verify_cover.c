#include "tests/unit/unit.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "pipeline/verify/verify_cover.h"

static void
runs_that_touch_are_one(void)
{
	struct zc_cover c = { 0 };

	zc_cover_add(&c, 10, 20);
	zc_cover_add(&c, 30, 40);
	zc_cover_add(&c, 5, 5);
	CU_ASSERT_EQUAL(c.runs, 2);
	CU_ASSERT_EQUAL(zc_cover_total(&c), 20);
	zc_cover_add(&c, 20, 30);
	CU_ASSERT_EQUAL(c.runs, 1);
	zc_cover_add(&c, 0, 50);
	CU_ASSERT_EQUAL(c.runs, 1);
	CU_ASSERT_EQUAL(zc_cover_total(&c), 50);
}

static void
never_more_than_a_bitmap(void)
{
	static bool added[1000];
	struct zc_cover c = { 0 };

	srand(1);
	memset(added, 0, sizeof(added));
	for (int n = 0; n < 300; n++) {
		uint64_t first = (uint64_t)rand() % 990, end = first + (uint64_t)rand() % 10;
		uint64_t total = 0;

		zc_cover_add(&c, first, end);
		for (uint64_t i = first; i < end; i++)
			added[i] = true;
		for (int i = 0; i < 1000; i++)
			total += added[i];
		/* More gaps than there is room for are counted too low, never too high. */
		CU_ASSERT(zc_cover_total(&c) <= total);
		for (uint32_t i = 0; i + 1 < c.runs; i++)
			CU_ASSERT(c.run[i].end < c.run[i + 1].first);
	}
	zc_cover_add(&c, 0, 1000);
	CU_ASSERT_EQUAL(zc_cover_total(&c), 1000);
}

static void
few_runs_are_exact(void)
{
	static bool added[10000];
	struct zc_cover c = { 0 };
	uint64_t total = 0;

	srand(2);
	for (int n = 0; n < 50; n++) {
		uint64_t first = (uint64_t)rand() % 9000, end = first + (uint64_t)rand() % 1000;

		zc_cover_add(&c, first, end);
		for (uint64_t i = first; i < end; i++)
			added[i] = true;
	}
	for (int i = 0; i < 10000; i++)
		total += added[i];
	CU_ASSERT_EQUAL(zc_cover_total(&c), total);
}

ZC_UNIT_MAIN("verify cover", { "runs that touch are one", runs_that_touch_are_one },
	{ "never more than was added", never_more_than_a_bitmap },
	{ "few runs are exact", few_runs_are_exact })
