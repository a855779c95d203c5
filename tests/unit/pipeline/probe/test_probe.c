/* The probes on the simulated DAC, whose properties are known. */
#include "tests/unit/unit.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "pipeline/probe.h"

static const char this_program[] = "/proc/self/exe";

static enum zc_check_state
state_of(const struct zc_checks *c, const char *id)
{
	const struct zc_check *k = zc_checks_find(c, id);

	CU_ASSERT_PTR_NOT_NULL_FATAL(k);
	return k->state;
}

/* Whether this machine lets anyone read past the page cache by io_uring at all. */
static bool
machine_can(void)
{
	struct zc_checks c = { 0 };

	zc_probe_system(&c, 0);
	return zc_checks_direct(&c) && !zc_probe_file(&c, this_program, NULL) &&
	       zc_checks_direct(&c);
}

static void
only_missing_rules_out_the_direct_path(void)
{
	struct zc_checks c = { 0 };

	CU_ASSERT_TRUE(zc_checks_direct(&c));
	zc_checks_add(&c, "a", ZC_CHECK_OK, NULL, "%d", 1);
	zc_checks_add(&c, "b", ZC_CHECK_WEAK, "mend it", "b");
	zc_checks_add(&c, "c", ZC_CHECK_INFO, NULL, "c");
	CU_ASSERT_TRUE(zc_checks_direct(&c));
	zc_checks_add(&c, "d", ZC_CHECK_MISSING, NULL, "d");
	CU_ASSERT_FALSE(zc_checks_direct(&c));
	CU_ASSERT_STRING_EQUAL(zc_checks_find(&c, "a")->value, "1");
	CU_ASSERT_STRING_EQUAL(zc_checks_find(&c, "a")->remedy, "");
	CU_ASSERT_STRING_EQUAL(zc_checks_find(&c, "b")->remedy, "mend it");
	CU_ASSERT_PTR_NULL(zc_checks_find(&c, "e"));
}

static void
a_full_list_takes_no_more(void)
{
	struct zc_checks c = { 0 };

	for (int i = 0; i < ZC_CHECKS_MAX + 2; i++)
		zc_checks_add(&c, "x", ZC_CHECK_INFO, NULL, "%d", i);
	CU_ASSERT_EQUAL(c.count, ZC_CHECKS_MAX);
	CU_ASSERT_STRING_EQUAL(c.list[ZC_CHECKS_MAX - 1].value, "15");
}

static void
every_part_of_the_system_is_checked(void)
{
	static const char *const ids[] = { "kernel", "io_uring", "realtime", "timer_slack",
		"rt_budget", "locked_memory", "compaction", "dma_latency" };
	struct zc_checks c = { 0 };

	zc_probe_system(&c, 60);
	for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
		const struct zc_check *k = zc_checks_find(&c, ids[i]);

		CU_ASSERT_PTR_NOT_NULL_FATAL(k);
		CU_ASSERT_NOT_EQUAL(*k->value, 0);
		/* Whatever is missing comes with its remedy. */
		if (k->state == ZC_CHECK_MISSING)
			CU_ASSERT_NOT_EQUAL(*k->remedy, 0);
	}
}

static void
sim_as_it_is(void)
{
	const struct zc_sink_conf conf = { .ring_ms = 500, .sim_pinnable = true };
	struct zc_device_info sim;
	struct zc_checks c = { 0 };
	struct zc_fmt fmt;

	CU_ASSERT_EQUAL_FATAL(zc_device_find("sim", &sim, NULL), 0);
	zc_probe_device(&c, &sim, &conf, this_program, &fmt);
	CU_ASSERT_EQUAL(fmt.sample, ZC_S16_LE);
	CU_ASSERT_EQUAL(fmt.rate_hz, 44100);
	CU_ASSERT_EQUAL(fmt.channels, 2);
	CU_ASSERT_EQUAL(state_of(&c, "device"), ZC_CHECK_OK);
	CU_ASSERT_EQUAL(state_of(&c, "mirror"), ZC_CHECK_OK);
	CU_ASSERT_EQUAL(state_of(&c, "ring"), ZC_CHECK_INFO);
	CU_ASSERT_EQUAL(state_of(&c, "ring_largest"), ZC_CHECK_INFO);
	if (machine_can())
		CU_ASSERT_EQUAL(state_of(&c, "pinnable"), ZC_CHECK_OK);
}

static void
sim_that_cannot_be_pinned(void)
{
	const struct zc_sink_conf conf = { .ring_ms = 500, .sim_pinnable = false };
	struct zc_device_info sim;
	struct zc_checks c = { 0 };
	struct zc_fmt fmt;

	CU_ASSERT_EQUAL_FATAL(zc_device_find("sim", &sim, NULL), 0);
	zc_probe_device(&c, &sim, &conf, this_program, &fmt);
	CU_ASSERT_EQUAL(state_of(&c, "pinnable"), ZC_CHECK_MISSING);
	CU_ASSERT_FALSE(zc_checks_direct(&c));
	CU_ASSERT_PTR_NULL(zc_checks_find(&c, "fixed_buffer"));
}

static void
no_file_to_try_with(void)
{
	const struct zc_sink_conf conf = { .ring_ms = 500, .sim_pinnable = true };
	struct zc_device_info sim;
	struct zc_checks c = { 0 };
	struct zc_fmt fmt;

	CU_ASSERT_EQUAL_FATAL(zc_device_find("sim", &sim, NULL), 0);
	zc_probe_device(&c, &sim, &conf, NULL, &fmt);
	CU_ASSERT_EQUAL(state_of(&c, "pinnable"), ZC_CHECK_MISSING);
	CU_ASSERT_STRING_EQUAL(zc_checks_find(&c, "pinnable")->remedy,
		"name a file on a disk that takes O_DIRECT: zcprobe FILE");
}

static void
a_busy_device_says_what_to_do(void)
{
	const struct zc_device_info busy = { .name = "hw:CARD=PCH,DEV=0", .busy = -EBUSY };
	const struct zc_sink_conf conf = { 0 };
	struct zc_checks c = { 0 };
	struct zc_fmt fmt;

	zc_probe_device(&c, &busy, &conf, NULL, &fmt);
	CU_ASSERT_EQUAL(c.count, 1);
	CU_ASSERT_EQUAL(state_of(&c, "device"), ZC_CHECK_MISSING);
	CU_ASSERT_STRING_EQUAL(zc_checks_find(&c, "device")->value,
		"cannot be opened: Device or resource busy");
	CU_ASSERT_PTR_NOT_NULL(
		strstr(zc_checks_find(&c, "device")->remedy, "fuser -v /dev/snd/*"));
}

static void
files_that_cannot_be_opened(void)
{
	struct zc_checks c = { 0 };
	struct zc_err err;

	CU_ASSERT_EQUAL(zc_probe_file(&c, "/nonexistent/a.wav", &err), -ENOENT);
	CU_ASSERT_PTR_NOT_NULL(strstr(err.text, "/nonexistent/a.wav"));
	CU_ASSERT_EQUAL(c.count, 0);
	CU_ASSERT_EQUAL(zc_probe_file(&c, "/dev/null", &err), -ENXIO);
	CU_ASSERT_EQUAL(c.count, 0);
}

ZC_UNIT_MAIN("probe",
	{ "only what is missing rules out the direct path",
		only_missing_rules_out_the_direct_path },
	{ "a full list takes no more", a_full_list_takes_no_more },
	{ "every part of the system is checked", every_part_of_the_system_is_checked },
	{ "sim as it is", sim_as_it_is },
	{ "sim that cannot be pinned", sim_that_cannot_be_pinned },
	{ "no file to try with", no_file_to_try_with },
	{ "a busy device says what to do", a_busy_device_says_what_to_do },
	{ "files that cannot be opened", files_that_cannot_be_opened })
