/* The simulated DAC: faults, DMA and clock, in a thread of normal priority; and its set-up. */
#include "pipeline/sink/sink_sim_open.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <unistd.h>

#include "pipeline/base/clock.h"
#include "pipeline/base/mbox.h"
#include "pipeline/base/rt_setup.h"
#include "pipeline/rt/sink_sim.h"
#include "pipeline/sink/sink_sim_wav.h"

#define PERIODS 10
/* Real time: how often the DMA moves on, and how long a delay of its thread it catches up with.
 * After a longer one its clock has stood still, so that a busy machine does not look like a fault of
 * the engine. */
#define TICK_NS (5 * 1000 * 1000ll)
#define CATCH_UP_TICKS 8
#define FAULTS_MAX 32

enum zc_dac_fault_kind { ZC_DAC_XRUN, ZC_DAC_STALL, ZC_DAC_UNPLUG, ZC_DAC_LATE };

struct zc_dac_fault {
	enum zc_dac_fault_kind kind;
	uint64_t at; /* frames played since the sink was opened */
	uint64_t frames;
};

struct zc_dac {
	struct zc_sim sim; /* first: a zc_sink is a zc_dac */
	pthread_t thread;
	bool thread_up;
	int ring_fd; /* owned; memfd */
	struct zc_sim_wav *wav; /* owned; NULL: nothing is kept */
	double ppm;
	uint64_t total; /* frames played since open, over all resets */
	int64_t played_to_ns; /* real time: up to when frames were played */
	uint64_t
		stall_left; /* how long it still stands still, in frames; UINT64_MAX: for ever */
	uint64_t late_until; /* the total at which a `late` fault ends; 0: none */
	struct zc_dac_fault faults[FAULTS_MAX];
	int fault_count, fault_next;
};

/* Reads the script, in order of frames; -EINVAL names the part that is wrong. NULL: none. */
static int
parse_script(struct zc_dac *d, const char *script, struct zc_err *err)
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
				"sim_script: unknown fault '%s'; the faults are xrun, stall, "
				"unplug and late",
				name);
		if (d->fault_count == FAULTS_MAX)
			return zc_fail(
				err, -EINVAL, "sim_script: more than %d faults", FAULTS_MAX);
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

/* Takes frames out of the ring, as the DMA does, and writes those of the payload to the file. */
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
	/* The ring is mapped twice, so up to one ring is always contiguous. */
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

/* Carries out the faults due at the current frame; true if one of them stops the DAC. */
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

/* Plays for the time of `frames` frames, as far as faults and appl_ptr allow. Returns the time that
 * passed, in frames. */
static uint64_t
run(struct zc_dac *d, uint64_t frames)
{
	struct zc_sim *m = &d->sim;
	uint64_t passed = 0;

	while (passed < frames) {
		uint64_t step = frames - passed;
		uint64_t hw = atomic_load_explicit(&m->hw, memory_order_relaxed);
		uint64_t appl = atomic_load_explicit(&m->appl, memory_order_acquire);
		/* If the frames being played are rewound, it runs dry. */
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

/* Stores the position for reads that do not ask the hardware. */
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

	/* Until the reported position gets there. */
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

	if (now - d->played_to_ns > CATCH_UP_TICKS * TICK_NS)
		d->played_to_ns = now - CATCH_UP_TICKS * TICK_NS;
	due = (uint64_t)((double)(now - d->played_to_ns) / 1e9 * rate_of(d));
	if (!due)
		return;
	due = run(d, due);
	d->played_to_ns += frames_ns(d, due);
	atomic_store_explicit(&m->clock_ns, d->played_to_ns, memory_order_release);
	if (!m->sink.period_wakeups)
		return;
	hw = atomic_load_explicit(&m->hw, memory_order_relaxed);
	past = hw % period;
	if (hw / period != before / period) {
		interrupt(d, hw - past, d->played_to_ns - frames_ns(d, past));
		if (zc_sim_reported(m, hw - past) >= atomic_load(&m->wake_at))
			wake_engine(d);
	}
	if (atomic_load(&m->state) != ZC_SINK_RUNNING)
		wake_engine(d);
}

/* The DAC's thread; arg is the zc_dac. */
static void *
dac_main(void *arg)
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
			/* Frames that were due before a pause are played. */
			if (ran && !m->sink.virtual_time &&
				atomic_load(&m->state) == ZC_SINK_PAUSED)
				run_real(d);
			ran = false;
			continue;
		}
		if (!ran)
			d->played_to_ns = zc_clock_now_ns();
		ran = true;
		if (m->sink.virtual_time)
			run_virtual(d);
		else
			run_real(d);
	}
	return NULL;
}

static const enum zc_sample samples[] = { ZC_U8, ZC_S16_LE, ZC_S24_3LE, ZC_S24_LE, ZC_S32_LE,
	ZC_FLOAT_LE, ZC_FLOAT64_LE };

void
zc_sink_sim_caps(struct zc_caps *caps)
{
	memset(caps, 0, sizeof(*caps));
	for (size_t i = 0; i < sizeof(samples) / sizeof(samples[0]); i++)
		caps->row[samples[i]] = (struct zc_caps_row){ .channels = UINT32_MAX,
			.rates = (1u << ZC_RATE_TABLE_LEN) - 1,
			.rate_min_hz = ZC_RATE_MIN_HZ,
			.rate_max_hz = ZC_RATE_MAX_HZ };
}

/* The longest ring up to the wanted length that is whole frames, whole pages and whole periods. */
static uint32_t
ring_frames(const struct zc_fmt *fmt, uint32_t ring_ms)
{
	uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE);
	uint64_t fb = zc_fmt_frame_bytes(fmt);
	uint64_t unit = page;
	uint64_t bytes = zc_sink_ring_frames(fmt, ring_ms) * fb;

	while (unit % (PERIODS * fb))
		unit += page;
	bytes -= bytes % unit;
	return (uint32_t)((bytes ? bytes : unit) / fb);
}

static int
map_ring(struct zc_dac *d, struct zc_err *err)
{
	struct zc_sink *s = &d->sim.sink;
	uint8_t silence = s->fmt.sample == ZC_U8 ? 0x80 : 0;
	uint8_t *at;

	d->ring_fd = memfd_create("zcaudiod-sim-ring", MFD_CLOEXEC);
	if (d->ring_fd < 0 || ftruncate(d->ring_fd, (off_t)s->ring_bytes))
		return zc_fail(err, -errno, "no memory for a simulated ring of %llu bytes: %s",
			(unsigned long long)s->ring_bytes, strerror(errno));
	at = mmap(NULL, 2 * s->ring_bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (at == MAP_FAILED)
		return zc_fail(err, -errno, "no address space for a simulated ring: %s",
			strerror(errno));
	s->ring = at;
	for (int i = 0; i < 2; i++) {
		if (mmap(at + (uint64_t)i * s->ring_bytes, s->ring_bytes,
			    PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED | MAP_POPULATE,
			    d->ring_fd, 0) == MAP_FAILED)
			return zc_fail(err, -errno, "a simulated ring cannot be mapped: %s",
				strerror(errno));
	}
	memset(s->ring, silence, s->ring_bytes);
	s->mirrored = true;
	return 0;
}

static void
sim_free(struct zc_sink *s)
{
	struct zc_dac *d = (struct zc_dac *)s;

	if (d->thread_up) {
		atomic_store(&d->sim.quit, true);
		zc_bell_ring(d->sim.kick_fd);
		pthread_join(d->thread, NULL);
	}
	zc_sim_wav_close(d->wav);
	if (s->ring)
		munmap(s->ring, 2 * s->ring_bytes);
	if (d->ring_fd >= 0)
		close(d->ring_fd);
	for (int i = 0; i < 3; i++) {
		int fd = i == 0 ? d->sim.kick_fd : i == 1 ? d->sim.wake_fd : d->sim.reset_fd;

		if (fd >= 0)
			close(fd);
	}
	free(d);
}

static void
describe(struct zc_dac *d, const struct zc_sink_conf *conf)
{
	struct zc_sink *s = &d->sim.sink;
	char fmt[ZC_FMT_STR_MAX];

	snprintf(s->name, sizeof(s->name), "sim");
	snprintf(s->about, sizeof(s->about),
		"simulated DAC, %s, ring asked %u ms, granted %u frames (%.0f ms), period %u, "
		"%s, %s clock",
		zc_fmt_str(&s->fmt, fmt),
		(unsigned int)(zc_sink_ring_frames(&s->fmt, conf->ring_ms) * 1000 /
			       s->fmt.rate_hz),
		s->buffer_frames, s->buffer_frames * 1000.0 / s->fmt.rate_hz, s->period_frames,
		s->period_wakeups ? "period wake-ups" : "wake-ups by deadline",
		s->virtual_time ? "virtual" : "real");
}

static int
set_up(struct zc_dac *d, const struct zc_sink_conf *conf, struct zc_err *err)
{
	struct zc_sink *s = &d->sim.sink;
	int ret;

	ret = parse_script(d, conf->sim_script, err);
	if (ret)
		return ret;
	d->sim.kick_fd = eventfd(0, EFD_CLOEXEC);
	d->sim.wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	d->sim.reset_fd = eventfd(0, EFD_CLOEXEC);
	if (d->sim.kick_fd < 0 || d->sim.wake_fd < 0 || d->sim.reset_fd < 0)
		return zc_fail(err, -errno, "eventfd: %s", strerror(errno));
	ret = map_ring(d, err);
	if (ret)
		return ret;
	if (conf->sim_file && conf->sim_file[0]) {
		d->wav = zc_sim_wav_open(conf->sim_file, &s->fmt, err);
		if (!d->wav)
			return err ? err->code : -EIO;
	}
	describe(d, conf);
	ret = zc_rt_thread(&d->thread, dac_main, d);
	if (ret)
		return zc_fail(err, ret, "the simulated DAC's thread cannot be started: %s",
			strerror(-ret));
	d->thread_up = true;
	return 0;
}

struct zc_sink *
zc_sink_sim_open(const struct zc_fmt *fmt, const struct zc_sink_conf *conf, struct zc_err *err)
{
	struct zc_caps caps;
	struct zc_dac *d;
	struct zc_sink *s;

	zc_sink_sim_caps(&caps);
	if (!zc_caps_accept(&caps, fmt)) {
		zc_fail(err, -EINVAL, "sim: the simulated DAC does not take %s",
			zc_sample_name(fmt->sample));
		return NULL;
	}
	d = calloc(1, sizeof(*d));
	if (!d) {
		zc_fail(err, -ENOMEM, "no memory for the simulated DAC");
		return NULL;
	}
	s = &d->sim.sink;
	s->ops = &zc_sink_sim_ops;
	s->free = sim_free;
	s->fmt = *fmt;
	s->frame_bytes = zc_fmt_frame_bytes(fmt);
	s->buffer_frames = ring_frames(fmt, conf->ring_ms);
	s->ring_bytes = (uint64_t)s->buffer_frames * s->frame_bytes;
	s->period_frames = s->buffer_frames / PERIODS;
	s->period_wakeups = conf->wakeups == ZC_WAKEUPS_PERIOD;
	s->virtual_time = conf->sim_virtual;
	s->can_pause = true;
	/* A memfd can always be pinned; a ring that cannot be is only claimed. */
	s->pin_probed = !conf->sim_pinnable;
	s->pin_errno = conf->sim_pinnable ? 0 : EFAULT;
	d->ppm = conf->sim_ppm;
	d->ring_fd = d->sim.kick_fd = d->sim.wake_fd = d->sim.reset_fd = -1;
	atomic_init(&d->sim.keep_to, UINT64_MAX);
	/* Not 0, which means no time. */
	atomic_init(&d->sim.clock_ns, ZC_NS_PER_S);
	if (set_up(d, conf, err)) {
		sim_free(s);
		return NULL;
	}
	return s;
}
