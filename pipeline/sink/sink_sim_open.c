/* Makes the simulated DAC: its ring, its script, its thread; the DMA is sink_sim_dac.c. */
#include "pipeline/sink/sink_sim_open.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <unistd.h>

#include "pipeline/base/clock.h"
#include "pipeline/base/mbox.h"
#include "pipeline/base/rt_setup.h"
#include "pipeline/sink/sink_sim_dac.h"

#define PERIODS 10

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

/* The nearest ring below the wanted length that is whole frames, whole pages and periods.
 */
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

	ret = zc_dac_parse_script(d, conf->sim_script, err);
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
	ret = zc_rt_thread(&d->thread, zc_dac_main, d);
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
	/* A memfd can be pinned; a ring that cannot is played by saying so. */
	s->pin_probed = !conf->sim_pinnable;
	s->pin_errno = conf->sim_pinnable ? 0 : EFAULT;
	d->ppm = conf->sim_ppm;
	d->ring_fd = d->sim.kick_fd = d->sim.wake_fd = d->sim.reset_fd = -1;
	atomic_init(&d->sim.keep_to, UINT64_MAX);
	/* Not 0, which stands for "no time". */
	atomic_init(&d->sim.clock_ns, ZC_NS_PER_S);
	if (set_up(d, conf, err)) {
		sim_free(s);
		return NULL;
	}
	return s;
}
