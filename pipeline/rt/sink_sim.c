/* The engine's side of the simulated DAC: atomics and eventfds, no samples. It refuses what
 * alsa-lib and the kernel refuse. Engine thread; realtime. */
#include "pipeline/rt/sink_sim.h"

#include <errno.h>

#include "pipeline/base/clock.h"
#include "pipeline/base/mbox.h"

static struct zc_sim *
sim_of(struct zc_sink *s)
{
	return (struct zc_sim *)s;
}

uint64_t
zc_sim_reported(const struct zc_sim *m, uint64_t hw)
{
	uint64_t late = atomic_load_explicit(&m->late_by, memory_order_relaxed);

	return hw > late ? hw - late : 0;
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

	pos->state = (enum zc_sink_state)atomic_load_explicit(&m->state, memory_order_acquire);
	if (fresh || pos->state != ZC_SINK_RUNNING) {
		m->synced_hw = atomic_load_explicit(&m->hw, memory_order_acquire);
		m->synced_ns = atomic_load_explicit(&m->clock_ns, memory_order_acquire);
	} else if (atomic_load_explicit(&m->irq_hw, memory_order_acquire) > m->synced_hw) {
		m->synced_hw = atomic_load_explicit(&m->irq_hw, memory_order_acquire);
		m->synced_ns = atomic_load_explicit(&m->irq_ns, memory_order_acquire);
	}
	pos->frames = zc_sim_reported(m, m->synced_hw);
	pos->tstamp_ns = m->synced_ns;
	if (pos->frames > m->reported_frames)
		m->reported_frames = pos->frames;
	return 0;
}

/* The error that alsa-lib returns for a stream that stopped by itself. */
static int
stopped_error(const struct zc_sim *m)
{
	switch (atomic_load_explicit(&m->state, memory_order_acquire)) {
	case ZC_SINK_XRUN:
		return -EPIPE;
	case ZC_SINK_LOST:
		return -ENODEV;
	default:
		return 0;
	}
}

static int
sim_commit(struct zc_sink *s, uint32_t frames)
{
	struct zc_sim *m = sim_of(s);
	uint64_t appl = atomic_load_explicit(&m->appl, memory_order_relaxed);
	int err = stopped_error(m);

	if (err)
		return err;
	if (appl + frames > m->reported_frames + s->buffer_frames)
		return -ENOSPC;
	atomic_store_explicit(&m->appl, appl + frames, memory_order_release);
	return 0;
}

static int
sim_rewind(struct zc_sink *s, uint32_t frames)
{
	struct zc_sim *m = sim_of(s);
	uint64_t appl = atomic_load_explicit(&m->appl, memory_order_relaxed);
	int err = stopped_error(m);

	if (err)
		return err;
	if (appl - atomic_load_explicit(&m->hw, memory_order_acquire) < frames)
		return -ERANGE;
	atomic_store_explicit(&m->appl, appl - frames, memory_order_release);
	return 0;
}

static int
sim_start(struct zc_sink *s, uint32_t lead_in_frames)
{
	struct zc_sim *m = sim_of(s);

	switch (atomic_load_explicit(&m->state, memory_order_acquire)) {
	case ZC_SINK_LOST:
		return -ENODEV;
	case ZC_SINK_PREPARED:
		break;
	default:
		return -EBADFD;
	}
	/* The kernel refuses to start a playback that would run dry at once. */
	if (!atomic_load_explicit(&m->appl, memory_order_relaxed))
		return -EPIPE;
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

	if (!s->can_pause)
		return -ENOSYS;

	/* The DAC's thread may meet an xrun at the same moment; then there is nothing to pause. */
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
	/* Like snd_pcm_drop, it returns when the DMA has stopped. */
	while (atomic_load_explicit(&m->resets_done, memory_order_acquire) !=
		atomic_load_explicit(&m->resets, memory_order_relaxed))
		zc_bell_clear(m->reset_fd);
	atomic_store_explicit(&m->appl, 0, memory_order_relaxed);
	m->synced_hw = m->reported_frames = 0;
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
	if (s->virtual_time) {
		atomic_store_explicit(&m->run_to, frames, memory_order_release);
		zc_bell_ring(m->kick_fd);
		return;
	}
	/* Stored before irq_hw is read, as the DAC stores irq_hw before it reads wake_at: one
	 * of the two sees that the frame is reached. */
	atomic_store(&m->wake_at, frames);
	if (zc_sim_reported(m, atomic_load(&m->irq_hw)) >= frames)
		zc_bell_ring(m->wake_fd);
}

static int
sim_woke(struct zc_sink *s, const struct pollfd *fd)
{
	/* Like a sound card, it leaves other descriptors alone. */
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
