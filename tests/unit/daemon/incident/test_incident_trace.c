/* Who ran instead of the engine, from the text of the kernel's trace. */
#include "tests/unit/unit.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "daemon/incident/incident_trace.h"

#define ENGINE 77
#define US INT64_C(1000)
#define AT(us) (INT64_C(100) * 1000000 * US + (us)*US)

/* The engine goes to wait at 0 us; gets the CPU at 5000 from idling, at 9000 from a program
 * with blanks in its name, and after 40 us without it at 9140 from another. */
static const char text[] =
	"# tracer: nop\n"
	"#           TASK-PID     CPU#  |||||  TIMESTAMP  FUNCTION\n"
	"       zc-engine-77      [001] d..2.   100.000000: sched_switch: prev_comm=zc-engine "
	"prev_pid=77 prev_prio=39 prev_state=S ==> next_comm=swapper/1 next_pid=0 "
	"next_prio=120\n"
	"          <idle>-0       [001] d..2.   100.005000: sched_switch: prev_comm=swapper/1 "
	"prev_pid=0 prev_prio=120 prev_state=R ==> next_comm=zc-engine next_pid=77 "
	"next_prio=39\n"
	"       zc-engine-77      [001] d..2.   100.005050: sched_switch: prev_comm=zc-engine "
	"prev_pid=77 prev_prio=39 prev_state=S ==> next_comm=a hog next_pid=1234 "
	"next_prio=120\n"
	"           a hog-1234    [001] d..2.   100.009000: sched_switch: prev_comm=a hog "
	"prev_pid=1234 prev_prio=120 prev_state=R ==> next_comm=zc-engine next_pid=77 "
	"next_prio=39\n"
	"       zc-engine-77      [001] d..2.   100.009100: sched_switch: prev_comm=zc-engine "
	"prev_pid=77 prev_prio=39 prev_state=R ==> next_comm=irq/9-usb next_pid=9 "
	"next_prio=49\n"
	"       irq/9-usb-9       [001] d..2.   100.009140: sched_switch: prev_comm=irq/9-usb "
	"prev_pid=9 prev_prio=49 prev_state=S ==> next_comm=zc-engine next_pid=77 "
	"next_prio=39\n";

static const char *
who(const char *trace, int64_t from_us, int64_t to_us)
{
	static char buf[32];
	FILE *f = fmemopen((void *)trace, strlen(trace), "r");

	CU_ASSERT_FATAL(f != NULL);
	zc_trace_find(f, ENGINE, AT(from_us), AT(to_us), buf, sizeof(buf));
	fclose(f);
	return buf;
}

static void
names_who_had_the_cpu(void)
{
	CU_ASSERT_STRING_EQUAL(who(text, 6000, 9120), "a hog[1234]");
}

/* Held up for longer before it woke than while it worked, and the other way round. */
static void
the_longest_wait_counts(void)
{
	CU_ASSERT_STRING_EQUAL(who(text, 6000, 9200), "a hog[1234]");
	CU_ASSERT_STRING_EQUAL(who(text, 8990, 9200), "irq/9-usb[9]");
}

static void
idling_is_nobody(void)
{
	CU_ASSERT_STRING_EQUAL(who(text, 1000, 5010), "");
}

static void
other_lines_name_nobody(void)
{
	CU_ASSERT_STRING_EQUAL(who("# nothing\n", 0, 1), "");
	CU_ASSERT_STRING_EQUAL(who(text, 10000, 20000), "");
	CU_ASSERT_STRING_EQUAL(who(" x: sched_switch: prev_comm=y prev_pid= ==> next_pid=77\n"
				   ": sched_switch: prev_comm=\n",
				       0, 9000),
		"");
}

static void
without_a_trace(void)
{
	char buf[8] = "x";
	struct zc_err err;

	CU_ASSERT_PTR_NULL(zc_trace_open("/nonexistent", ENGINE, &err));
	CU_ASSERT_EQUAL(err.code, -ENOENT);
	CU_ASSERT(strstr(err.text, "/nonexistent") != NULL);
	CU_ASSERT_STRING_EQUAL(zc_trace_who(NULL, NULL, 0, buf, sizeof(buf)), "");
	zc_trace_close(NULL);
}

ZC_UNIT_MAIN("incident trace", { "names who had the CPU", names_who_had_the_cpu },
	{ "the longest wait counts", the_longest_wait_counts },
	{ "idling is nobody", idling_is_nobody },
	{ "other lines name nobody", other_lines_name_nobody },
	{ "without a trace", without_a_trace })
