/* Provokes each cause of an incident in the whole engine and checks the verdict on its records.
 * Device faults use the virtual clock; a late thread and a late disk need the real one, and
 * there only the main cause is checked. */
#include "tests/unit/unit.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "pipeline/area.h"
#include "pipeline/rt/uring.h"
#include "tests/sim/stage.h"
#include "pipeline/verdict.h"

#define FRAMES 400000u
#define RING_MS 400
#define SLEEP_MS 1500
#define MS 1000000ll

static const struct zc_fmt cd = { ZC_S16_LE, 2, 44100 };
static struct zc_wake wakes[ZC_AREA_WAKES];
static struct zc_verdict v;

/* What the wrapped calls below do to the engine's thread. */
static _Atomic bool oversleep, hold_reads;
static _Atomic int fault_in_turns; /* wake-ups until a page fault; 0: no fault */

int __real_ppoll(
	struct pollfd *fds, nfds_t nfds, const struct timespec *timeout, const sigset_t *mask);
int __wrap_ppoll(
	struct pollfd *fds, nfds_t nfds, const struct timespec *timeout, const sigset_t *mask);
int __real_getrusage(int who, struct rusage *ru);
int __wrap_getrusage(int who, struct rusage *ru);
int __real_zc_uring_reap(struct zc_uring *u, uint32_t *tag, int *res);
int __wrap_zc_uring_reap(struct zc_uring *u, uint32_t *tag, int *res);

static bool
is_engine(void)
{
	char name[16] = "";

	pthread_getname_np(pthread_self(), name, sizeof(name));
	return !strcmp(name, "zc-engine");
}

/* The engine's thread gets no CPU when its wait is over. */
int
__wrap_ppoll(
	struct pollfd *fds, nfds_t nfds, const struct timespec *timeout, const sigset_t *mask)
{
	const struct timespec long_time = { .tv_sec = SLEEP_MS / 1000,
		.tv_nsec = SLEEP_MS % 1000 * MS };
	int ready = __real_ppoll(fds, nfds, timeout, mask);

	if (is_engine() && atomic_exchange(&oversleep, false))
		nanosleep(&long_time, NULL);
	return ready;
}

/* Reports only the test's page faults: memory is not locked here, so the engine has real ones,
 * and sanitizers add more. */
int
__wrap_getrusage(int who, struct rusage *ru)
{
	int ret = __real_getrusage(who, ru);

	if (is_engine())
		ru->ru_minflt = ru->ru_majflt = 0;
	if (is_engine() && atomic_load(&fault_in_turns) > 1)
		atomic_fetch_sub(&fault_in_turns, 1);
	if (is_engine() && atomic_load(&fault_in_turns) == 1)
		ru->ru_majflt += 3;
	return ret;
}

/* A disk that does not answer. */
int
__wrap_zc_uring_reap(struct zc_uring *u, uint32_t *tag, int *res)
{
	return atomic_load(&hold_reads) ? 0 : __real_zc_uring_reap(u, tag, res);
}

static void
open_stage(struct zc_stage *s, const char *script)
{
	free(zc_stage_noise(zc_stage_path("a.wav"), &cd, FRAMES, 1));
	zc_stage_init(s, zc_stage_path("out.wav"));
	s->sink_conf.sim_script = script;
}

/* Judges the first incident that was reported. */
static void
judge(struct zc_stage *s, const struct zc_verdict_hints *hints)
{
	struct zc_area_cursor c = { 0 };
	int n = zc_area_wakes(zc_engine_area(s->engine), &c, wakes, ZC_AREA_WAKES);
	uint32_t at = 0;

	CU_ASSERT_FATAL(s->incidents > 0);
	CU_ASSERT_EQUAL(c.lost, 0);
	while (at < (uint32_t)n && wakes[at].seq != s->incident[0].wake_seq)
		at++;
	CU_ASSERT_FATAL(at < (uint32_t)n);
	CU_ASSERT_EQUAL(s->incident[0].track_id, 1);
	zc_verdict_judge(
		wakes, (uint32_t)n, at, zc_trigger_of(&wakes[at], 1000 * MS), hints, &v);
	CU_ASSERT_EQUAL(v.track_id, 1);
}

static void
play_under(const char *script, const struct zc_verdict_hints *hints)
{
	struct zc_stage s;

	open_stage(&s, script);
	CU_ASSERT_FATAL(zc_stage_open(&s, NULL) == 0);
	CU_ASSERT_EQUAL(zc_stage_queue(&s, zc_stage_path("a.wav"), 0), 1);
	CU_ASSERT(zc_stage_finish(&s));
	judge(&s, hints);
	zc_stage_close(&s);
}

static void
quiet_play_has_no_incident(void)
{
	struct zc_engine_conf ec;
	struct zc_stage s;

	open_stage(&s, "");
	zc_engine_conf_plain(&ec);
	CU_ASSERT_FATAL(zc_stage_open(&s, &ec) == 0);
	CU_ASSERT_EQUAL(zc_stage_queue(&s, zc_stage_path("a.wav"), 0), 1);
	CU_ASSERT(zc_stage_finish(&s));
	CU_ASSERT_EQUAL(s.incidents, 0);
	zc_stage_close(&s);
}

static void
device_stops(void)
{
	play_under("xrun@50000", NULL);
	CU_ASSERT_EQUAL(v.trigger, ZC_TRIGGER_XRUN);
	CU_ASSERT_EQUAL(v.cause, ZC_CAUSE_STALL);
	CU_ASSERT(v.margin_ns > 0);
}

static void
clock_is_set_meanwhile(void)
{
	const struct zc_verdict_hints h = { .run_delay_ns = -1,
		.realtime_step_ns = 3600 * 1000 * MS };

	play_under("xrun@50000", &h);
	CU_ASSERT_EQUAL(v.cause, ZC_CAUSE_CLOCK);
}

static void
device_stalls(void)
{
	play_under("stall@60000:0", NULL);
	CU_ASSERT_EQUAL(v.trigger, ZC_TRIGGER_XRUN);
	CU_ASSERT_EQUAL(v.cause, ZC_CAUSE_STALL);
	CU_ASSERT(v.still_ns >= 1000 * MS);
}

static void
device_goes(void)
{
	play_under("unplug@70001", NULL);
	CU_ASSERT_EQUAL(v.trigger, ZC_TRIGGER_LOST);
	CU_ASSERT_EQUAL(v.cause, ZC_CAUSE_LOST);
}

/* The position lags by more than the ring holds, then jumps. */
static void
position_bursts(void)
{
	play_under("late@60000:80000", NULL);
	CU_ASSERT_EQUAL(v.trigger, ZC_TRIGGER_XRUN);
	CU_ASSERT_EQUAL(v.cause, ZC_CAUSE_BURST);
	CU_ASSERT(v.jump_frames > 30000);
}

static bool
well_ahead(const struct zc_snapshot *snap)
{
	return snap->track_id && snap->played_frame > 44100 / 2;
}

static bool
ran_dry(const struct zc_snapshot *snap)
{
	return snap->count.xruns > 0;
}

/* Plays in real time with a short ring; *disturb is set from then until the DAC has run dry. */
static void
play_disturbed(_Atomic bool *disturb, const struct zc_verdict_hints *hints)
{
	struct zc_stage s;

	open_stage(&s, "");
	s.sink_conf.ring_ms = RING_MS;
	s.sink_conf.sim_virtual = false;
	CU_ASSERT_FATAL(zc_stage_open(&s, NULL) == 0);
	CU_ASSERT_EQUAL(zc_stage_queue(&s, zc_stage_path("a.wav"), 0), 1);
	CU_ASSERT(zc_stage_wait(&s, well_ahead));
	s.incidents = 0;
	atomic_store(disturb, true);
	CU_ASSERT(zc_stage_wait(&s, ran_dry));
	atomic_store(disturb, false);
	/* The answer comes after the incident, and the command makes the engine reap held
	 * reads. */
	zc_stage_command(&s, ZC_CMD_RESUME, 0);
	judge(&s, hints);
	CU_ASSERT_EQUAL(v.trigger, ZC_TRIGGER_XRUN);
	zc_stage_command(&s, ZC_CMD_STOP, 0);
	zc_stage_close(&s);
}

static void
thread_is_late(void)
{
	const struct zc_verdict_hints h = { .run_delay_ns = (SLEEP_MS - 1) * MS };

	play_disturbed(&oversleep, &h);
	CU_ASSERT_EQUAL(v.cause, ZC_CAUSE_SCHEDULER);
	CU_ASSERT(v.late_ns > RING_MS * MS);
	CU_ASSERT(strstr(v.text, "waited for a CPU") != NULL);
}

static void
disk_is_late(void)
{
	play_disturbed(&hold_reads, NULL);
	CU_ASSERT_EQUAL(v.cause, ZC_CAUSE_DISK);
	CU_ASSERT(v.read_out);
}

static void
page_is_missing(void)
{
	struct zc_stage s;

	open_stage(&s, "");
	CU_ASSERT_FATAL(zc_stage_open(&s, NULL) == 0);
	atomic_store(&fault_in_turns, 9);
	CU_ASSERT_EQUAL(zc_stage_queue(&s, zc_stage_path("a.wav"), 0), 1);
	CU_ASSERT(zc_stage_finish(&s));
	atomic_store(&fault_in_turns, 0);
	judge(&s, NULL);
	CU_ASSERT_EQUAL(v.trigger, ZC_TRIGGER_FAULT);
	CU_ASSERT_EQUAL(v.cause, ZC_CAUSE_FAULT);
	CU_ASSERT_EQUAL(v.faults_major, 3);
	zc_stage_close(&s);
}

ZC_UNIT_MAIN("engine verdict", { "a quiet play has no incident", quiet_play_has_no_incident },
	{ "device stopped by itself", device_stops },
	{ "clock set meanwhile", clock_is_set_meanwhile }, { "device stalled", device_stalls },
	{ "device lost", device_goes }, { "position burst", position_bursts },
	{ "scheduler late", thread_is_late }, { "disk late", disk_is_late },
	{ "page fault", page_is_missing })
