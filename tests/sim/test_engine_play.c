/* The DAC gets exactly the file's samples, for all rings, paths and lengths. Virtual clock. */
#include "tests/unit/unit.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "tests/sim/stage.h"

static const struct zc_fmt cd = { ZC_S16_LE, 2, 44100 };

static uint64_t
payload_counted(const struct zc_stage_track *t)
{
	return t->counts.bytes_direct + t->counts.bytes_copied + t->counts.bytes_decoded;
}

/* Plays one file of noise and checks every promise about it. */
static void
play_one(struct zc_stage *s, const struct zc_engine_conf *ec, const struct zc_fmt *fmt,
	uint64_t frames, enum zc_path path)
{
	const char *file = zc_stage_path("one.wav");
	uint8_t *data = zc_stage_noise(file, fmt, frames, (uint32_t)frames);
	size_t bytes = (size_t)frames * zc_fmt_frame_bytes(fmt);

	CU_ASSERT_FATAL(zc_stage_open(s, ec) == 0);
	CU_ASSERT_EQUAL(zc_stage_queue(s, file, 0), 1);
	CU_ASSERT(zc_stage_finish(s));
	zc_stage_close(s);
	CU_ASSERT_EQUAL(s->track[0].result, 0);
	CU_ASSERT_EQUAL(s->track[0].frame, frames);
	CU_ASSERT_EQUAL(s->track[0].counts.path, path);
	CU_ASSERT_EQUAL(payload_counted(&s->track[0]), bytes);
	CU_ASSERT_EQUAL(s->xruns, 0);
	CU_ASSERT(zc_stage_played(s, data, bytes));
	free(data);
}

static void
direct_to_the_bit(void)
{
	struct zc_stage s;

	zc_stage_init(&s, zc_stage_path("out.wav"));
	play_one(&s, NULL, &cd, 300000, ZC_PATH_DIRECT);
	CU_ASSERT(s.track[0].counts.bytes_copied < 2 * 4096);
	CU_ASSERT_EQUAL(s.track[0].counts.bytes_decoded, 0);
}

static void
staged_to_the_bit(void)
{
	struct zc_stage s;

	zc_stage_init(&s, zc_stage_path("out.wav"));
	s.sink_conf.sim_pinnable = false;
	play_one(&s, NULL, &cd, 300000, ZC_PATH_STAGED);
	CU_ASSERT_EQUAL(s.track[0].counts.reason, ZC_REASON_NOT_PINNABLE);
	CU_ASSERT_EQUAL(s.track[0].counts.bytes_direct, 0);
}

static void
staged_where_asked_for(void)
{
	struct zc_engine_conf ec;
	struct zc_stage s;

	zc_engine_conf_plain(&ec);
	ec.best_path = ZC_PATH_STAGED;
	zc_stage_init(&s, zc_stage_path("out.wav"));
	play_one(&s, &ec, &cd, 50000, ZC_PATH_STAGED);
	CU_ASSERT_EQUAL(s.track[0].counts.reason, ZC_REASON_CONFIG);
}

static void
without_io_uring(void)
{
	struct zc_engine_conf ec;
	struct zc_stage s;

	zc_engine_conf_plain(&ec);
	ec.no_uring = true;
	zc_stage_init(&s, zc_stage_path("out.wav"));
	s.track_conf.no_uring = true;
	play_one(&s, &ec, &cd, 300000, ZC_PATH_STAGED);
	CU_ASSERT_EQUAL(s.track[0].counts.reason, ZC_REASON_NO_URING);
}

/* Lengths around those of a block, a page and the ring, which holds 100 ms, mirrored or not,
 * pinnable or not. */
static void
every_length(void)
{
	static const uint64_t around[] = { 1, 2, 117, 128, 1024, 4096, 5120, 9216, 10240 };
	static const struct zc_fmt fmts[] = { { ZC_S16_LE, 2, 44100 }, { ZC_S24_3LE, 2, 48000 },
		{ ZC_S32_LE, 1, 96000 }, { ZC_S24_3LE, 3, 44100 } };

	for (unsigned int v = 0; v < 4; v++) {
		for (unsigned int f = 0; f < 4; f++) {
			for (unsigned int i = 0; i < 27; i++) {
				uint64_t frames = around[i / 3] + i % 3 - 1;
				struct zc_stage s;

				if (!frames)
					continue;
				zc_stage_init(&s, zc_stage_path("out.wav"));
				s.sink_conf.ring_ms = 100;
				s.sink_conf.sim_pinnable = v & 1;
				s.no_mirror = v & 2;
				play_one(&s, NULL, &fmts[f], frames,
					v & 1 ? ZC_PATH_DIRECT : ZC_PATH_STAGED);
			}
		}
	}
}

static void
long_in_a_small_ring(void)
{
	for (unsigned int v = 0; v < 4; v++) {
		struct zc_stage s;

		zc_stage_init(&s, zc_stage_path("out.wav"));
		s.sink_conf.ring_ms = 60;
		s.sink_conf.wakeups = v & 1 ? ZC_WAKEUPS_PERIOD : ZC_WAKEUPS_DEADLINE;
		s.no_mirror = v & 2;
		play_one(&s, NULL, &cd, 400001, ZC_PATH_DIRECT);
	}
}

static void
joints_without_a_gap(void)
{
	static const uint64_t frames[] = { 50000, 1, 30000, 7, 1, 1, 88200 };
	const unsigned int n = sizeof(frames) / sizeof(frames[0]);

	for (unsigned int v = 0; v < 2; v++) {
		uint8_t *all = malloc(1000000), *one;
		char name[32];
		struct zc_stage s;
		size_t at = 0;

		CU_ASSERT_FATAL(all != NULL);
		zc_stage_init(&s, zc_stage_path("out.wav"));
		s.no_mirror = v;
		CU_ASSERT_FATAL(zc_stage_open(&s, NULL) == 0);
		/* Paused until all are queued, as the daemon queues tracks ahead of time. */
		CU_ASSERT_EQUAL(zc_stage_command(&s, ZC_CMD_PAUSE, 0), 0);
		for (unsigned int i = 0; i < n; i++) {
			snprintf(name, sizeof(name), "j%u.wav", i);
			one = zc_stage_noise(zc_stage_path(name), &cd, frames[i], i);
			memcpy(all + at, one, frames[i] * 4);
			at += frames[i] * 4;
			free(one);
			CU_ASSERT(zc_stage_queue(&s, zc_stage_path(name), 0) > 0);
		}
		CU_ASSERT_EQUAL(zc_stage_command(&s, ZC_CMD_RESUME, 0), 0);
		CU_ASSERT(zc_stage_finish(&s));
		zc_stage_close(&s);
		for (unsigned int i = 0; i < n; i++) {
			CU_ASSERT_EQUAL(s.track[i].result, 0);
			CU_ASSERT(s.track[i].started);
			CU_ASSERT_EQUAL(payload_counted(&s.track[i]), frames[i] * 4);
		}
		CU_ASSERT(zc_stage_played(&s, all, at));
		free(all);
	}
}

static void
other_format_is_refused(void)
{
	static const struct zc_fmt dat = { ZC_S16_LE, 2, 48000 };
	struct zc_stage s;

	free(zc_stage_noise(zc_stage_path("a.wav"), &cd, 44100, 1));
	free(zc_stage_noise(zc_stage_path("b.wav"), &dat, 48000, 2));
	zc_stage_init(&s, zc_stage_path("out.wav"));
	CU_ASSERT_FATAL(zc_stage_open(&s, NULL) == 0);
	CU_ASSERT_EQUAL(zc_stage_queue(&s, zc_stage_path("a.wav"), 0), 1);
	CU_ASSERT_EQUAL(zc_stage_queue(&s, zc_stage_path("b.wav"), 0), -EINVAL);
	CU_ASSERT(zc_stage_finish(&s));
	CU_ASSERT_EQUAL(s.track[0].result, 0);
	CU_ASSERT_EQUAL(s.track[1].result, -EINVAL);
	zc_stage_close(&s);
}

ZC_UNIT_MAIN("engine play", { "direct, to the bit", direct_to_the_bit },
	{ "staged, to the bit", staged_to_the_bit },
	{ "staged where the configuration asks for it", staged_where_asked_for },
	{ "pread where io_uring is disabled", without_io_uring },
	{ "lengths around block, page and ring", every_length },
	{ "a long file in a small ring", long_in_a_small_ring },
	{ "joints without a gap", joints_without_a_gap },
	{ "a track of another format is refused", other_format_is_refused })
