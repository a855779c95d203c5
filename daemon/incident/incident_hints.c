/* Two clocks cannot be read at the same moment, so one is read between two readings of the other. */
#include "daemon/incident/incident_hints.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#define NS_PER_S INT64_C(1000000000)
/* Two readings closer together than this are precise enough. */
#define MOMENT_NS 20000
#define TRIES 5

static int64_t
now_ns(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return t.tv_sec * NS_PER_S + t.tv_nsec;
}

static int64_t
ahead_of_monotonic_ns(clockid_t clock)
{
	int64_t best = INT64_MAX, ahead = 0;

	for (int i = 0; i < TRIES && best > MOMENT_NS; i++) {
		int64_t before = now_ns(CLOCK_MONOTONIC), then = now_ns(clock);
		int64_t reading_ns = now_ns(CLOCK_MONOTONIC) - before;

		if (reading_ns < best) {
			best = reading_ns;
			ahead = then - before - reading_ns / 2;
		}
	}
	return ahead;
}

/* Source of the format: the kernel's Documentation/scheduler/sched-stats.rst, "/proc/<pid>/
 * schedstat". Where it does not count, all three are 0. */
static int64_t
run_delay_ns(int32_t tid)
{
	long long ran = 0, waited = 0;
	char path[64];
	FILE *f;

	if (!tid)
		return -1;
	snprintf(path, sizeof(path), "/proc/self/task/%d/schedstat", (int)tid);
	f = fopen(path, "re");
	if (!f)
		return -1;
	if (fscanf(f, "%lld %lld", &ran, &waited) != 2 || !ran)
		waited = -1;
	fclose(f);
	return waited;
}

void
zc_hints_read(int32_t tid, struct zc_hints_reading *out)
{
	out->realtime_ns = ahead_of_monotonic_ns(CLOCK_REALTIME);
	out->boottime_ns = ahead_of_monotonic_ns(CLOCK_BOOTTIME);
	out->run_delay_ns = run_delay_ns(tid);
}

void
zc_hints_between(const struct zc_hints_reading *from, const struct zc_hints_reading *to,
	struct zc_verdict_hints *out)
{
	memset(out, 0, sizeof(*out));
	out->suspended_ns = to->boottime_ns - from->boottime_ns;
	/* CLOCK_REALTIME runs on during suspend: that is no step. */
	out->realtime_step_ns = to->realtime_ns - from->realtime_ns - out->suspended_ns;
	out->run_delay_ns = -1;
	if (from->run_delay_ns >= 0 && to->run_delay_ns >= from->run_delay_ns)
		out->run_delay_ns = to->run_delay_ns - from->run_delay_ns;
}
