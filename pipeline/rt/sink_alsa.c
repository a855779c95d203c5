/* Drives an open sound card by mmap. Uses only calls of alsa-lib that read the mapped status page or
 * make one ioctl; none of them allocates or waits. Engine thread. */
#include "pipeline/rt/sink_alsa.h"

#include <errno.h>
#include <time.h>

#include <alsa/asoundlib.h>

#define NS_PER_S 1000000000ll

/* A period interrupt finds the position a little past the boundary, so whole periods ahead of it are
 * a little past one, too. A target within this part of a period means the boundary before it. */
#define EARLY_PART 16

static struct zc_sink_alsa *
of_base(struct zc_sink *base)
{
	return (struct zc_sink_alsa *)base;
}

static int64_t
now(struct zc_sink *base)
{
	struct timespec ts;

	(void)base;
	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * NS_PER_S + ts.tv_nsec;
}

static int64_t
frames_to_ns(int64_t frames, double rate_hz)
{
	return (int64_t)((double)frames * (double)NS_PER_S / rate_hz);
}

static enum zc_sink_state
state_of(struct zc_sink_alsa *s)
{
	switch (snd_pcm_state(s->pcm)) {
	case SND_PCM_STATE_OPEN:
	case SND_PCM_STATE_SETUP:
	case SND_PCM_STATE_PREPARED:
		return ZC_SINK_PREPARED;
	case SND_PCM_STATE_RUNNING:
	case SND_PCM_STATE_DRAINING:
		return ZC_SINK_RUNNING;
	case SND_PCM_STATE_PAUSED:
		return ZC_SINK_PAUSED;
	case SND_PCM_STATE_XRUN:
		return ZC_SINK_XRUN;
	case SND_PCM_STATE_SUSPENDED:
		/* The machine slept. A card that cannot resume starts again, as after an xrun. */
		if (!s->can_resume)
			return ZC_SINK_XRUN;
		s->calls++;
		return snd_pcm_resume(s->pcm) == 0 ? ZC_SINK_RUNNING : ZC_SINK_XRUN;
	default:
		return ZC_SINK_LOST;
	}
}

/* The driver's timestamp belongs to its position, unless it took none yet or the timestamp is from
 * an earlier start or another clock. */
static int64_t
tstamp_of(struct zc_sink_alsa *s, uint64_t frames, const snd_htimestamp_t *ts)
{
	int64_t ns = ts->tv_sec * NS_PER_S + ts->tv_nsec;
	int64_t now_ns = now(&s->base);

	if (ns >= s->start_ns && ns <= now_ns)
		return ns;
	return frames == s->start_frames && s->start_ns ? s->start_ns : now_ns;
}

static int
position(struct zc_sink *base, bool fresh, struct zc_hw_pos *pos)
{
	struct zc_sink_alsa *s = of_base(base);
	snd_pcm_uframes_t avail = base->buffer_frames;
	snd_htimestamp_t ts = { 0 };
	bool dry;
	int calls, err;

	pos->state = state_of(s);
	if (pos->state == ZC_SINK_RUNNING && fresh) {
		s->calls++;
		snd_pcm_hwsync(s->pcm);
		pos->state = state_of(s);
	}
	/* After a suspend the ring still holds what was not played. */
	dry = pos->state == ZC_SINK_XRUN && snd_pcm_state(s->pcm) != SND_PCM_STATE_SUSPENDED;
	if (!dry && pos->state != ZC_SINK_LOST) {
		err = snd_pcm_htimestamp(s->pcm, &avail, &ts);
		dry = err == -EPIPE;
		if (dry)
			pos->state = ZC_SINK_XRUN;
		else if (err < 0)
			pos->state = ZC_SINK_LOST;
	}
	if (s->status_is_call)
		s->calls += 3;
	calls = (int)s->calls;
	s->calls = 0;
	/* In an xrun everything committed was played. */
	if (dry || avail > base->buffer_frames)
		avail = base->buffer_frames;
	/* A card that is gone does not report how far it got. */
	if (pos->state != ZC_SINK_LOST)
		s->reported_frames = s->committed_frames - (base->buffer_frames - avail);
	pos->frames = s->reported_frames;
	pos->tstamp_ns = tstamp_of(s, pos->frames, &ts);
	return calls;
}

/* After a suspend a stream has to be prepared again, as after an xrun. */
static int
stopped(int err)
{
	return err == -ESTRPIPE ? -EPIPE : err;
}

static int
commit(struct zc_sink *base, uint32_t frames)
{
	struct zc_sink_alsa *s = of_base(base);

	while (frames) {
		const snd_pcm_channel_area_t *areas;
		snd_pcm_uframes_t offset, n = frames;
		snd_pcm_sframes_t done;
		int err = snd_pcm_mmap_begin(s->pcm, &areas, &offset, &n);

		if (err < 0)
			return stopped(err);
		if (n == 0)
			return -ENOSPC;
		done = snd_pcm_mmap_commit(s->pcm, offset, n);
		if (done < 0)
			return stopped((int)done);
		s->calls += s->commit_is_call;
		s->committed_frames += (uint64_t)done;
		frames -= (uint32_t)done;
	}
	return 0;
}

static int
rewind_frames(struct zc_sink *base, uint32_t frames)
{
	struct zc_sink_alsa *s = of_base(base);
	snd_pcm_sframes_t done = snd_pcm_rewind(s->pcm, frames);
	int err;

	s->calls++;
	if (done < 0)
		return (int)done;
	s->committed_frames -= (uint64_t)done;
	if ((uint32_t)done == frames)
		return 0;
	/* The card played on meanwhile. All or nothing: undo the part that was rewound. */
	err = commit(base, (uint32_t)done);
	return err < 0 ? err : -ERANGE;
}

static int
start(struct zc_sink *base, uint32_t lead_in_frames)
{
	struct zc_sink_alsa *s = of_base(base);

	(void)lead_in_frames;
	s->start_ns = now(base);
	s->start_frames = 0;
	return stopped(snd_pcm_start(s->pcm));
}

static int
pause_playing(struct zc_sink *base, bool on)
{
	struct zc_sink_alsa *s = of_base(base);
	struct zc_hw_pos pos;

	if (!on) {
		s->calls += (uint32_t)position(base, false, &pos);
		s->start_ns = now(base);
		s->start_frames = pos.frames;
	}
	return snd_pcm_pause(s->pcm, on);
}

static int
reset(struct zc_sink *base)
{
	struct zc_sink_alsa *s = of_base(base);
	int err;

	snd_pcm_drop(s->pcm);
	err = snd_pcm_prepare(s->pcm);
	if (err < 0)
		return err;
	s->committed_frames = s->reported_frames = 0;
	s->start_ns = 0;
	return 0;
}

/* Makes the descriptor readable at the first period boundary at which `frames` are played. alsa-lib
 * writes avail_min into the mapped control page: no system call, except on cards where a commit
 * takes one too. */
static int
set_avail_min(struct zc_sink_alsa *s, uint64_t frames)
{
	uint64_t left = s->committed_frames > frames ? s->committed_frames - frames : 0;
	uint32_t avail_min;

	if (left >= s->base.buffer_frames)
		left = s->base.buffer_frames - 1;
	avail_min = s->base.buffer_frames - (uint32_t)left;
	if (avail_min == s->avail_min_frames)
		return 0;
	s->avail_min_frames = avail_min;
	s->calls += s->commit_is_call;
	snd_pcm_sw_params_set_avail_min(s->pcm, s->sw, avail_min);
	return snd_pcm_sw_params(s->pcm, s->sw);
}

static void
arm(struct zc_sink *base, uint64_t frames, const struct zc_hw_pos *pos, double rate_hz,
	struct zc_wait *w)
{
	struct zc_sink_alsa *s = of_base(base);
	uint64_t left = s->committed_frames - pos->frames;
	uint32_t early = base->period_frames / EARLY_PART;
	bool due = frames <= pos->frames;
	int64_t at_ns;

	/* Something is due, but the engine cannot do it yet, or it would not wait. The descriptor
	 * would be ready at once, again and again; so wake after a part of what is left instead. */
	if (due)
		frames = pos->frames + left / 4 + base->fmt.rate_hz / 1000;
	else if (base->period_wakeups && w->nfds < ZC_WAIT_FDS_MAX &&
		 set_avail_min(s, frames - pos->frames > early ? frames - early : frames) ==
			 0) {
		w->fds[w->nfds++] = (struct pollfd){ .fd = s->fd, .events = POLLOUT };
		return;
	}
	at_ns = pos->tstamp_ns + frames_to_ns((int64_t)(frames - pos->frames), rate_hz);
	if (at_ns < w->deadline_ns) {
		w->deadline_ns = at_ns;
		w->planned = true;
	}
}

static int
woke(struct zc_sink *base, const struct pollfd *fd)
{
	(void)base, (void)fd;
	return 0;
}

const struct zc_sink_ops zc_sink_alsa_ops = {
	.now = now,
	.position = position,
	.commit = commit,
	.rewind = rewind_frames,
	.start = start,
	.pause = pause_playing,
	.reset = reset,
	.arm = arm,
	.woke = woke,
};
