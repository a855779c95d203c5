/* Operations that the disk or the device refuses during playback: the engine finds another way,
 * or reports the error. */
#include "tests/unit/unit.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "pipeline/rt/jobs.h"
#include "pipeline/rt/sink_sim.h"
#include "tests/sim/stage.h"

static const struct zc_fmt cd = { ZC_S16_LE, 2, 44100 };

static uint8_t *
noise(uint64_t frames)
{
	return zc_stage_noise(zc_stage_path("a.wav"), &cd, frames, 1);
}

static struct zc_sink_ops broken_ops;

static int
refuse_start(struct zc_sink *sink, uint32_t lead_in_frames)
{
	(void)sink, (void)lead_in_frames;
	return -EIO;
}

static int
refuse_commit(struct zc_sink *sink, uint32_t frames)
{
	(void)sink, (void)frames;
	return -ENODEV;
}

static void
with_no_start(struct zc_sink *sink)
{
	broken_ops = *sink->ops;
	broken_ops.start = refuse_start;
	sink->ops = &broken_ops;
}

static void
with_no_commit(struct zc_sink *sink)
{
	broken_ops = *sink->ops;
	broken_ops.commit = refuse_commit;
	sink->ops = &broken_ops;
}

/* A device that fails at the end of a wake-up is reported in that wake-up, not in the next. */
static void
refusing_devices(void)
{
	for (int i = 0; i < 2; i++) {
		struct zc_stage s;

		free(noise(100));
		zc_stage_init(&s, zc_stage_path("out.wav"));
		s.with_sink = i ? with_no_commit : with_no_start;
		CU_ASSERT_FATAL(zc_stage_open(&s, NULL) == 0);
		CU_ASSERT_EQUAL(zc_stage_queue(&s, zc_stage_path("a.wav"), 0), 1);
		CU_ASSERT(zc_stage_finish(&s));
		CU_ASSERT(s.lost);
		CU_ASSERT_EQUAL(s.lost_error, i ? -ENODEV : -EIO);
		CU_ASSERT(s.track[0].back);
		CU_ASSERT(s.track[0].sink_lost);
		zc_stage_close(&s);
	}
}

static int commits, arms, arms_when_dry, arms_at_reset;

static int
runs_dry_at_commit(struct zc_sink *sink, uint32_t frames)
{
	uint32_t running = ZC_SINK_RUNNING;

	if (arms && ++commits == 2 &&
		atomic_compare_exchange_strong(
			&((struct zc_sim *)sink)->state, &running, ZC_SINK_XRUN))
		arms_when_dry = arms;
	return zc_sink_sim_ops.commit(sink, frames);
}

static int
note_reset(struct zc_sink *sink)
{
	if (arms_when_dry && !arms_at_reset)
		arms_at_reset = arms;
	return zc_sink_sim_ops.reset(sink);
}

static void
count_arms(struct zc_sink *sink, uint64_t frames, const struct zc_hw_pos *pos, double rate_hz,
	struct zc_wait *w)
{
	arms++;
	zc_sink_sim_ops.arm(sink, frames, pos, rate_hz, w);
}

static void
dry_at_commit(struct zc_sink *sink)
{
	broken_ops = *sink->ops;
	broken_ops.commit = runs_dry_at_commit;
	broken_ops.reset = note_reset;
	broken_ops.arm = count_arms;
	sink->ops = &broken_ops;
}

/* A device that runs dry after the engine has read its position is restarted in the same
 * wake-up. */
static void
xrun_found_by_commit(void)
{
	uint8_t *data = noise(400000);
	struct zc_stage s;

	zc_stage_init(&s, zc_stage_path("out.wav"));
	s.with_sink = dry_at_commit;
	CU_ASSERT_FATAL(zc_stage_open(&s, NULL) == 0);
	CU_ASSERT_EQUAL(zc_stage_queue(&s, zc_stage_path("a.wav"), 0), 1);
	CU_ASSERT(zc_stage_finish(&s));
	zc_stage_close(&s);
	CU_ASSERT(arms_when_dry > 0);
	CU_ASSERT_EQUAL(arms_at_reset, arms_when_dry);
	CU_ASSERT_EQUAL(s.xruns, 1);
	CU_ASSERT_EQUAL(s.track[0].counts.xruns, 1);
	CU_ASSERT_EQUAL(s.track[0].result, 0);
	CU_ASSERT(zc_stage_played(&s, data, 400000 * 4));
	free(data);
}

static int sleeps, starts_refused;

/* Fails as the kernel does for a stream that was prepared before the machine was suspended. */
static int
commit_after_sleep(struct zc_sink *sink, uint32_t frames)
{
	return sleeps == 1 && sleeps-- ? -EPIPE : zc_sink_sim_ops.commit(sink, frames);
}

static int
start_after_sleep(struct zc_sink *sink, uint32_t lead_in_frames)
{
	if (!sleeps)
		return zc_sink_sim_ops.start(sink, lead_in_frames);
	sleeps--;
	starts_refused++;
	return -EPIPE;
}

static void
asleep_at_commit(struct zc_sink *sink)
{
	sleeps = 1;
	broken_ops = *sink->ops;
	broken_ops.commit = commit_after_sleep;
	sink->ops = &broken_ops;
}

static void
asleep_at_start(struct zc_sink *sink)
{
	sleeps = 1;
	broken_ops = *sink->ops;
	broken_ops.start = start_after_sleep;
	sink->ops = &broken_ops;
}

static void
always_asleep(struct zc_sink *sink)
{
	asleep_at_start(sink);
	sleeps = 1000;
}

/* The machine was suspended while the DAC was prepared: the ring is filled again from the same
 * frame. */
static void
slept_before_the_start(void)
{
	for (int i = 0; i < 2; i++) {
		uint8_t *data = noise(100000);
		struct zc_stage s;

		zc_stage_init(&s, zc_stage_path("out.wav"));
		s.with_sink = i ? asleep_at_commit : asleep_at_start;
		CU_ASSERT_FATAL(zc_stage_open(&s, NULL) == 0);
		CU_ASSERT_EQUAL(zc_stage_queue(&s, zc_stage_path("a.wav"), 0), 1);
		CU_ASSERT(zc_stage_finish(&s));
		zc_stage_close(&s);
		CU_ASSERT_EQUAL(sleeps, 0);
		CU_ASSERT(!s.lost);
		CU_ASSERT_EQUAL(s.track[0].result, 0);
		CU_ASSERT(zc_stage_played(&s, data, 100000 * 4));
		free(data);
	}
}

/* A device that never starts is given up after the second attempt. */
static void
never_starts(void)
{
	struct zc_stage s;

	free(noise(100));
	starts_refused = 0;
	zc_stage_init(&s, zc_stage_path("out.wav"));
	s.with_sink = always_asleep;
	CU_ASSERT_FATAL(zc_stage_open(&s, NULL) == 0);
	CU_ASSERT_EQUAL(zc_stage_queue(&s, zc_stage_path("a.wav"), 0), 1);
	CU_ASSERT(zc_stage_finish(&s));
	CU_ASSERT(s.lost);
	CU_ASSERT_EQUAL(s.lost_error, -EPIPE);
	CU_ASSERT_EQUAL(starts_refused, 2);
	zc_stage_close(&s);
}

static int
only_stop(struct zc_sink *sink, bool on)
{
	return on ? zc_sink_sim_ops.pause(sink, on) : -EIO;
}

static void
with_no_resume(struct zc_sink *sink)
{
	broken_ops = *sink->ops;
	broken_ops.pause = only_stop;
	sink->ops = &broken_ops;
}

static void
resume_is_refused(void)
{
	uint8_t *data = noise(44100);
	struct zc_stage s;

	zc_stage_init(&s, zc_stage_path("out.wav"));
	s.sink_conf.sim_virtual = false;
	s.with_sink = with_no_resume;
	CU_ASSERT_FATAL(zc_stage_open(&s, NULL) == 0);
	CU_ASSERT_EQUAL(zc_stage_queue(&s, zc_stage_path("a.wav"), 0), 1);
	CU_ASSERT(zc_stage_started(&s, 1));
	CU_ASSERT_EQUAL(zc_stage_command(&s, ZC_CMD_PAUSE, 0), 0);
	CU_ASSERT_EQUAL(zc_stage_command(&s, ZC_CMD_RESUME, 0), 0);
	CU_ASSERT(zc_stage_finish(&s));
	zc_stage_close(&s);
	CU_ASSERT_EQUAL(s.track[0].result, 0);
	CU_ASSERT(zc_stage_played(&s, data, 44100 * 4));
	free(data);
}

static bool
laid(const struct zc_snapshot *snap)
{
	return snap->filled_frame >= 20000;
}

static bool
silence_behind(const struct zc_snapshot *snap)
{
	return snap->reserved_frame >= 20000 + 4000;
}

/* The silence behind the last track of a lost device does not count for the next device. */
static void
silence_after_a_loss(void)
{
	struct zc_stage s;

	free(noise(20000));
	zc_stage_init(&s, zc_stage_path("out.wav"));
	s.sink_conf.sim_script = "unplug@15000";
	CU_ASSERT_FATAL(zc_stage_open(&s, NULL) == 0);
	CU_ASSERT_EQUAL(zc_stage_queue(&s, zc_stage_path("a.wav"), 0), 1);
	CU_ASSERT(zc_stage_finish(&s));
	CU_ASSERT(s.lost);
	while (s.has_sink)
		CU_ASSERT_FATAL(zc_stage_command(&s, ZC_CMD_PAUSE, 0) == 0);
	s.lost = false;
	s.sink_conf.sim_script = s.sink_conf.sim_file = NULL;
	CU_ASSERT_EQUAL(zc_stage_command(&s, ZC_CMD_PAUSE, 0), 0);
	CU_ASSERT_EQUAL(zc_stage_queue(&s, zc_stage_path("a.wav"), 0), 2);
	CU_ASSERT(zc_stage_wait(&s, laid));
	CU_ASSERT(zc_stage_wait(&s, silence_behind));
	CU_ASSERT_EQUAL(zc_stage_command(&s, ZC_CMD_RESUME, 0), 0);
	CU_ASSERT(zc_stage_finish(&s));
	CU_ASSERT_EQUAL(s.track[1].result, 0);
	CU_ASSERT(s.track[0].sink_lost);
	CU_ASSERT_FALSE(s.track[1].sink_lost);
	zc_stage_close(&s);
}

static int folder_fd;

/* Makes the engine's direct reads fail on a folder; the filler still reads the file. */
static void
unreadable_by_direct_reads(struct zc_source *src)
{
	src->direct_fd = folder_fd;
}

/* A direct read that ends inside a frame fails, and the filler takes over from there. */
static void
step_down_inside_a_frame(void)
{
	static const struct zc_fmt odd = { ZC_S24_3LE, 2, 44100 };

	folder_fd = open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	CU_ASSERT_FATAL(folder_fd >= 0);
	for (int i = 0; i < 2; i++) {
		uint8_t *data = zc_stage_noise(zc_stage_path("a.wav"), &odd, 200000, 1);
		struct zc_stage s;

		zc_stage_init(&s, zc_stage_path("out.wav"));
		s.with_track = unreadable_by_direct_reads;
		s.no_mirror = i;
		/* Without lead-in silence the last whole block may end inside a frame. */
		s.mem_align = 4;
		CU_ASSERT_FATAL(zc_stage_open(&s, NULL) == 0);
		CU_ASSERT_EQUAL(zc_stage_queue(&s, zc_stage_path("a.wav"), 0), 1);
		CU_ASSERT(zc_stage_finish(&s));
		zc_stage_close(&s);
		CU_ASSERT_EQUAL(s.xruns, 0);
		CU_ASSERT_EQUAL(s.track[0].counts.reason, ZC_REASON_READ_FAILED);
		CU_ASSERT_EQUAL(s.track[0].counts.bytes_copied, 200000 * 6);
		CU_ASSERT(zc_stage_played(&s, data, 200000 * 6));
		free(data);
	}
	close(folder_fd);
}

static void
of_large_blocks(struct zc_source *src)
{
	src->off_align = 65536;
}

/* Whole blocks cannot keep a ring full that holds hardly one of them. */
static void
blocks_too_large_for_the_ring(void)
{
	for (uint32_t ms = 60; ms <= 600; ms *= 10) {
		uint8_t *data = noise(100000);
		struct zc_stage s;

		zc_stage_init(&s, zc_stage_path("out.wav"));
		s.sink_conf.ring_ms = ms;
		s.with_track = of_large_blocks;
		CU_ASSERT_FATAL(zc_stage_open(&s, NULL) == 0);
		CU_ASSERT_EQUAL(zc_stage_queue(&s, zc_stage_path("a.wav"), 0), 1);
		CU_ASSERT(zc_stage_finish(&s));
		zc_stage_close(&s);
		CU_ASSERT_EQUAL(s.xruns, 0);
		CU_ASSERT_EQUAL(s.track[0].counts.path, ZC_PATH_STAGED);
		CU_ASSERT_EQUAL(s.track[0].counts.reason, ZC_REASON_RING_BLOCKS);
		CU_ASSERT(zc_stage_played(&s, data, 100000 * 4));
		free(data);
	}
}

/* The first so many pushes of jobs succeed, then so many are refused. */
static _Atomic int pushes_to_spare, pushes_to_refuse;

int __real_zc_jobs_push(struct zc_jobs *j, const struct zc_job *job);
int __wrap_zc_jobs_push(struct zc_jobs *j, const struct zc_job *job);
int
__wrap_zc_jobs_push(struct zc_jobs *j, const struct zc_job *job)
{
	if (pushes_to_spare > 0) {
		pushes_to_spare--;
		return __real_zc_jobs_push(j, job);
	}
	/* A push is refused only while jobs are in flight, since only then can the queue be
	 * full. */
	if (!pushes_to_refuse || !j->out)
		return __real_zc_jobs_push(j, job);
	pushes_to_refuse--;
	return -EAGAIN;
}

/* A span whose job finds no slot is not lent; it is pushed again later, so nothing waits for it
 * for ever. */
static void
jobs_without_a_slot(void)
{
	int met = 0;

	for (int n = 1; n <= 10; n++) {
		uint8_t *data = noise(200000);
		struct zc_engine_conf conf;
		struct zc_stage s;

		zc_engine_conf_plain(&conf);
		conf.best_path = ZC_PATH_STAGED;
		zc_stage_init(&s, zc_stage_path("out.wav"));
		s.no_mirror = n % 2;
		CU_ASSERT_FATAL(zc_stage_open(&s, &conf) == 0);
		pushes_to_spare = n;
		pushes_to_refuse = 2;
		CU_ASSERT_EQUAL(zc_stage_queue(&s, zc_stage_path("a.wav"), 0), 1);
		CU_ASSERT(zc_stage_finish(&s));
		met += 2 - pushes_to_refuse;
		pushes_to_spare = pushes_to_refuse = 0;
		zc_stage_close(&s);
		CU_ASSERT_EQUAL(s.track[0].result, 0);
		CU_ASSERT(zc_stage_played(&s, data, 200000 * 4));
		free(data);
	}
	CU_ASSERT(met > 0);
}

ZC_UNIT_MAIN("engine refusals", { "devices that refuse", refusing_devices },
	{ "an xrun that a commit finds", xrun_found_by_commit },
	{ "slept before the start", slept_before_the_start }, { "never starts", never_starts },
	{ "a resume that is refused", resume_is_refused },
	{ "silence after a loss", silence_after_a_loss },
	{ "step down inside a frame", step_down_inside_a_frame },
	{ "blocks too large for the ring", blocks_too_large_for_the_ring },
	{ "jobs without a slot", jobs_without_a_slot })
