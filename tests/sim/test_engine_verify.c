/* Receipts of tracks that the whole engine plays on the simulated DAC, across wraps, joints and
 * restarts of the ring. */
#include "tests/unit/unit.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/sim/verify_rig.h"

static const struct zc_fmt cd = { ZC_S16_LE, 2, 44100 };

static void
cleanup(struct zc_stage *s)
{
	zc_stage_close(s);
	remove(s->wav);
}

/* One file wraps around the ring many times. */
static void
turn_the_ring(bool mirrored, enum zc_path best)
{
	const char *file = zc_stage_path("turns.wav");
	uint8_t *data = zc_stage_noise(file, &cd, 300001, 1);
	struct zc_stage s;

	zc_verify_rig_init(&s, 300);
	zc_verify_rig.in_step = true;
	s.no_mirror = !mirrored;
	s.track_conf.best = best;
	CU_ASSERT_FATAL(zc_stage_open(&s, NULL) == 0);
	CU_ASSERT_EQUAL_FATAL(zc_stage_queue(&s, file, 0), 1);
	CU_ASSERT(zc_stage_finish(&s));
	CU_ASSERT_STRING_EQUAL(zc_verify_rig_state(&s, 1), "verified");
	CU_ASSERT(zc_verify_rig_digest(s.track[0].receipt.digest, data, 300001 * 4));
	cleanup(&s);
	free(data);
}

static void
turns_of_the_ring(void)
{
	turn_the_ring(true, ZC_PATH_DIRECT);
	turn_the_ring(false, ZC_PATH_DIRECT);
	turn_the_ring(true, ZC_PATH_STAGED);
	turn_the_ring(false, ZC_PATH_DECODED);
}

static void
joints(void)
{
	static const uint64_t frames[] = { 30001, 1, 777, 60000 };
	struct zc_stage s;
	uint8_t *data[4];
	char name[32];

	zc_verify_rig_init(&s, 500);
	zc_verify_rig.in_step = true;
	CU_ASSERT_FATAL(zc_stage_open(&s, NULL) == 0);
	for (int i = 0; i < 4; i++) {
		snprintf(name, sizeof(name), "joint%d.wav", i);
		data[i] = zc_stage_noise(zc_stage_path(name), &cd, frames[i], (uint32_t)i + 7);
	}
	CU_ASSERT_EQUAL(zc_stage_command(&s, ZC_CMD_PAUSE, 0), 0);
	for (int i = 0; i < 4; i++) {
		snprintf(name, sizeof(name), "joint%d.wav", i);
		CU_ASSERT_EQUAL(zc_stage_queue(&s, zc_stage_path(name), 0), i + 1);
	}
	CU_ASSERT_EQUAL(zc_stage_command(&s, ZC_CMD_RESUME, 0), 0);
	CU_ASSERT(zc_stage_finish(&s));
	for (int i = 0; i < 4; i++) {
		CU_ASSERT_STRING_EQUAL(zc_verify_rig_state(&s, i + 1), "verified");
		CU_ASSERT(zc_verify_rig_digest(
			s.track[i].receipt.digest, data[i], frames[i] * 4));
		free(data[i]);
	}
	cleanup(&s);
}

/* Frames that are played again after an xrun or a pause are compared again, but counted once.
 */
static void
restarts(void)
{
	const char *file = zc_stage_path("dry.wav");
	uint8_t *data = zc_stage_noise(file, &cd, 200000, 3);
	struct zc_stage s;

	zc_verify_rig_init(&s, 1000);
	zc_verify_rig.in_step = true;
	s.sink_conf.sim_script = "xrun@50000,xrun@130000";
	CU_ASSERT_FATAL(zc_stage_open(&s, NULL) == 0);
	CU_ASSERT_EQUAL_FATAL(zc_stage_queue(&s, file, 0), 1);
	CU_ASSERT(zc_stage_finish(&s));
	CU_ASSERT_EQUAL(s.xruns, 2);
	CU_ASSERT_STRING_EQUAL(zc_verify_rig_state(&s, 1), "verified");
	CU_ASSERT_EQUAL(s.track[0].receipt.frames, 200000);
	CU_ASSERT(zc_verify_rig_digest(s.track[0].receipt.digest, data, 200000 * 4));
	cleanup(&s);
	free(data);
}

static void
a_pause_that_restarts(void)
{
	const char *file = zc_stage_path("pause.wav");
	struct zc_stage s;

	free(zc_stage_noise(file, &cd, 400000, 3));
	zc_verify_rig_init(&s, 1000);
	zc_verify_rig.in_step = true;
	zc_verify_rig.stop_at = 44100;
	s.no_pause = true;
	CU_ASSERT_FATAL(zc_stage_open(&s, NULL) == 0);
	CU_ASSERT_EQUAL_FATAL(zc_stage_queue(&s, file, 0), 1);
	zc_verify_rig_stopped();
	CU_ASSERT_EQUAL(zc_stage_command(&s, ZC_CMD_PAUSE, 0), 0);
	CU_ASSERT_EQUAL(zc_stage_command(&s, ZC_CMD_RESUME, 0), 0);
	CU_ASSERT(zc_stage_finish(&s));
	CU_ASSERT_STRING_EQUAL(zc_verify_rig_state(&s, 1), "verified");
	cleanup(&s);
}

static void
seeks(void)
{
	const char *file = zc_stage_path("seek.flac.wav");
	struct zc_stage s;

	free(zc_stage_noise(file, &cd, 400000, 3));
	/* First the end alone, then all of the file: the receipt is for the whole. */
	zc_verify_rig_init(&s, 1000);
	zc_verify_rig.in_step = true;
	zc_verify_rig.stop_at = 44100;
	CU_ASSERT_FATAL(zc_stage_open(&s, NULL) == 0);
	CU_ASSERT_EQUAL_FATAL(zc_stage_queue(&s, file, 300000), 1);
	zc_verify_rig_stopped();
	CU_ASSERT_EQUAL(zc_stage_command(&s, ZC_CMD_SEEK, 0), 0);
	CU_ASSERT(zc_stage_finish(&s));
	CU_ASSERT_STRING_EQUAL(zc_verify_rig_state(&s, 1), "verified");
	CU_ASSERT_EQUAL(s.track[0].receipt.frames, 400000);
	cleanup(&s);
	/* From the middle on: no error, but incomplete. */
	zc_verify_rig_init(&s, 1000);
	zc_verify_rig.in_step = true;
	CU_ASSERT_FATAL(zc_stage_open(&s, NULL) == 0);
	CU_ASSERT_EQUAL_FATAL(zc_stage_queue(&s, file, 100000), 1);
	CU_ASSERT(zc_stage_finish(&s));
	CU_ASSERT_STRING_EQUAL(zc_verify_rig_state(&s, 1), "incomplete");
	CU_ASSERT_EQUAL(s.track[0].receipt.frames, 300000);
	CU_ASSERT_EQUAL(s.track[0].receipt.missed, 0);
	CU_ASSERT_PTR_NOT_NULL(strstr(s.track[0].receipt.text, "the rest was not played"));
	cleanup(&s);
}

/* The fade at a stop is not reported as a difference. */
static void
a_stop(void)
{
	const char *file = zc_stage_path("stop.wav");
	struct zc_stage s;
	const struct zc_receipt *r = &s.track[0].receipt;

	free(zc_stage_noise(file, &cd, 1000000, 3));
	zc_verify_rig_init(&s, 1000);
	zc_verify_rig.in_step = true;
	zc_verify_rig.stop_at = 44100;
	CU_ASSERT_FATAL(zc_stage_open(&s, NULL) == 0);
	CU_ASSERT_EQUAL_FATAL(zc_stage_queue(&s, file, 0), 1);
	zc_verify_rig_stopped();
	CU_ASSERT_EQUAL(zc_stage_command(&s, ZC_CMD_STOP, 0), 0);
	CU_ASSERT_STRING_EQUAL(zc_verify_rig_state(&s, 1), "incomplete");
	CU_ASSERT(r->frames > 44100 && r->frames < 1000000);
	/* The 20 ms that were played faded do not count. */
	CU_ASSERT(s.track[0].frame - r->frames >= 20 * 44);
	CU_ASSERT(s.track[0].frame - r->frames < 44100 / 2);
	CU_ASSERT_EQUAL(r->missed, 0);
	CU_ASSERT(!r->differs);
	cleanup(&s);
}

/* Another track replaces the next one after the verifier has read that in the ring. */
static void
a_flush(void)
{
	static const char *const names[] = { "first.wav", "flushed.wav", "instead.wav" };
	struct zc_stage s;
	uint8_t *data[3];

	zc_verify_rig_init(&s, 3000);
	zc_verify_rig.in_step = true;
	zc_verify_rig.stop_at = 20000;
	CU_ASSERT_FATAL(zc_stage_open(&s, NULL) == 0);
	for (uint32_t i = 0; i < 3; i++)
		data[i] = zc_stage_noise(zc_stage_path(names[i]), &cd, 44100, i + 20);
	CU_ASSERT_EQUAL(zc_stage_command(&s, ZC_CMD_PAUSE, 0), 0);
	CU_ASSERT_EQUAL(zc_stage_queue(&s, zc_stage_path(names[0]), 0), 1);
	CU_ASSERT_EQUAL(zc_stage_queue(&s, zc_stage_path(names[1]), 0), 2);
	CU_ASSERT_EQUAL(zc_stage_command(&s, ZC_CMD_RESUME, 0), 0);
	zc_verify_rig_stopped();
	CU_ASSERT_EQUAL(zc_stage_command(&s, ZC_CMD_FLUSH_NEXT, 0), 0);
	CU_ASSERT_EQUAL(zc_stage_queue(&s, zc_stage_path(names[2]), 0), 3);
	CU_ASSERT(zc_stage_finish(&s));
	CU_ASSERT_STRING_EQUAL(zc_verify_rig_state(&s, 1), "verified");
	CU_ASSERT_STRING_EQUAL(zc_verify_rig_state(&s, 2), "incomplete");
	CU_ASSERT_EQUAL(s.track[1].receipt.frames, 0);
	CU_ASSERT(!s.track[1].receipt.differs);
	CU_ASSERT_STRING_EQUAL(zc_verify_rig_state(&s, 3), "verified");
	CU_ASSERT(zc_verify_rig_digest(s.track[2].receipt.digest, data[2], 44100 * 4));
	cleanup(&s);
	for (int i = 0; i < 3; i++)
		free(data[i]);
}

ZC_UNIT_MAIN("engine verify",
	{ "many turns of the ring, with and without mirror", turns_of_the_ring },
	{ "joints", joints }, { "a DAC that ran dry", restarts },
	{ "a pause that empties the ring", a_pause_that_restarts }, { "seeks", seeks },
	{ "a stop", a_stop }, { "a flush", a_flush })
