/* Commands while a track plays. On the virtual clock a pause fixes the position at which a
 * command arrives; in real time the track is so long that it cannot end meanwhile. */
#include "tests/unit/unit.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tests/sim/stage.h"

#define LONG_FRAMES (44100 * 30)
/* More than the engine fills before it starts. */
#define LATE_FRAMES (44100 * 5 / 2)

static const struct zc_fmt cd = { ZC_S16_LE, 2, 44100 };

/* Returns how many frames at the start of the played WAV equal data. */
static uint64_t
common(const uint8_t *wav, size_t bytes, const uint8_t *data, size_t limit)
{
	size_t n = bytes < limit ? bytes : limit, i = 0;

	while (i < n && wav[i] == data[i])
		i++;
	return i / 4;
}

static uint8_t *
open_paused(struct zc_stage *s, uint64_t frames)
{
	uint8_t *data = zc_stage_noise(zc_stage_path("a.wav"), &cd, frames, 1);

	zc_stage_init(s, zc_stage_path("out.wav"));
	CU_ASSERT_FATAL(zc_stage_open(s, NULL) == 0);
	CU_ASSERT_EQUAL(zc_stage_command(s, ZC_CMD_PAUSE, 0), 0);
	return data;
}

static void
seek_while_paused(void)
{
	struct zc_stage s;
	struct zc_snapshot snap;
	struct zc_fmt fmt;
	size_t bytes;
	uint8_t *data = open_paused(&s, 200000), *wav;

	CU_ASSERT_EQUAL(zc_stage_queue(&s, zc_stage_path("a.wav"), 0), 1);
	CU_ASSERT_EQUAL(zc_stage_command(&s, ZC_CMD_SEEK, 123457), 0);
	zc_engine_snapshot(s.engine, &snap);
	CU_ASSERT_EQUAL(snap.state, ZC_STATE_PAUSED);
	CU_ASSERT_EQUAL(zc_snapshot_frame(&snap, snap.tstamp_ns), 123457);
	CU_ASSERT_EQUAL(zc_stage_command(&s, ZC_CMD_SEEK, 200000), -EINVAL);
	CU_ASSERT_EQUAL(zc_stage_command(&s, ZC_CMD_RESUME, 0), 0);
	CU_ASSERT(zc_stage_finish(&s));
	zc_stage_close(&s);
	wav = zc_stage_wav(s.wav, &bytes, &fmt);
	CU_ASSERT_FATAL(wav != NULL);
	CU_ASSERT_EQUAL(bytes, (200000 - 123457) * 4);
	CU_ASSERT_EQUAL(
		common(wav, bytes, data + 123457 * 4, (200000 - 123457) * 4), 200000 - 123457);
	free(wav);
	free(data);
}

static void
start_in_the_middle(void)
{
	struct zc_stage s;
	struct zc_fmt fmt;
	size_t bytes;
	uint8_t *data = open_paused(&s, 100000), *wav;

	CU_ASSERT_EQUAL(zc_stage_queue(&s, zc_stage_path("a.wav"), 99999), 1);
	CU_ASSERT_EQUAL(zc_stage_command(&s, ZC_CMD_RESUME, 0), 0);
	CU_ASSERT(zc_stage_finish(&s));
	zc_stage_close(&s);
	wav = zc_stage_wav(s.wav, &bytes, &fmt);
	CU_ASSERT_FATAL(wav != NULL);
	CU_ASSERT_EQUAL(bytes, 4);
	CU_ASSERT(!memcmp(wav, data + 99999 * 4, 4));
	free(wav);
	free(data);
}

/* Plays in real time, interferes, stops; returns what was played. */
static uint8_t *
real_time(struct zc_stage *s, void (*interfere)(struct zc_stage *s), size_t *bytes,
	uint8_t **data)
{
	struct zc_fmt fmt;

	*data = zc_stage_noise(zc_stage_path("a.wav"), &cd, LONG_FRAMES, 1);
	s->sink_conf.sim_virtual = false;
	CU_ASSERT_FATAL(zc_stage_open(s, NULL) == 0);
	CU_ASSERT_EQUAL(zc_stage_queue(s, zc_stage_path("a.wav"), 0), 1);
	CU_ASSERT(zc_stage_started(s, 1));
	interfere(s);
	CU_ASSERT_EQUAL(zc_stage_command(s, ZC_CMD_STOP, 0), 0);
	CU_ASSERT_EQUAL(s->track[0].result, -ECANCELED);
	CU_ASSERT(s->track[0].back);
	zc_stage_close(s);
	CU_ASSERT_EQUAL(s->xruns, 0);
	return zc_stage_wav(s->wav, bytes, &fmt);
}

static uint64_t
position_now(struct zc_stage *s)
{
	struct zc_snapshot snap;
	struct timespec now;

	zc_engine_snapshot(s->engine, &snap);
	clock_gettime(CLOCK_MONOTONIC, &now);
	return zc_snapshot_frame(&snap, now.tv_sec * 1000000000ll + now.tv_nsec);
}

/* Waits until that frame of the track has been played. A pause makes it certain, because the
 * engine then asks the DAC for its position. */
static void
wait_played(struct zc_stage *s, uint64_t frame)
{
	struct timespec ts = { .tv_nsec = 20000000 };
	uint64_t frame_now;

	do {
		do {
			nanosleep(&ts, NULL);
		} while (position_now(s) < frame);
		zc_stage_command(s, ZC_CMD_PAUSE, 0);
		frame_now = position_now(s);
		zc_stage_command(s, ZC_CMD_RESUME, 0);
	} while (frame_now < frame);
}

static void
play_a_little(struct zc_stage *s)
{
	wait_played(s, 4000);
}

static void
stop_fades(void)
{
	struct zc_stage s;
	uint8_t *data, *wav;
	size_t bytes;
	uint64_t same;

	zc_stage_init(&s, zc_stage_path("out.wav"));
	wav = real_time(&s, play_a_little, &bytes, &data);
	CU_ASSERT_FATAL(wav != NULL);
	same = common(wav, bytes, data, bytes);
	/* Bit-exact up to the fade, which takes 20 ms to silence. */
	CU_ASSERT(same >= 4000);
	CU_ASSERT(same < bytes / 4);
	CU_ASSERT(bytes / 4 - same <= 44100 / 1000 * 20);
	CU_ASSERT(abs(((int16_t *)wav)[bytes / 2 - 1]) <= 64);
	free(wav);
	free(data);
}

static void
seek_to_second_ten(struct zc_stage *s)
{
	wait_played(s, 3000);
	CU_ASSERT_EQUAL(zc_stage_command(s, ZC_CMD_SEEK, 441000), 0);
	wait_played(s, 444000);
}

static void
seek_while_playing(void)
{
	struct zc_stage s;
	uint8_t *data, *wav;
	size_t bytes;
	uint64_t before, after;

	zc_stage_init(&s, zc_stage_path("out.wav"));
	wav = real_time(&s, seek_to_second_ten, &bytes, &data);
	CU_ASSERT_FATAL(wav != NULL);
	before = common(wav, bytes, data, bytes);
	after = common(wav + before * 4, bytes - before * 4, data + 441000 * 4, bytes);
	CU_ASSERT(before >= 3000);
	CU_ASSERT(after >= 3000);
	CU_ASSERT(bytes / 4 - before - after <= 44100 / 1000 * 20);
	free(wav);
	free(data);
}

static void
pause_keeps_the_place(void)
{
	for (int no_pause = 0; no_pause < 2; no_pause++) {
		struct zc_stage s;
		uint8_t *data, *wav;
		size_t bytes;

		zc_stage_init(&s, zc_stage_path("out.wav"));
		s.no_pause = no_pause;
		/* wait_played pauses. */
		wav = real_time(&s, play_a_little, &bytes, &data);
		CU_ASSERT_FATAL(wav != NULL);
		CU_ASSERT(common(wav, bytes, data, bytes) >= 4000);
		free(wav);
		free(data);
	}
}

static void
storm_of_seeks(struct zc_stage *s)
{
	uint32_t dones = s->dones;
	uint32_t seed = 7;

	for (int i = 0; i < 300; i++) {
		seed = seed * 1664525u + 1013904223u;
		while (zc_stage_send(s, ZC_CMD_SEEK, seed % LONG_FRAMES))
			zc_stage_answered(s, s->dones + 1);
	}
	CU_ASSERT(zc_stage_answered(s, dones + 300));
	CU_ASSERT_EQUAL(zc_stage_command(s, ZC_CMD_SEEK, 777), 0);
	wait_played(s, 2777);
}

static void
seeks_in_a_row(void)
{
	struct zc_stage s;
	uint8_t *data, *wav;
	size_t bytes, at = 0;

	zc_stage_init(&s, zc_stage_path("out.wav"));
	wav = real_time(&s, storm_of_seeks, &bytes, &data);
	CU_ASSERT_FATAL(wav != NULL);
	/* Behind the last seek's target the samples are the file's. */
	while (at + 8000 <= bytes && memcmp(wav + at, data + 777 * 4, 2000 * 4))
		at += 4;
	CU_ASSERT(at + 8000 <= bytes);
	free(wav);
	free(data);
}

static void
flush_returns_the_next(void)
{
	struct zc_stage s;
	struct zc_fmt fmt;
	size_t bytes;
	uint8_t *data = open_paused(&s, 10000), *c, *wav;

	free(zc_stage_noise(zc_stage_path("b.wav"), &cd, 10000, 2));
	c = zc_stage_noise(zc_stage_path("c.wav"), &cd, 10000, 3);
	CU_ASSERT_EQUAL(zc_stage_queue(&s, zc_stage_path("a.wav"), 0), 1);
	CU_ASSERT_EQUAL(zc_stage_queue(&s, zc_stage_path("b.wav"), 0), 2);
	/* By now both lie in the ring, with silence behind them. */
	CU_ASSERT_EQUAL(zc_stage_command(&s, ZC_CMD_FLUSH_NEXT, 0), 0);
	CU_ASSERT(s.track[1].back);
	CU_ASSERT_EQUAL(s.track[1].result, -ECANCELED);
	CU_ASSERT(!s.track[0].back);
	CU_ASSERT_EQUAL(zc_stage_queue(&s, zc_stage_path("c.wav"), 0), 3);
	CU_ASSERT_EQUAL(zc_stage_command(&s, ZC_CMD_RESUME, 0), 0);
	CU_ASSERT(zc_stage_finish(&s));
	zc_stage_close(&s);
	wav = zc_stage_wav(s.wav, &bytes, &fmt);
	CU_ASSERT_FATAL(wav != NULL);
	CU_ASSERT_EQUAL(bytes, 80000);
	CU_ASSERT(
		bytes == 80000 && !memcmp(wav, data, 40000) && !memcmp(wav + 40000, c, 40000));
	free(wav);
	free(c);
	free(data);
}

static bool
joint_is_committed(const struct zc_snapshot *snap)
{
	return snap->committed_frame > LATE_FRAMES;
}

/* In a deep ring the next track lies there long before it is played; a flush removes it without
 * a gap. */
static void
flush_while_it_plays(void)
{
	struct zc_stage s;
	struct zc_fmt fmt;
	size_t bytes, late = (size_t)LATE_FRAMES * 4;
	uint8_t *data, *c, *wav;

	data = zc_stage_noise(zc_stage_path("a.wav"), &cd, LONG_FRAMES, 1);
	free(zc_stage_noise(zc_stage_path("b.wav"), &cd, 20000, 2));
	c = zc_stage_noise(zc_stage_path("c.wav"), &cd, 20000, 3);
	zc_stage_init(&s, zc_stage_path("out.wav"));
	s.sink_conf.sim_virtual = false;
	s.sink_conf.ring_ms = 0;
	CU_ASSERT_FATAL(zc_stage_open(&s, NULL) == 0);
	CU_ASSERT_EQUAL(
		zc_stage_queue(&s, zc_stage_path("a.wav"), LONG_FRAMES - LATE_FRAMES), 1);
	CU_ASSERT_EQUAL(zc_stage_queue(&s, zc_stage_path("b.wav"), 0), 2);
	CU_ASSERT(zc_stage_wait(&s, joint_is_committed));
	CU_ASSERT_EQUAL(zc_stage_command(&s, ZC_CMD_FLUSH_NEXT, 0), 0);
	CU_ASSERT(s.track[1].back);
	CU_ASSERT(!s.track[0].back);
	CU_ASSERT_EQUAL(zc_stage_queue(&s, zc_stage_path("c.wav"), 0), 3);
	CU_ASSERT(zc_stage_finish(&s));
	zc_stage_close(&s);
	CU_ASSERT_EQUAL(s.xruns, 0);
	wav = zc_stage_wav(s.wav, &bytes, &fmt);
	CU_ASSERT_FATAL(wav != NULL);
	CU_ASSERT_FATAL(bytes == late + 80000);
	CU_ASSERT(!memcmp(wav, data + LONG_FRAMES * 4 - late, late));
	CU_ASSERT(!memcmp(wav + late, c, 80000));
	free(wav);
	free(c);
	free(data);
}

/* A seek waits for the filler's jobs, so the filler works no further ahead than in a short
 * ring. Direct reads may use the whole ring. */
static void
only_reads_go_far_ahead(void)
{
	for (int staged = 0; staged < 2; staged++) {
		struct zc_stage s;
		struct zc_snapshot snap;
		uint8_t *data = zc_stage_noise(zc_stage_path("a.wav"), &cd, LONG_FRAMES, 1);

		zc_stage_init(&s, zc_stage_path("out.wav"));
		s.sink_conf.sim_virtual = false;
		s.sink_conf.ring_ms = 0;
		if (staged)
			s.track_conf.best = ZC_PATH_STAGED;
		CU_ASSERT_FATAL(zc_stage_open(&s, NULL) == 0);
		CU_ASSERT_EQUAL(zc_stage_queue(&s, zc_stage_path("a.wav"), 0), 1);
		wait_played(&s, 44100);
		zc_engine_snapshot(s.engine, &snap);
		if (!staged && snap.path == ZC_PATH_DIRECT)
			CU_ASSERT(snap.committed_frame - snap.played_frame > 3 * 44100);
		if (staged)
			CU_ASSERT(snap.reserved_frame - snap.played_frame <= 2 * 44100);
		zc_stage_close(&s);
		free(data);
	}
}

static void
queue_after_stop_stays(void)
{
	struct zc_stage s;
	uint8_t *data = open_paused(&s, 10000);

	CU_ASSERT_EQUAL(zc_stage_queue(&s, zc_stage_path("a.wav"), 0), 1);
	CU_ASSERT_EQUAL(zc_stage_send(&s, ZC_CMD_STOP, 0), 0);
	CU_ASSERT_EQUAL(zc_stage_queue(&s, zc_stage_path("a.wav"), 0), 2);
	CU_ASSERT_EQUAL(zc_stage_command(&s, ZC_CMD_RESUME, 0), 0);
	CU_ASSERT(zc_stage_finish(&s));
	CU_ASSERT_EQUAL(s.track[0].result, -ECANCELED);
	CU_ASSERT_EQUAL(s.track[1].result, 0);
	zc_stage_close(&s);
	free(data);
}

static void
second_sink_is_refused(void)
{
	struct zc_stage s;
	uint8_t *data = open_paused(&s, 10000);
	struct zc_cmd c = { .kind = ZC_CMD_SINK };

	CU_ASSERT_EQUAL(zc_stage_queue(&s, zc_stage_path("a.wav"), 0), 1);
	c.sink = zc_device_open("sim", &cd, &s.sink_conf, &s.err);
	CU_ASSERT_FATAL(c.sink != NULL);
	c.seq = ++s.seq;
	CU_ASSERT_EQUAL(zc_engine_send(s.engine, &c), 0);
	CU_ASSERT(zc_stage_answered(&s, s.dones + 1));
	CU_ASSERT_EQUAL(s.done_result[c.seq], -EBUSY);
	s.has_sink = true; /* the first is still there */
	zc_stage_close(&s);
	free(data);
}

ZC_UNIT_MAIN("engine commands", { "seek while paused", seek_while_paused },
	{ "start in the middle", start_in_the_middle }, { "stop fades out", stop_fades },
	{ "seek while playing", seek_while_playing },
	{ "pause keeps the place", pause_keeps_the_place },
	{ "a storm of seeks", seeks_in_a_row },
	{ "flush returns the next track", flush_returns_the_next },
	{ "flush while it plays", flush_while_it_plays },
	{ "only reads go far ahead", only_reads_go_far_ahead },
	{ "what is queued after a stop stays", queue_after_stop_stays },
	{ "a second sink is refused", second_sink_is_refused })
