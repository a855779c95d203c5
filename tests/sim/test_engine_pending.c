/* Commands that have to wait for the disk or the filler, and devices that fail meanwhile:
 * nothing hangs, nothing is lost. A gate in the filler's feed keeps a job in progress until the
 * test has sent its commands. */
#include "tests/unit/unit.h"

#include <errno.h>
#include <semaphore.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tests/sim/stage.h"

static const struct zc_fmt cd = { ZC_S16_LE, 2, 44100 };

/* The feed of gated tracks: reads from gate_from on wait at the gate, and the file ends at
 * end_byte. */
static const struct zc_feed_ops *real_ops;
static _Atomic uint64_t gate_from, end_byte;
static sem_t at_gate, open_gate;

static int64_t
gated_bytes(struct zc_feed *feed, uint64_t first_byte, void *dst, size_t len)
{
	if (first_byte >= gate_from) {
		sem_post(&at_gate);
		while (sem_wait(&open_gate))
			;
		sem_post(&open_gate);
	}
	if (first_byte >= end_byte)
		return 0;
	if (len > end_byte - first_byte)
		len = (size_t)(end_byte - first_byte);
	return real_ops->bytes(feed, first_byte, dst, len);
}

static struct zc_feed_ops gated_ops;

static void
gate(struct zc_source *src)
{
	real_ops = src->feed->ops;
	gated_ops = (struct zc_feed_ops){ .bytes = gated_bytes, .free = real_ops->free };
	src->feed->ops = &gated_ops;
}

/* Prepares a stage whose tracks the filler copies. */
static void
staged(struct zc_stage *s, uint64_t from, uint64_t end)
{
	gate_from = from;
	end_byte = end;
	sem_init(&at_gate, 0, 0);
	sem_init(&open_gate, 0, 0);
	zc_stage_init(s, zc_stage_path("out.wav"));
	s->sink_conf.sim_pinnable = false;
}

static void
wait_at_gate(void)
{
	while (sem_wait(&at_gate))
		;
}

static uint8_t *
noise(const char *name, uint64_t frames)
{
	return zc_stage_noise(zc_stage_path(name), &cd, frames, (uint32_t)name[0]);
}

static bool
stands(const struct zc_snapshot *snap)
{
	return snap->rate_hz == 0;
}

/* The DAC is stopped while the filler still works on a job that was pushed without `notify`:
 * the engine notices its completion all the same. */
static void
seek_while_filling(void)
{
	struct zc_stage s;
	uint32_t dones;

	free(noise("a.wav", 441000));
	staged(&s, 100000, UINT64_MAX);
	s.sink_conf.ring_ms = 400;
	s.sink_conf.sim_virtual = false;
	s.with_track = gate;
	CU_ASSERT_FATAL(zc_stage_open(&s, NULL) == 0);
	CU_ASSERT_EQUAL(zc_stage_queue(&s, zc_stage_path("a.wav"), 0), 1);
	CU_ASSERT(zc_stage_started(&s, 1));
	wait_at_gate();
	dones = s.dones;
	CU_ASSERT_EQUAL(zc_stage_send(&s, ZC_CMD_SEEK, 1000), 0);
	CU_ASSERT(zc_stage_wait(&s, stands));
	sem_post(&open_gate);
	CU_ASSERT(zc_stage_answered(&s, dones + 1));
	CU_ASSERT_EQUAL(s.done_result[s.seq], 0);
	CU_ASSERT_EQUAL(zc_stage_command(&s, ZC_CMD_STOP, 0), 0);
	zc_stage_close(&s);
}

/* The file turns out to end before the seek's target. */
static void
seek_behind_an_early_end(void)
{
	uint8_t *data = noise("a.wav", 200000);
	struct zc_stage s;
	uint32_t dones;

	staged(&s, 0, 1000 * 4);
	s.with_track = gate;
	CU_ASSERT_FATAL(zc_stage_open(&s, NULL) == 0);
	CU_ASSERT_EQUAL(zc_stage_command(&s, ZC_CMD_PAUSE, 0), 0);
	CU_ASSERT_EQUAL(zc_stage_queue(&s, zc_stage_path("a.wav"), 0), 1);
	wait_at_gate();
	dones = s.dones;
	CU_ASSERT_EQUAL(zc_stage_send(&s, ZC_CMD_SEEK, 150000), 0);
	CU_ASSERT_EQUAL(zc_stage_command(&s, ZC_CMD_PAUSE, 0), 0);
	sem_post(&open_gate);
	CU_ASSERT_FATAL(zc_stage_answered(&s, dones + 2));
	CU_ASSERT_EQUAL(zc_stage_command(&s, ZC_CMD_RESUME, 0), 0);
	CU_ASSERT(zc_stage_finish(&s));
	zc_stage_close(&s);
	CU_ASSERT_EQUAL(s.track[0].result, -ENODATA);
	CU_ASSERT_EQUAL(s.track[0].frame, 1000);
	CU_ASSERT(zc_stage_played(&s, data, 0));
	free(data);
}

/* A flush that waits together with a seek drops the tracks behind the current one, wherever the
 * seek goes. */
static void
flush_behind_a_seek(void)
{
	static const uint64_t to[] = { 5000, 9990 };

	for (int i = 0; i < 2; i++) {
		struct zc_stage s;
		uint32_t dones;

		free(noise("a.wav", 10000));
		free(noise("b.wav", 10000));
		free(noise("c.wav", 10000));
		staged(&s, 0, UINT64_MAX);
		CU_ASSERT_FATAL(zc_stage_open(&s, NULL) == 0);
		CU_ASSERT_EQUAL(zc_stage_command(&s, ZC_CMD_PAUSE, 0), 0);
		CU_ASSERT_EQUAL(zc_stage_queue(&s, zc_stage_path("a.wav"), 0), 1);
		CU_ASSERT_EQUAL(zc_stage_queue(&s, zc_stage_path("b.wav"), 0), 2);
		s.with_track = gate;
		CU_ASSERT_EQUAL(zc_stage_queue(&s, zc_stage_path("c.wav"), 0), 3);
		wait_at_gate();
		dones = s.dones;
		CU_ASSERT_EQUAL(zc_stage_send(&s, ZC_CMD_SEEK, to[i]), 0);
		CU_ASSERT_EQUAL(zc_stage_send(&s, ZC_CMD_FLUSH_NEXT, 0), 0);
		CU_ASSERT_EQUAL(zc_stage_command(&s, ZC_CMD_PAUSE, 0), 0);
		sem_post(&open_gate);
		CU_ASSERT(zc_stage_answered(&s, dones + 3));
		CU_ASSERT_EQUAL(s.done_result[s.seq - 1], 0);
		CU_ASSERT_EQUAL(s.done_result[s.seq - 2], 0);
		CU_ASSERT(!s.track[0].back);
		CU_ASSERT(s.track[1].back && s.track[2].back);
		zc_stage_close(&s);
	}
}

static bool
past_the_joint(const struct zc_snapshot *snap)
{
	return snap->played_frame >= 8000;
}

/* A flush that is overtaken by the joint fails with EALREADY and drops no track. */
static void
flush_that_waits_too_long(void)
{
	struct zc_stage s;
	uint32_t dones;

	free(noise("a.wav", 8000));
	free(noise("b.wav", 441000));
	staged(&s, 1, UINT64_MAX);
	s.sink_conf.sim_virtual = false;
	CU_ASSERT_FATAL(zc_stage_open(&s, NULL) == 0);
	CU_ASSERT_EQUAL(zc_stage_command(&s, ZC_CMD_PAUSE, 0), 0);
	CU_ASSERT_EQUAL(zc_stage_queue(&s, zc_stage_path("a.wav"), 0), 1);
	s.with_track = gate;
	CU_ASSERT_EQUAL(zc_stage_queue(&s, zc_stage_path("b.wav"), 0), 2);
	wait_at_gate();
	CU_ASSERT_EQUAL(zc_stage_command(&s, ZC_CMD_RESUME, 0), 0);
	CU_ASSERT(zc_stage_started(&s, 1));
	dones = s.dones;
	CU_ASSERT_EQUAL(zc_stage_send(&s, ZC_CMD_FLUSH_NEXT, 0), 0);
	CU_ASSERT(zc_stage_wait(&s, past_the_joint));
	sem_post(&open_gate);
	CU_ASSERT(zc_stage_answered(&s, dones + 1));
	CU_ASSERT_EQUAL(s.done_result[s.seq], -EALREADY);
	CU_ASSERT(!s.track[1].back);
	CU_ASSERT(zc_stage_started(&s, 2));
	CU_ASSERT_EQUAL(s.track[0].result, 0);
	CU_ASSERT(s.track[0].back);
	zc_stage_close(&s);
}

static bool
two_tracks_and_silence(const struct zc_snapshot *snap)
{
	return snap->filled_frame > 30000;
}

/* Once an early end has been handled, a track queued later does not make the engine write the
 * tracks before it into the ring again. */
static void
queue_behind_an_early_end(void)
{
	uint8_t *a = noise("a.wav", 30000), *b = noise("b.wav", 10000);
	uint8_t *all = malloc(160000);
	struct zc_stage s;

	CU_ASSERT_FATAL(all != NULL);
	memcpy(all, a, 80000);
	memcpy(all + 80000, b, 40000);
	memcpy(all + 120000, b, 40000);
	staged(&s, UINT64_MAX, 80000);
	s.with_track = gate;
	CU_ASSERT_FATAL(zc_stage_open(&s, NULL) == 0);
	CU_ASSERT_EQUAL(zc_stage_command(&s, ZC_CMD_PAUSE, 0), 0);
	CU_ASSERT_EQUAL(zc_stage_queue(&s, zc_stage_path("a.wav"), 0), 1);
	s.with_track = NULL;
	CU_ASSERT_EQUAL(zc_stage_queue(&s, zc_stage_path("b.wav"), 0), 2);
	CU_ASSERT(zc_stage_wait(&s, two_tracks_and_silence));
	CU_ASSERT_EQUAL(zc_stage_queue(&s, zc_stage_path("b.wav"), 0), 3);
	CU_ASSERT_EQUAL(zc_stage_command(&s, ZC_CMD_RESUME, 0), 0);
	CU_ASSERT(zc_stage_finish(&s));
	zc_stage_close(&s);
	CU_ASSERT_EQUAL(s.track[0].result, -ENODATA);
	CU_ASSERT_EQUAL(s.track[1].counts.bytes_copied, 40000);
	CU_ASSERT(zc_stage_played(&s, all, 160000));
	free(all);
	free(a);
	free(b);
}

static int
refuse_reset(struct zc_sink *sink)
{
	(void)sink;
	return -EIO;
}

static void
with_no_reset(struct zc_sink *sink)
{
	static struct zc_sink_ops broken_ops;

	broken_ops = *sink->ops;
	broken_ops.reset = refuse_reset;
	sink->ops = &broken_ops;
}

/* The device fails while the filler writes to its ring, so SINK_LOST has to wait. A track
 * queued meanwhile is refused on account of the device, not of its file. */
static void
queue_while_a_loss_is_pending(void)
{
	struct zc_stage s;

	free(noise("a.wav", 441000));
	free(noise("b.wav", 1000));
	staged(&s, 0, UINT64_MAX);
	s.with_track = gate;
	s.with_sink = with_no_reset;
	CU_ASSERT_FATAL(zc_stage_open(&s, NULL) == 0);
	CU_ASSERT_EQUAL(zc_stage_command(&s, ZC_CMD_PAUSE, 0), 0);
	CU_ASSERT_EQUAL(zc_stage_queue(&s, zc_stage_path("a.wav"), 0), 1);
	wait_at_gate();
	CU_ASSERT_EQUAL(zc_stage_send(&s, ZC_CMD_SEEK, 1000), 0);
	CU_ASSERT_EQUAL(zc_stage_queue(&s, zc_stage_path("b.wav"), 0), -EIO);
	CU_ASSERT_FALSE(s.lost);
	CU_ASSERT_FALSE(s.track[0].back);
	CU_ASSERT(s.track[1].back);
	CU_ASSERT(s.track[1].sink_lost);
	sem_post(&open_gate);
	CU_ASSERT(zc_stage_finish(&s));
	CU_ASSERT(s.lost);
	CU_ASSERT_EQUAL(s.track[0].result, -EIO);
	CU_ASSERT(s.track[0].sink_lost);
	zc_stage_close(&s);
}

/* Each command is answered, however many are sent before the answers are read. */
static void
answers_wait_for_the_listener(void)
{
	struct zc_stage s;

	zc_stage_init(&s, zc_stage_path("out.wav"));
	CU_ASSERT_FATAL(zc_stage_open(&s, NULL) == 0);
	for (uint32_t i = 0; i < 3000; i++) {
		struct timespec ts = { .tv_nsec = 100000 };

		for (int tries = 0; zc_stage_send(&s, ZC_CMD_PAUSE, 0); tries++) {
			if (tries < 100)
				nanosleep(&ts, NULL);
			else
				CU_ASSERT_FATAL(zc_stage_answered(&s, s.dones + 1));
		}
	}
	CU_ASSERT(zc_stage_answered(&s, 3000));
	zc_stage_close(&s);
}

static void
end_while_answers_wait(void)
{
	const struct timespec ts = { .tv_nsec = 100000 };
	struct zc_stage s;

	zc_stage_init(&s, zc_stage_path("out.wav"));
	CU_ASSERT_FATAL(zc_stage_open(&s, NULL) == 0);
	for (int refused = 0; refused < 100;) {
		if (zc_stage_send(&s, ZC_CMD_PAUSE, 0)) {
			refused++;
			nanosleep(&ts, NULL);
		}
	}
	zc_stage_close(&s);
	CU_ASSERT_PTR_NULL(s.engine);
}

ZC_UNIT_MAIN("engine pending", { "seek while the filler works", seek_while_filling },
	{ "seek behind an early end", seek_behind_an_early_end },
	{ "flush behind a seek", flush_behind_a_seek },
	{ "flush that waits too long", flush_that_waits_too_long },
	{ "queue behind an early end", queue_behind_an_early_end },
	{ "queue while a loss is pending", queue_while_a_loss_is_pending },
	{ "answers wait for the listener", answers_wait_for_the_listener },
	{ "the end while answers wait", end_while_answers_wait })
