/* Faults of disks and devices during playback. Virtual clock. */
#include "tests/unit/unit.h"

#include <errno.h>
#include <sndfile.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/sim/stage.h"

#define FRAMES 200000u

static const struct zc_fmt cd = { ZC_S16_LE, 2, 44100 };

struct outcome {
	struct zc_stage s;
	uint8_t *data; /* of the file */
	uint8_t *wav; /* what was played */
	size_t bytes;
};

static void
play_under(struct outcome *o, const char *script)
{
	struct zc_fmt fmt;

	o->data = zc_stage_noise(zc_stage_path("a.wav"), &cd, FRAMES, 1);
	zc_stage_init(&o->s, zc_stage_path("out.wav"));
	o->s.sink_conf.sim_script = script;
	CU_ASSERT_FATAL(zc_stage_open(&o->s, NULL) == 0);
	CU_ASSERT_EQUAL(zc_stage_queue(&o->s, zc_stage_path("a.wav"), 0), 1);
	CU_ASSERT(zc_stage_finish(&o->s));
	zc_stage_close(&o->s);
	o->wav = zc_stage_wav(o->s.wav, &o->bytes, &fmt);
	CU_ASSERT_FATAL(o->wav != NULL);
}

static void
done_with(struct outcome *o)
{
	free(o->data);
	free(o->wav);
}

static void
xrun_goes_on(void)
{
	struct outcome o;

	play_under(&o, "xrun@50000,xrun@123456");
	CU_ASSERT_EQUAL(o.s.xruns, 2);
	CU_ASSERT_EQUAL(o.s.track[0].counts.xruns, 2);
	CU_ASSERT_EQUAL(o.s.track[0].result, 0);
	/* No frame is lost or played twice. */
	CU_ASSERT_EQUAL(o.bytes, FRAMES * 4);
	CU_ASSERT(o.bytes == FRAMES * 4 && !memcmp(o.wav, o.data, o.bytes));
	done_with(&o);
}

static void
unplugged(void)
{
	struct outcome o;

	play_under(&o, "unplug@70001");
	CU_ASSERT(o.s.lost);
	CU_ASSERT_EQUAL(o.s.lost_error, -ENODEV);
	CU_ASSERT_EQUAL(o.s.track[0].result, -ENODEV);
	/* The script counts the DAC's frames, which include the lead-in. */
	CU_ASSERT_EQUAL(o.s.track[0].frame, 70001 - o.s.track[0].counts.lead_in_frames);
	CU_ASSERT_EQUAL(o.bytes, o.s.track[0].frame * 4);
	CU_ASSERT(!memcmp(o.wav, o.data, o.bytes));
	done_with(&o);
}

static void
short_stall_is_harmless(void)
{
	struct outcome o;

	play_under(&o, "stall@60000:20000");
	CU_ASSERT(!o.s.lost);
	CU_ASSERT_EQUAL(o.s.xruns, 0);
	CU_ASSERT(o.bytes == FRAMES * 4 && !memcmp(o.wav, o.data, o.bytes));
	done_with(&o);
}

static void
reports_a_dead_clock(void)
{
	struct outcome o;

	play_under(&o, "stall@60000:0");
	CU_ASSERT(o.s.lost);
	CU_ASSERT_EQUAL(o.s.lost_error, -ETIME);
	CU_ASSERT_EQUAL(o.s.track[0].result, -ETIME);
	CU_ASSERT(!memcmp(o.wav, o.data, o.bytes));
	done_with(&o);
}

static void
late_position_is_harmless(void)
{
	struct outcome o;

	play_under(&o, "late@30000:15000");
	CU_ASSERT_EQUAL(o.s.xruns, 0);
	CU_ASSERT(o.bytes == FRAMES * 4 && !memcmp(o.wav, o.data, o.bytes));
	done_with(&o);
}

static void
bad_script_is_named(void)
{
	struct zc_stage s;

	free(zc_stage_noise(zc_stage_path("a.wav"), &cd, 100, 1));
	zc_stage_init(&s, zc_stage_path("out.wav"));
	s.sink_conf.sim_script = "xrun@5,melt@7";
	CU_ASSERT_FATAL(zc_stage_open(&s, NULL) == 0);
	CU_ASSERT_EQUAL(zc_stage_queue(&s, zc_stage_path("a.wav"), 0), -EINVAL);
	CU_ASSERT_PTR_NOT_NULL(strstr(s.err.text, "melt"));
	zc_stage_close(&s);
}

/* The file becomes shorter while it plays: what is left of it is played, the early end is
 * reported, and the next track follows without a gap. */
static void
shrinks(bool pinnable, bool no_uring)
{
	/* More than ring and read-ahead can hold during the pause. */
	const uint64_t frames = 600000, left = 400001;
	const uint64_t left_bytes = 44 + left * 4 + 2;
	struct zc_engine_conf ec;
	struct zc_stage s;
	struct zc_fmt fmt;
	uint8_t *a = zc_stage_noise(zc_stage_path("a.wav"), &cd, frames, 1);
	uint8_t *b = zc_stage_noise(zc_stage_path("b.wav"), &cd, 30000, 2);
	uint8_t *wav;
	size_t bytes;

	zc_engine_conf_plain(&ec);
	ec.no_uring = no_uring;
	zc_stage_init(&s, zc_stage_path("out.wav"));
	s.sink_conf.sim_pinnable = pinnable;
	s.track_conf.no_uring = no_uring;
	CU_ASSERT_FATAL(zc_stage_open(&s, &ec) == 0);
	CU_ASSERT_EQUAL(zc_stage_command(&s, ZC_CMD_PAUSE, 0), 0);
	CU_ASSERT_EQUAL(zc_stage_queue(&s, zc_stage_path("a.wav"), 0), 1);
	CU_ASSERT_EQUAL(zc_stage_queue(&s, zc_stage_path("b.wav"), 0), 2);
	CU_ASSERT_EQUAL(truncate(zc_stage_path("a.wav"), (off_t)left_bytes), 0);
	CU_ASSERT_EQUAL(zc_stage_command(&s, ZC_CMD_RESUME, 0), 0);
	CU_ASSERT(zc_stage_finish(&s));
	zc_stage_close(&s);
	CU_ASSERT_EQUAL(s.track[0].result, -ENODATA);
	CU_ASSERT_EQUAL(s.track[0].frame, left);
	CU_ASSERT_EQUAL(s.track[1].result, 0);
	wav = zc_stage_wav(s.wav, &bytes, &fmt);
	CU_ASSERT_FATAL(wav != NULL);
	CU_ASSERT_EQUAL(bytes, (left + 30000) * 4);
	CU_ASSERT(bytes == (left + 30000) * 4 && !memcmp(wav, a, left * 4) &&
		  !memcmp(wav + left * 4, b, 120000));
	free(wav);
	free(a);
	free(b);
}

static void
file_shrinks(void)
{
	shrinks(true, false);
	shrinks(false, false);
	shrinks(false, true);
}

static void
file_grows(void)
{
	struct zc_stage s;
	struct zc_fmt fmt;
	uint8_t *a = zc_stage_noise(zc_stage_path("a.wav"), &cd, FRAMES, 1), *wav;
	size_t bytes;

	zc_stage_init(&s, zc_stage_path("out.wav"));
	CU_ASSERT_FATAL(zc_stage_open(&s, NULL) == 0);
	CU_ASSERT_EQUAL(zc_stage_command(&s, ZC_CMD_PAUSE, 0), 0);
	CU_ASSERT_EQUAL(zc_stage_queue(&s, zc_stage_path("a.wav"), 0), 1);
	CU_ASSERT_EQUAL(truncate(zc_stage_path("a.wav"), 2000000), 0);
	CU_ASSERT_EQUAL(zc_stage_command(&s, ZC_CMD_RESUME, 0), 0);
	CU_ASSERT(zc_stage_finish(&s));
	zc_stage_close(&s);
	CU_ASSERT_EQUAL(s.track[0].result, 0);
	wav = zc_stage_wav(s.wav, &bytes, &fmt);
	CU_ASSERT(wav && bytes == FRAMES * 4 && !memcmp(wav, a, bytes));
	free(wav);
	free(a);
}

/* The engine is made to believe that a disk of 512-byte blocks accepts any multiple of 4. At
 * the start this does no harm, because a registered ring is aligned to whole blocks; behind a
 * track of odd length the disk refuses the read. */
static void
refused_reads_step_down(void)
{
	struct zc_stage s;
	struct zc_fmt fmt;
	uint8_t *a = zc_stage_noise(zc_stage_path("a.wav"), &cd, 30001, 1);
	uint8_t *b = zc_stage_noise(zc_stage_path("b.wav"), &cd, FRAMES, 2), *wav;
	size_t bytes;

	zc_stage_init(&s, zc_stage_path("out.wav"));
	s.mem_align = 4;
	CU_ASSERT_FATAL(zc_stage_open(&s, NULL) == 0);
	CU_ASSERT_EQUAL(zc_stage_command(&s, ZC_CMD_PAUSE, 0), 0);
	CU_ASSERT_EQUAL(zc_stage_queue(&s, zc_stage_path("a.wav"), 0), 1);
	CU_ASSERT_EQUAL(zc_stage_queue(&s, zc_stage_path("b.wav"), 0), 2);
	CU_ASSERT_EQUAL(zc_stage_command(&s, ZC_CMD_RESUME, 0), 0);
	CU_ASSERT(zc_stage_finish(&s));
	zc_stage_close(&s);
	CU_ASSERT(s.track[0].result == 0 && s.track[1].result == 0);
	/* On a disk that really accepts it there is nothing to test. */
	if (s.track[1].info.mem_align > 4) {
		CU_ASSERT_EQUAL(s.track[1].counts.path, ZC_PATH_STAGED);
		CU_ASSERT_EQUAL(s.track[1].counts.reason, ZC_REASON_READ_FAILED);
		CU_ASSERT_EQUAL(s.track[1].counts.reason_arg, EINVAL);
	}
	CU_ASSERT_EQUAL(
		s.track[1].counts.bytes_direct + s.track[1].counts.bytes_copied, FRAMES * 4);
	wav = zc_stage_wav(s.wav, &bytes, &fmt);
	CU_ASSERT(wav && bytes == (30001 + FRAMES) * 4 && !memcmp(wav, a, 30001 * 4) &&
		  !memcmp(wav + 30001 * 4, b, FRAMES * 4));
	free(wav);
	free(a);
	free(b);
}

/* Damage in the middle of a FLAC file: the part before it is played, the error is reported, and
 * the next track follows without a gap. */
static void
damaged_flac(void)
{
	struct zc_stage s;
	struct zc_fmt fmt;
	SF_INFO info = {
		.samplerate = 44100, .channels = 2, .format = SF_FORMAT_FLAC | SF_FORMAT_PCM_16
	};
	uint8_t *a = zc_stage_noise(zc_stage_path("a.wav"), &cd, FRAMES, 1);
	uint8_t *b = zc_stage_noise(zc_stage_path("b.wav"), &cd, 30000, 2), *wav;
	SNDFILE *f = sf_open(zc_stage_path("a.flac"), SFM_WRITE, &info);
	size_t bytes;
	FILE *raw;

	CU_ASSERT_FATAL(f && sf_writef_short(f, (int16_t *)a, FRAMES) == FRAMES);
	sf_close(f);
	raw = fopen(zc_stage_path("a.flac"), "r+");
	CU_ASSERT_FATAL(raw && !fseek(raw, 400000, SEEK_SET));
	for (int i = 0; i < 50000; i++)
		fputc(i * 7, raw);
	fclose(raw);
	zc_stage_init(&s, zc_stage_path("out.wav"));
	CU_ASSERT_FATAL(zc_stage_open(&s, NULL) == 0);
	CU_ASSERT_EQUAL(zc_stage_command(&s, ZC_CMD_PAUSE, 0), 0);
	CU_ASSERT_EQUAL(zc_stage_queue(&s, zc_stage_path("a.flac"), 0), 1);
	CU_ASSERT_EQUAL(zc_stage_queue(&s, zc_stage_path("b.wav"), 0), 2);
	CU_ASSERT_EQUAL(zc_stage_command(&s, ZC_CMD_RESUME, 0), 0);
	CU_ASSERT(zc_stage_finish(&s));
	zc_stage_close(&s);
	CU_ASSERT(s.track[0].result < 0 && s.track[0].result != -ECANCELED);
	CU_ASSERT(s.track[0].frame > 50000 && s.track[0].frame < FRAMES);
	CU_ASSERT_EQUAL(s.track[1].result, 0);
	wav = zc_stage_wav(s.wav, &bytes, &fmt);
	CU_ASSERT_FATAL(wav != NULL);
	CU_ASSERT_EQUAL(bytes, (s.track[0].frame + 30000) * 4);
	CU_ASSERT(!memcmp(wav, a, 50000 * 4));
	CU_ASSERT(!memcmp(wav + s.track[0].frame * 4, b, 120000));
	free(wav);
	free(a);
	free(b);
}

ZC_UNIT_MAIN("engine faults", { "an xrun loses nothing", xrun_goes_on },
	{ "device unplugged", unplugged },
	{ "a short stall is harmless", short_stall_is_harmless },
	{ "reports a dead clock", reports_a_dead_clock },
	{ "late positions are harmless", late_position_is_harmless },
	{ "a bad script is named", bad_script_is_named },
	{ "refused reads step down", refused_reads_step_down },
	{ "a damaged FLAC file", damaged_flac },
	{ "the file shrinks while it plays", file_shrinks },
	{ "the file grows while it plays", file_grows })
