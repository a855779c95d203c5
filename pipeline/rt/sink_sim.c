/* The engine's side of the simulated DAC: atomics and bells, no samples. Engine thread;
 * realtime. */
#include "pipeline/rt/sink_sim.h"

#include <errno.h>

#include "pipeline/base/clock.h"
#include "pipeline/base/mbox.h"

static struct zc_sim *
sim_of(struct zc_sink *s)
{
	return (struct zc_sim *)s;
}

static int64_t
sim_now(struct zc_sink *s)
{
	if (s->virtual_time)
		return atomic_load_explicit(&sim_of(s)->clock_ns, memory_order_acquire);
	return zc_clock_now_ns();
}

static int
sim_position(struct zc_sink *s, bool fresh, struct zc_hw_pos *pos)
{
	struct zc_sim *m = sim_of(s);
	uint64_t late = atomic_load_explicit(&m->late_by, memory_order_relaxed);

	(void)fresh;
	pos->state = (enum zc_sink_state)atomic_load_explicit(&m->state, memory_order_acquire);
	pos->frames = atomic_load_explicit(&m->hw, memory_order_acquire);
	pos->tstamp_ns = atomic_load_explicit(&m->clock_ns, memory_order_acquire);
	pos->frames -= late < pos->frames ? late : pos->frames;
	return 0;
}

static int
sim_commit(struct zc_sink *s, uint32_t frames)
{
	struct zc_sim *m = sim_of(s);

	switch (atomic_load_explicit(&m->state, memory_order_acquire)) {
	case ZC_SINK_XRUN:
		return -EPIPE;
	case ZC_SINK_LOST:
		return -ENODEV;
	default:
		break;
	}
	atomic_store_explicit(&m->appl,
		atomic_load_explicit(&m->appl, memory_order_relaxed) + frames,
		memory_order_release);
	return 0;
}

static int
sim_rewind(struct zc_sink *s, uint32_t frames)
{
	struct zc_sim *m = sim_of(s);
	uint64_t appl = atomic_load_explicit(&m->appl, memory_order_relaxed);

	if (appl - atomic_load_explicit(&m->hw, memory_order_acquire) < frames)
		return -EINVAL;
	atomic_store_explicit(&m->appl, appl - frames, memory_order_release);
	return 0;
}

static int
sim_start(struct zc_sink *s, uint32_t lead_in_frames)
{
	struct zc_sim *m = sim_of(s);

	if (atomic_load_explicit(&m->state, memory_order_acquire) == ZC_SINK_LOST)
		return -ENODEV;
	atomic_store_explicit(&m->keep_from, lead_in_frames, memory_order_relaxed);
	atomic_store_explicit(&m->run_to, 0, memory_order_relaxed);
	if (!s->virtual_time)
		atomic_store_explicit(&m->clock_ns, zc_clock_now_ns(), memory_order_release);
	atomic_store_explicit(&m->state, ZC_SINK_RUNNING, memory_order_release);
	zc_bell_ring(m->kick_fd);
	return 0;
}

static int
sim_pause(struct zc_sink *s, bool on)
{
	struct zc_sim *m = sim_of(s);
	uint32_t from = on ? ZC_SINK_RUNNING : ZC_SINK_PAUSED;

	/* The DAC's thread may find an xrun at the same moment; then there is nothing to pause.
	 */
	if (!atomic_compare_exchange_strong(
		    &m->state, &from, on ? ZC_SINK_PAUSED : ZC_SINK_RUNNING))
		return -EBADFD;
	zc_bell_ring(m->kick_fd);
	return 0;
}

static int
sim_reset(struct zc_sink *s)
{
	struct zc_sim *m = sim_of(s);

	if (atomic_load_explicit(&m->state, memory_order_acquire) == ZC_SINK_LOST)
		return -ENODEV;
	atomic_fetch_add_explicit(&m->resets, 1, memory_order_release);
	zc_bell_ring(m->kick_fd);
	/* As the real drop does, this returns when the DMA has stopped. */
	while (atomic_load_explicit(&m->resets_done, memory_order_acquire) !=
		atomic_load_explicit(&m->resets, memory_order_relaxed))
		zc_bell_clear(m->reset_fd);
	atomic_store_explicit(&m->appl, 0, memory_order_relaxed);
	return 0;
}

static void
sim_payload_end(struct zc_sink *s, uint64_t frame)
{
	atomic_store_explicit(&sim_of(s)->keep_to, frame, memory_order_release);
}

static void
sim_arm(struct zc_sink *s, uint64_t frames, const struct zc_hw_pos *pos, double rate_hz,
	struct zc_wait *w)
{
	struct zc_sim *m = sim_of(s);

	if (!s->virtual_time && !s->period_wakeups) {
		w->deadline_ns =
			pos->tstamp_ns +
			(int64_t)((double)(int64_t)(frames - pos->frames) / rate_hz * 1e9);
		w->planned = true;
		return;
	}
	w->fds[w->nfds++] = (struct pollfd){ .fd = m->wake_fd, .events = POLLIN };
	atomic_store_explicit(&m->wake_at, frames, memory_order_release);
	if (s->virtual_time) {
		atomic_store_explicit(&m->run_to, frames, memory_order_release);
		zc_bell_ring(m->kick_fd);
	}
}

static int
sim_woke(struct zc_sink *s, const struct pollfd *fd)
{
	/* Like a sound card, it has no business with other descriptors. */
	if (fd->fd != sim_of(s)->wake_fd)
		return 0;
	zc_bell_clear(fd->fd);
	return 1;
}

const struct zc_sink_ops zc_sink_sim_ops = {
	.now = sim_now,
	.position = sim_position,
	.commit = sim_commit,
	.rewind = sim_rewind,
	.start = sim_start,
	.pause = sim_pause,
	.reset = sim_reset,
	.payload_end = sim_payload_end,
	.arm = sim_arm,
	.woke = sim_woke,
};
