/* The wake records of whole plays: they add up to the counters, have no gaps, and flag what
 * happened to the DAC. Virtual clock. */
#include "tests/unit/unit.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "pipeline/area.h"
#include "tests/sim/stage.h"

#define FRAMES 200000u
#define RECORDS_MAX 4095

static const struct zc_fmt cd = { ZC_S16_LE, 2, 44100 };

static struct zc_wake wakes[RECORDS_MAX];
static int count;
static struct zc_snapshot snap;
static struct zc_stage stage;

/* Reads all records, and the snapshot published with the last one. The engine sends an event
 * before it records the wake-up, so a command makes it finish that record. */
static void
take_records(void)
{
	uint64_t lost = 1;

	CU_ASSERT_EQUAL(zc_stage_command(&stage, ZC_CMD_RESUME, 0), 0);
	count = 0;
	do {
		count += zc_engine_wakes(
			stage.engine, &wakes[count], RECORDS_MAX - count, &lost);
		zc_engine_snapshot(stage.engine, &snap);
	} while (snap.count.wakeups != (uint64_t)count);
	CU_ASSERT_EQUAL(lost, 0);
}

static void
begin(const char *script, const struct zc_engine_conf *conf)
{
	free(zc_stage_noise(zc_stage_path("a.wav"), &cd, FRAMES, 1));
	zc_stage_init(&stage, zc_stage_path("out.wav"));
	stage.sink_conf.sim_script = script;
	CU_ASSERT_FATAL(zc_stage_open(&stage, conf) == 0);
	CU_ASSERT_EQUAL(zc_stage_queue(&stage, zc_stage_path("a.wav"), 0), 1);
}

static void
play_under(const char *script)
{
	begin(script, NULL);
	CU_ASSERT(zc_stage_finish(&stage));
	take_records();
}

/* Returns how many records have one of the flags. */
static int
flagged(uint16_t flags)
{
	int n = 0;

	for (int i = 0; i < count; i++)
		n += (wakes[i].flags & flags) != 0;
	return n;
}

static void
they_follow_each_other(void)
{
	CU_ASSERT_EQUAL((uint64_t)count, snap.count.wakeups);
	for (int i = 0; i < count; i++) {
		const struct zc_wake *w = &wakes[i];

		CU_ASSERT_EQUAL(w->seq, (uint64_t)i + 1);
		CU_ASSERT(w->cause != 0);
		CU_ASSERT(w->woke_ns <= w->done_ns);
		CU_ASSERT(w->played_frame <= w->committed_frame);
		if (w->flags & ZC_WAKE_RUNNING)
			CU_ASSERT(w->hw_tstamp_ns > 0 && w->hw_tstamp_ns <= w->woke_ns);
		/* Without a sink on both sides the clocks differ: a virtual one starts with its
		 * sink. */
		if (!i || !wakes[i - 1].rate_hz || !w->rate_hz)
			continue;
		CU_ASSERT(wakes[i - 1].done_ns <= w->woke_ns);
		CU_ASSERT_EQUAL(w->rate_hz, 44100);
		CU_ASSERT(w->capacity_frames > w->period_frames && w->period_frames > 0);
		CU_ASSERT(w->filled_frame <= w->played_frame + w->capacity_frames);
		if (!(wakes[i - 1].flags & ZC_WAKE_RESET))
			CU_ASSERT(wakes[i - 1].played_frame <= w->played_frame);
	}
}

static void
they_add_up(void)
{
	uint64_t read_bytes = 0, submitted = 0, reads = 0, calls = 0, minor = 0, major = 0;
	uint64_t voluntary = 0, involuntary = 0;

	for (int i = 0; i < count; i++) {
		read_bytes += wakes[i].read_bytes;
		submitted += wakes[i].submitted_bytes;
		reads += wakes[i].reads;
		calls += wakes[i].syscalls;
		minor += wakes[i].faults_minor;
		major += wakes[i].faults_major;
		voluntary += wakes[i].switches_voluntary;
		involuntary += wakes[i].switches_involuntary;
	}
	CU_ASSERT_EQUAL(read_bytes, snap.count.bytes_direct);
	CU_ASSERT_EQUAL(submitted, read_bytes);
	CU_ASSERT_EQUAL(reads, snap.count.reads);
	CU_ASSERT_EQUAL(calls, snap.count.syscalls);
	CU_ASSERT_EQUAL(minor, snap.count.faults_minor);
	CU_ASSERT_EQUAL(major, snap.count.faults_major);
	CU_ASSERT_EQUAL(voluntary, snap.count.switches_voluntary);
	CU_ASSERT_EQUAL(involuntary, snap.count.switches_involuntary);
}

/* Each histogram agrees with the records. */
static void
histograms_are_of_them(void)
{
	const struct zc_wake_hists *h = &zc_engine_area(stage.engine)->hists;

	for (int kind = 0; kind < ZC_KINDS; kind++) {
		uint64_t n = 0, sum = 0, max = 0;

		for (int i = 0; i < count; i++) {
			int64_t ns = zc_wake_figure_ns(
				(enum zc_wake_kind)kind, i ? &wakes[i - 1] : NULL, &wakes[i]);

			n += ns >= 0;
			sum += ns >= 0 ? (uint64_t)ns : 0;
			max = ns > (int64_t)max ? (uint64_t)ns : max;
		}
		CU_ASSERT_EQUAL(h->of[kind].count, n);
		CU_ASSERT_EQUAL(h->of[kind].sum_ns, sum);
		CU_ASSERT_EQUAL(h->of[kind].max_ns, max);
	}
	CU_ASSERT_EQUAL(h->of[ZC_KIND_SERVICE].count, (uint64_t)count);
	CU_ASSERT_EQUAL(h->of[ZC_KIND_MARGIN].count, (uint64_t)flagged(ZC_WAKE_RUNNING));
}

static void
a_play_adds_up(void)
{
	play_under(NULL);
	they_follow_each_other();
	they_add_up();
	histograms_are_of_them();
	CU_ASSERT_EQUAL(
		flagged(ZC_WAKE_XRUN | ZC_WAKE_STILL | ZC_WAKE_LOST | ZC_WAKE_STEP_DOWN), 0);
	/* One for the new sink's ring, one at the end of the last track. */
	CU_ASSERT_EQUAL(flagged(ZC_WAKE_RESET), 2);
	CU_ASSERT(flagged(ZC_WAKE_RUNNING) >= 4);
	/* On the virtual clock the DAC keeps exactly to its rate. */
	CU_ASSERT(zc_engine_area(stage.engine)->hists.of[ZC_KIND_PERIOD_HW].max_ns < 1000);
	zc_stage_close(&stage);
}

static void
decoded_and_staged_add_up(void)
{
	struct zc_engine_conf conf;

	zc_engine_conf_plain(&conf);
	conf.best_path = ZC_PATH_STAGED;
	begin("xrun@100000", &conf);
	CU_ASSERT(zc_stage_finish(&stage));
	take_records();
	they_follow_each_other();
	they_add_up();
	CU_ASSERT_EQUAL(snap.count.bytes_direct, 0);
	CU_ASSERT(snap.count.bytes_copied >= FRAMES * 4);
	zc_stage_close(&stage);
}

static void
xruns_are_flagged(void)
{
	int resets = 0;

	play_under("xrun@50000,xrun@123456");
	they_follow_each_other();
	they_add_up();
	histograms_are_of_them();
	CU_ASSERT_EQUAL(flagged(ZC_WAKE_XRUN), 2);
	CU_ASSERT_EQUAL(flagged(ZC_WAKE_STILL | ZC_WAKE_LOST), 0);
	/* An xrun's record has the position; the ring is reset before the DAC runs again. */
	for (int i = 0; i < count; i++) {
		if (!(wakes[i].flags & ZC_WAKE_XRUN))
			continue;
		CU_ASSERT(wakes[i].flags & ZC_WAKE_RUNNING);
		CU_ASSERT(wakes[i].played_frame > 0);
		CU_ASSERT_EQUAL(wakes[i].track_id, 1);
		for (int k = i; k < count; k++) {
			if (wakes[k].flags & ZC_WAKE_RESET) {
				resets++;
				break;
			}
			CU_ASSERT(k == i || !(wakes[k].flags & ZC_WAKE_RUNNING));
		}
	}
	CU_ASSERT_EQUAL(resets, 2);
	CU_ASSERT_EQUAL(flagged(ZC_WAKE_RESET), 4);
	zc_stage_close(&stage);
}

static void
a_dead_clock_is_flagged(void)
{
	play_under("stall@60000:0");
	CU_ASSERT(stage.lost);
	they_add_up();
	CU_ASSERT(flagged(ZC_WAKE_STILL) >= 2);
	CU_ASSERT_EQUAL(flagged(ZC_WAKE_LOST), 1);
	/* The engine restarts the DAC once, then gives it up. */
	CU_ASSERT_EQUAL(flagged(ZC_WAKE_XRUN), 1);
	for (int i = 0; i < count; i++)
		if (wakes[i].flags & ZC_WAKE_LOST)
			CU_ASSERT_TRUE(wakes[i].flags & ZC_WAKE_STILL);
	zc_stage_close(&stage);
}

static void
an_unplugged_one_is_flagged(void)
{
	play_under("unplug@70001");
	they_add_up();
	CU_ASSERT_EQUAL(flagged(ZC_WAKE_LOST), 1);
	CU_ASSERT_EQUAL(flagged(ZC_WAKE_XRUN | ZC_WAKE_STILL), 0);
	zc_stage_close(&stage);
}

static void
records_a_short_stall(void)
{
	play_under("stall@60000:40000");
	CU_ASSERT(!stage.lost);
	CU_ASSERT(flagged(ZC_WAKE_STILL) >= 1);
	CU_ASSERT_EQUAL(flagged(ZC_WAKE_XRUN | ZC_WAKE_LOST), 0);
	/* The timestamps show it, too: the DAC stood still for 40000 frames. */
	CU_ASSERT(zc_engine_area(stage.engine)->hists.of[ZC_KIND_PERIOD_HW].max_ns > 200000000);
	zc_stage_close(&stage);
}

static void
a_seek_restarts_the_ring(void)
{
	begin(NULL, NULL);
	CU_ASSERT(zc_stage_started(&stage, 1));
	CU_ASSERT_EQUAL(zc_stage_command(&stage, ZC_CMD_SEEK, 150000), 0);
	CU_ASSERT(zc_stage_finish(&stage));
	take_records();
	they_follow_each_other();
	they_add_up();
	CU_ASSERT_EQUAL(flagged(ZC_WAKE_RESET), 3);
	CU_ASSERT_EQUAL(flagged(ZC_WAKE_XRUN), 0);
	zc_stage_close(&stage);
}

static void
reads_are_timed_where_waited_for(void)
{
	const struct zc_hist *disk;
	uint64_t timed = 0;

	play_under(NULL);
	disk = &zc_engine_area(stage.engine)->hists.of[ZC_KIND_DISK];
	for (int i = 0; i < count; i++) {
		CU_ASSERT(wakes[i].reads ? wakes[i].read_latency_ns >= 0
					 : wakes[i].read_latency_ns == 0);
		timed += wakes[i].reads && wakes[i].cause & ZC_WAKE_DISK;
	}
	CU_ASSERT_EQUAL(disk->count, timed);
	zc_stage_close(&stage);
}

static int write_only_fd;

/* Makes every direct read of the track fail. */
static void
write_only(struct zc_source *src)
{
	if (src->plan == ZC_PATH_DIRECT)
		src->direct_fd = write_only_fd;
}

static void
steps_down_are_flagged(void)
{
	free(zc_stage_noise(zc_stage_path("a.wav"), &cd, FRAMES, 1));
	zc_stage_init(&stage, zc_stage_path("out.wav"));
	stage.with_track = write_only;
	write_only_fd = open("/dev/null", O_WRONLY | O_CLOEXEC);
	CU_ASSERT_FATAL(zc_stage_open(&stage, NULL) == 0);
	CU_ASSERT_EQUAL(zc_stage_queue(&stage, zc_stage_path("a.wav"), 0), 1);
	CU_ASSERT(zc_stage_finish(&stage));
	take_records();
	CU_ASSERT_EQUAL(stage.track[0].result, 0);
	CU_ASSERT_EQUAL(flagged(ZC_WAKE_STEP_DOWN) > 0, snap.count.steps_down > 0);
	CU_ASSERT_EQUAL(snap.count.steps_down > 0, stage.track[0].info.mem_align > 0);
	CU_ASSERT_EQUAL(snap.count.bytes_direct, 0);
	zc_stage_close(&stage);
	close(write_only_fd);
}

static void
the_filler_counts_for_itself(void)
{
	const struct zc_area *area;

	play_under(NULL);
	area = zc_engine_area(stage.engine);
	CU_ASSERT(area->head.engine_tid > 0 && area->head.filler_tid > 0);
	CU_ASSERT_NOT_EQUAL(area->head.engine_tid, area->head.filler_tid);
	/* The filler sleeps until it is given an edge of the file. */
	CU_ASSERT(area->filler.switches_voluntary >= 1);
	zc_stage_close(&stage);
}

static void
can_be_switched_off(void)
{
	struct zc_engine_conf conf;

	zc_engine_conf_plain(&conf);
	conf.measure = false;
	begin(NULL, &conf);
	CU_ASSERT(zc_stage_finish(&stage));
	zc_engine_snapshot(stage.engine, &snap);
	CU_ASSERT_EQUAL(zc_engine_wakes(stage.engine, wakes, 1, NULL), 0);
	CU_ASSERT(snap.count.wakeups > 0 &&
		  snap.count.bytes_direct + snap.count.bytes_copied > 0);
	CU_ASSERT_EQUAL(snap.count.stat_syscalls, 0);
	zc_stage_close(&stage);
}

ZC_UNIT_MAIN("engine records", { "a play adds up", a_play_adds_up },
	{ "a staged play adds up", decoded_and_staged_add_up },
	{ "xruns are flagged", xruns_are_flagged },
	{ "a dead clock is flagged", a_dead_clock_is_flagged },
	{ "an unplugged device is flagged", an_unplugged_one_is_flagged },
	{ "records a short stall", records_a_short_stall },
	{ "a seek restarts the ring", a_seek_restarts_the_ring },
	{ "reads count in the histogram if they woke the engine",
		reads_are_timed_where_waited_for },
	{ "steps down are flagged", steps_down_are_flagged },
	{ "the filler counts for itself", the_filler_counts_for_itself },
	{ "records can be switched off", can_be_switched_off })
