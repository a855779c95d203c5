/* The position of an ALSA card in states that no test can put a real one into. */
#include "tests/unit/unit.h"

#include <errno.h>

#include "pipeline/rt/sink_alsa.h"

#include <alsa/asoundlib.h>

#define BUFFER 1000

static snd_pcm_state_t state;
static snd_pcm_uframes_t free_frames;

snd_pcm_state_t __wrap_snd_pcm_state(snd_pcm_t *pcm);
snd_pcm_state_t
__wrap_snd_pcm_state(snd_pcm_t *pcm)
{
	(void)pcm;
	return state;
}

int __wrap_snd_pcm_htimestamp(snd_pcm_t *pcm, snd_pcm_uframes_t *avail, snd_htimestamp_t *ts);
int
__wrap_snd_pcm_htimestamp(snd_pcm_t *pcm, snd_pcm_uframes_t *avail, snd_htimestamp_t *ts)
{
	(void)pcm, (void)ts;
	if (state == SND_PCM_STATE_XRUN)
		return -EPIPE;
	if (state == SND_PCM_STATE_DISCONNECTED)
		return -ENODEV;
	*avail = free_frames;
	return 0;
}

/* Returns the position of a card that had played 4300 of 5000 frames and is now in state
 * `then`. */
static struct zc_hw_pos
position_in(snd_pcm_state_t then)
{
	struct zc_sink_alsa s = { .base = { .ops = &zc_sink_alsa_ops, .buffer_frames = BUFFER },
		.committed_frames = 5000 };
	struct zc_hw_pos pos;

	state = SND_PCM_STATE_RUNNING;
	free_frames = 300;
	CU_ASSERT(s.base.ops->position(&s.base, false, &pos) >= 0);
	CU_ASSERT_EQUAL(pos.state, ZC_SINK_RUNNING);
	CU_ASSERT_EQUAL(pos.frames, 4300);
	state = then;
	free_frames = 450;
	CU_ASSERT(s.base.ops->position(&s.base, false, &pos) >= 0);
	return pos;
}

static void
dry_played_all(void)
{
	struct zc_hw_pos pos = position_in(SND_PCM_STATE_XRUN);

	CU_ASSERT_EQUAL(pos.state, ZC_SINK_XRUN);
	CU_ASSERT_EQUAL(pos.frames, 5000);
}

/* Playback resumes at the frame that was reached, so nothing in the ring is skipped. */
static void
suspended_played_a_part(void)
{
	struct zc_hw_pos pos = position_in(SND_PCM_STATE_SUSPENDED);

	CU_ASSERT_EQUAL(pos.state, ZC_SINK_XRUN);
	CU_ASSERT_EQUAL(pos.frames, 4450);
}

static void
keeps_last_position_when_lost(void)
{
	struct zc_hw_pos pos = position_in(SND_PCM_STATE_DISCONNECTED);

	CU_ASSERT_EQUAL(pos.state, ZC_SINK_LOST);
	CU_ASSERT_EQUAL(pos.frames, 4300);
}

int __wrap_snd_pcm_mmap_begin(snd_pcm_t *pcm, const snd_pcm_channel_area_t **areas,
	snd_pcm_uframes_t *offset, snd_pcm_uframes_t *frames);
int
__wrap_snd_pcm_mmap_begin(snd_pcm_t *pcm, const snd_pcm_channel_area_t **areas,
	snd_pcm_uframes_t *offset, snd_pcm_uframes_t *frames)
{
	(void)pcm, (void)areas, (void)offset, (void)frames;
	return state == SND_PCM_STATE_SUSPENDED ? -ESTRPIPE : -ENODEV;
}

int __wrap_snd_pcm_start(snd_pcm_t *pcm);
int
__wrap_snd_pcm_start(snd_pcm_t *pcm)
{
	return __wrap_snd_pcm_mmap_begin(pcm, NULL, NULL, NULL);
}

/* After a suspend the stream is to be prepared again (EPIPE); after a disconnect it is lost. */
static void
suspended_is_not_lost(void)
{
	struct zc_sink_alsa s = { .base = {
					  .ops = &zc_sink_alsa_ops, .buffer_frames = BUFFER } };

	state = SND_PCM_STATE_SUSPENDED;
	CU_ASSERT_EQUAL(s.base.ops->commit(&s.base, 1), -EPIPE);
	CU_ASSERT_EQUAL(s.base.ops->start(&s.base, 0), -EPIPE);
	state = SND_PCM_STATE_DISCONNECTED;
	CU_ASSERT_EQUAL(s.base.ops->commit(&s.base, 1), -ENODEV);
	CU_ASSERT_EQUAL(s.base.ops->start(&s.base, 0), -ENODEV);
}

ZC_UNIT_MAIN("ALSA position", { "a card that ran dry has played all", dry_played_all },
	{ "a suspended card has played a part", suspended_played_a_part },
	{ "a lost device keeps its last position", keeps_last_position_when_lost },
	{ "a suspended card is not lost", suspended_is_not_lost })
