#include "pipeline/sink/sink_sim_dac.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "pipeline/base/clock.h"
#include "pipeline/base/mbox.h"

/* Real time: how often the DMA moves on, and how much of a delay of this thread it makes good;
 * beyond that its clock has stood still, since a busy machine is no fault of the one that is
 * tested. */
#define TICK_NS (5 * 1000 * 1000ll)
#define CATCH_UP_TICKS 8

int
zc_dac_parse_script(struct zc_dac *d, const char *script, struct zc_err *err)
{
	static const char *const kinds[] = { "xrun", "stall", "unplug", "late" };
	char text[512], *save = NULL;

	snprintf(text, sizeof(text), "%s", script ? script : "");
	for (char *part = strtok_r(text, ", ", &save); part;
		part = strtok_r(NULL, ", ", &save)) {
		struct zc_dac_fault f = { 0 };
		unsigned long long at, frames = 0;
		char name[16];
		size_t k;

		if (sscanf(part, "%15[a-z]@%llu:%llu", name, &at, &frames) < 2)
			return zc_fail(err, -EINVAL,
				"sim_script: '%s' is not of the form KIND@FRAME[:FRAMES]",
				part);
		for (k = 0; k < 4 && strcmp(name, kinds[k]); k++)
			;
		if (k == 4)
			return zc_fail(err, -EINVAL,
				"sim_script: unknown fault '%s'; there are xrun, stall, unplug "
				"and late",
				name);
		if (d->fault_count == ZC_DAC_FAULTS_MAX)
			return zc_fail(err, -EINVAL, "sim_script: more than %d faults",
				ZC_DAC_FAULTS_MAX);
		f.kind = (enum zc_dac_fault_kind)k;
		f.at = at;
		f.frames = frames;
		if (d->fault_count && d->faults[d->fault_count - 1].at > f.at)
			return zc_fail(err, -EINVAL,
				"sim_script: '%s' comes after a later frame", part);
		d->faults[d->fault_count++] = f;
	}
	return 0;
}

static double
rate_of(const struct zc_dac *d)
{
	return d->sim.sink.fmt.rate_hz * (1 + d->ppm / 1e6);
}

/* Takes frames out of the ring, as the DMA does, and keeps what is payload. */
static void
play(struct zc_dac *d, uint64_t frames)
{
	struct zc_sim *m = &d->sim;
	const struct zc_sink *s = &m->sink;
	uint64_t hw = atomic_load_explicit(&m->hw, memory_order_relaxed);
	uint64_t from = atomic_load_explicit(&m->keep_from, memory_order_relaxed);
	uint64_t to = atomic_load_explicit(&m->keep_to, memory_order_acquire);
	uint64_t end = hw + frames;

	from = from > hw ? from : hw;
	to = to < end ? to : end;
	/* The ring is mapped twice, so less than one ring is always one piece. */
	if (d->wav && from < to)
		zc_sim_wav_write(d->wav, s->ring + from % s->buffer_frames * s->frame_bytes,
			(to - from) * s->frame_bytes);
	d->total += frames;
	atomic_store_explicit(&m->hw, end, memory_order_release);
}

static void
wake_engine(struct zc_dac *d)
{
	zc_bell_ring(d->sim.wake_fd);
}

static void
set_state(struct zc_dac *d, enum zc_sink_state state)
{
	uint32_t running = ZC_SINK_RUNNING;

	atomic_compare_exchange_strong(&d->sim.state, &running, state);
	if (d->wav && state != ZC_SINK_PAUSED)
		zc_sim_wav_flush(d->wav);
}

/* Carries out the faults that are due at the current frame; true if one of them ends the run.
 */
static bool
faults_due(struct zc_dac *d)
{
	while (d->fault_next < d->fault_count && d->faults[d->fault_next].at <= d->total) {
		const struct zc_dac_fault *f = &d->faults[d->fault_next++];

		switch (f->kind) {
		case ZC_DAC_XRUN:
			set_state(d, ZC_SINK_XRUN);
			return true;
		case ZC_DAC_UNPLUG:
			set_state(d, ZC_SINK_LOST);
			return true;
		case ZC_DAC_STALL:
			d->stall_left = f->frames ? f->frames : UINT64_MAX;
			break;
		case ZC_DAC_LATE:
			d->late_until = d->total + d->sim.sink.fmt.rate_hz;
			atomic_store_explicit(&d->sim.late_by, f->frames, memory_order_relaxed);
			break;
		}
	}
	if (d->late_until && d->total >= d->late_until) {
		d->late_until = 0;
		atomic_store_explicit(&d->sim.late_by, 0, memory_order_relaxed);
	}
	return false;
}

/* Plays the time of `frames` frames, minding faults and what is committed. Returns the frames
 * of time that passed. */
static uint64_t
run(struct zc_dac *d, uint64_t frames)
{
	struct zc_sim *m = &d->sim;
	uint64_t passed = 0;

	while (passed < frames) {
		uint64_t step = frames - passed;
		uint64_t hw = atomic_load_explicit(&m->hw, memory_order_relaxed);
		uint64_t appl = atomic_load_explicit(&m->appl, memory_order_acquire);
		/* A rewind may come while it plays what is rewound: then it ran dry. */
		uint64_t ready = appl > hw ? appl - hw : 0;

		if (faults_due(d))
			return passed;
		if (d->stall_left) {
			step = step < d->stall_left ? step : d->stall_left;
			if (d->stall_left != UINT64_MAX)
				d->stall_left -= step;
			passed += step;
			continue;
		}
		if (d->fault_next < d->fault_count &&
			d->faults[d->fault_next].at - d->total < step)
			step = d->faults[d->fault_next].at - d->total;
		if (step > ready)
			step = ready;
		if (!step) {
			set_state(d, ZC_SINK_XRUN);
			return passed;
		}
		play(d, step);
		passed += step;
	}
	return passed;
}

static void
reset(struct zc_dac *d, uint32_t resets)
{
	struct zc_sim *m = &d->sim;

	if (atomic_load(&m->state) != ZC_SINK_LOST)
		atomic_store(&m->state, ZC_SINK_PREPARED);
	atomic_store_explicit(&m->irq_hw, 0, memory_order_relaxed);
	atomic_store_explicit(&m->hw, 0, memory_order_release);
	if (d->wav)
		zc_sim_wav_flush(d->wav);
	atomic_store_explicit(&m->resets_done, resets, memory_order_release);
	zc_bell_ring(m->reset_fd);
}

/* Leaves behind the position that the engine finds without asking the hardware. */
static void
interrupt(struct zc_dac *d, uint64_t frame, int64_t ns)
{
	atomic_store_explicit(&d->sim.irq_ns, ns, memory_order_relaxed);
	atomic_store(&d->sim.irq_hw, frame);
}

static int64_t
frames_ns(const struct zc_dac *d, uint64_t frames)
{
	return (int64_t)((double)frames / rate_of(d) * 1e9);
}

static void
run_virtual(struct zc_dac *d)
{
	struct zc_sim *m = &d->sim;
	uint64_t run_to = atomic_load_explicit(&m->run_to, memory_order_acquire);
	uint64_t hw = atomic_load_explicit(&m->hw, memory_order_relaxed);
	uint64_t period = m->sink.period_frames;
	int64_t now;

	/* Until the position that is reported gets there. */
	if (run_to)
		run_to += atomic_load_explicit(&m->late_by, memory_order_relaxed);
	if (m->sink.period_wakeups)
		run_to = (run_to + period - 1) / period * period;
	if (run_to <= hw)
		return;
	now = atomic_load_explicit(&m->clock_ns, memory_order_relaxed) +
	      frames_ns(d, run(d, run_to - hw));
	atomic_store_explicit(&m->clock_ns, now, memory_order_release);
	atomic_store_explicit(&m->run_to, 0, memory_order_relaxed);
	interrupt(d, atomic_load_explicit(&m->hw, memory_order_relaxed), now);
	wake_engine(d);
}

static void
run_real(struct zc_dac *d)
{
	struct zc_sim *m = &d->sim;
	int64_t now = zc_clock_now_ns();
	uint64_t period = m->sink.period_frames;
	uint64_t before = atomic_load_explicit(&m->hw, memory_order_relaxed);
	uint64_t hw, due, past;

	if (now - d->rested_ns > CATCH_UP_TICKS * TICK_NS)
		d->rested_ns = now - CATCH_UP_TICKS * TICK_NS;
	due = (uint64_t)((double)(now - d->rested_ns) / 1e9 * rate_of(d));
	if (!due)
		return;
	due = run(d, due);
	d->rested_ns += frames_ns(d, due);
	atomic_store_explicit(&m->clock_ns, d->rested_ns, memory_order_release);
	if (!m->sink.period_wakeups)
		return;
	hw = atomic_load_explicit(&m->hw, memory_order_relaxed);
	past = hw % period;
	if (hw / period != before / period) {
		interrupt(d, hw - past, d->rested_ns - frames_ns(d, past));
		if (zc_sim_reported(m, hw - past) >= atomic_load(&m->wake_at))
			wake_engine(d);
	}
	if (atomic_load(&m->state) != ZC_SINK_RUNNING)
		wake_engine(d);
}

void *
zc_dac_main(void *arg)
{
	struct zc_dac *d = arg;
	struct zc_sim *m = &d->sim;
	bool ran = false;

	pthread_setname_np(pthread_self(), "zc-sim-dac");
	while (!atomic_load(&m->quit)) {
		struct pollfd fd = { .fd = m->kick_fd, .events = POLLIN };
		bool ticks = !m->sink.virtual_time && atomic_load(&m->state) == ZC_SINK_RUNNING;
		uint32_t resets;

		if (poll(&fd, 1, ticks ? (int)(TICK_NS / 1000000) : -1) > 0)
			zc_bell_clear(m->kick_fd);
		resets = atomic_load_explicit(&m->resets, memory_order_acquire);
		if (resets != atomic_load_explicit(&m->resets_done, memory_order_relaxed))
			reset(d, resets);
		if (atomic_load_explicit(&m->state, memory_order_acquire) != ZC_SINK_RUNNING) {
			/* What was due before a pause is played. */
			if (ran && !m->sink.virtual_time &&
				atomic_load(&m->state) == ZC_SINK_PAUSED)
				run_real(d);
			ran = false;
			continue;
		}
		if (!ran)
			d->rested_ns = zc_clock_now_ns();
		ran = true;
		if (m->sink.virtual_time)
			run_virtual(d);
		else
			run_real(d);
	}
	return NULL;
}
