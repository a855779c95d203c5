/* Opens a sound card: negotiates format and ring with the driver, maps the ring, fills it with
 * silence. */
#include "pipeline/sink/sink_alsa_open.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <alsa/asoundlib.h>

#include "pipeline/sink/device_alsa.h"
#include "pipeline/rt/sink_alsa.h"
#include "pipeline/sink/sink_alsa_map.h"

/* Cards read ahead of what they play: a FIFO on PCI, some milliseconds in flight on USB. */
#define TAIL_MS 50
#define PERIODS_MAX 64 /* HDA takes 32 */
/* A track's end is noticed at the next period boundary, so periods are not longer. */
#define PERIOD_MAX_MS 200

/* The ring to ask the driver for, in frames. */
struct wish {
	uint32_t ring_frames;
	uint32_t periods;
	uint32_t page_frames; /* the fewest frames that are whole pages */
	bool wakeups;
};

static uint32_t
gcd(uint32_t a, uint32_t b)
{
	while (b) {
		uint32_t rest = a % b;

		a = b;
		b = rest;
	}
	return a;
}

static int
set_format(snd_pcm_t *pcm, snd_pcm_hw_params_t *p, const char *name, const struct zc_fmt *fmt,
	struct zc_err *err)
{
	char asked[ZC_FMT_STR_MAX], accepted[200];
	struct zc_caps caps;

	if (snd_pcm_hw_params_any(pcm, p) == 0 &&
		snd_pcm_hw_params_set_access(pcm, p, SND_PCM_ACCESS_MMAP_INTERLEAVED) < 0)
		return zc_fail(err, -EINVAL,
			"%s: its memory cannot be mapped interleaved, as this program needs",
			name);
	if (snd_pcm_hw_params_set_format(pcm, p, zc_alsa_format(fmt->sample)) == 0 &&
		snd_pcm_hw_params_set_channels(pcm, p, fmt->channels) == 0 &&
		snd_pcm_hw_params_set_rate(pcm, p, fmt->rate_hz, 0) == 0)
		return 0;
	zc_alsa_caps(pcm, &caps);
	return zc_fail(err, -EINVAL, "%s: does not take %s; it takes %s", name,
		zc_fmt_str(fmt, asked), zc_alsa_caps_str(&caps, accepted, sizeof(accepted)));
}

static void
make_wish(struct wish *wish, snd_pcm_hw_params_t *p, const struct zc_fmt *fmt,
	const struct zc_sink_conf *conf)
{
	uint32_t page_bytes = (uint32_t)sysconf(_SC_PAGESIZE);
	uint64_t frames = zc_sink_ring_frames(fmt, conf->ring_ms);
	uint64_t tens_frames = (uint64_t)fmt->rate_hz * PERIOD_MAX_MS / 100;
	uint64_t period_frames = (uint64_t)fmt->rate_hz * conf->period_ms / 1000;
	snd_pcm_uframes_t most;

	if (snd_pcm_hw_params_get_buffer_size_max(p, &most) == 0 && frames > most)
		frames = most;
	wish->page_frames = page_bytes / gcd(page_bytes, zc_fmt_frame_bytes(fmt));
	wish->ring_frames = frames > wish->page_frames ? (uint32_t)frames : wish->page_frames;
	wish->wakeups = conf->wakeups == ZC_WAKEUPS_PERIOD ||
			(conf->wakeups == ZC_WAKEUPS_AUTO &&
				!snd_pcm_hw_params_can_disable_period_wakeup(p));
	/* The number of periods only matters where their interrupts wake the engine. Tens, so that
	 * its chunk of two fifths is whole periods; avail_min skips those in between. */
	wish->periods = 2;
	if (wish->wakeups)
		wish->periods = (uint32_t)((frames + tens_frames - 1) / tens_frames) * 10;
	if (period_frames)
		wish->periods = (uint32_t)((frames + period_frames / 2) / period_frames);
	if (wish->periods < 2)
		wish->periods = 2;
	if (wish->periods > PERIODS_MAX)
		wish->periods = PERIODS_MAX;
}

static int
try_ring(snd_pcm_t *pcm, const snd_pcm_hw_params_t *fixed, const struct wish *wish,
	snd_pcm_uframes_t buffer, snd_pcm_uframes_t period, snd_pcm_hw_params_t *p)
{
	int err;

	snd_pcm_hw_params_copy(p, fixed);
	err = snd_pcm_hw_params_set_buffer_size(pcm, p, buffer);
	if (err == 0)
		err = snd_pcm_hw_params_set_period_size(pcm, p, period, 0);
	if (err == 0 && !wish->wakeups && snd_pcm_hw_params_can_disable_period_wakeup(p))
		err = snd_pcm_hw_params_set_period_wakeup(pcm, p, 0);
	return err < 0 ? err : snd_pcm_hw_params(pcm, p);
}

/* Tries rings of whole pages and whole periods, from the wanted length downwards; for each the wanted
 * number of periods, then more (the driver limits their length), then fewer. */
static int
settle_ring(snd_pcm_t *pcm, const snd_pcm_hw_params_t *fixed, const struct wish *wish,
	snd_pcm_hw_params_t *p)
{
	uint32_t least = wish->page_frames;

	for (uint32_t ring = wish->ring_frames; ring >= least;
		ring -= ring / 16 > least ? ring / 16 : least)
		for (uint32_t i = 0; i <= PERIODS_MAX; i++) {
			uint32_t periods = wish->periods + i;
			uint32_t step, period;

			if (periods > PERIODS_MAX)
				periods = PERIODS_MAX - i;
			if (periods < 1)
				continue;
			step = least / gcd(least, periods);
			period = ring / periods / step * step;
			if (period &&
				try_ring(pcm, fixed, wish, (snd_pcm_uframes_t)period * periods,
					period, p) == 0)
				return 0;
		}
	return -EINVAL;
}

/* For cards with a fixed ring: the nearest that the driver grants. */
static int
settle_any(snd_pcm_t *pcm, const snd_pcm_hw_params_t *fixed, const struct wish *wish,
	snd_pcm_hw_params_t *p)
{
	snd_pcm_uframes_t buffer = wish->ring_frames, period;
	int err;

	snd_pcm_hw_params_copy(p, fixed);
	err = snd_pcm_hw_params_set_buffer_size_near(pcm, p, &buffer);
	period = buffer / wish->periods;
	if (err == 0)
		err = snd_pcm_hw_params_set_period_size_near(pcm, p, &period, NULL);
	return err < 0 ? err : snd_pcm_hw_params(pcm, p);
}

static int
settle(snd_pcm_t *pcm, struct zc_sink_alsa *s, const struct zc_sink_conf *conf,
	struct zc_err *err)
{
	const struct zc_fmt *fmt = &s->base.fmt;
	snd_pcm_hw_params_t *fixed, *p;
	unsigned int num = 0, den = 1;
	snd_pcm_uframes_t buffer, period;
	struct wish wish;
	int result;

	snd_pcm_hw_params_alloca(&fixed);
	snd_pcm_hw_params_alloca(&p);
	result = set_format(pcm, fixed, s->base.name, fmt, err);
	if (result < 0)
		return result;
	make_wish(&wish, fixed, fmt, conf);
	if (settle_ring(pcm, fixed, &wish, p) < 0) {
		result = settle_any(pcm, fixed, &wish, p);
		if (result < 0)
			return zc_fail(err, result,
				"%s: the driver grants no ring: %s; try a smaller ring_ms",
				s->base.name, snd_strerror(result));
	}
	snd_pcm_hw_params_get_rate_numden(p, &num, &den);
	if (num != (uint64_t)fmt->rate_hz * den)
		return zc_fail(err, -EINVAL, "%s: plays at %u/%u Hz instead of %u Hz",
			s->base.name, num, den, fmt->rate_hz);
	snd_pcm_hw_params_get_buffer_size(p, &buffer);
	snd_pcm_hw_params_get_period_size(p, &period, NULL);
	s->base.buffer_frames = (uint32_t)buffer;
	s->base.period_frames = (uint32_t)period;
	s->base.ring_bytes = (uint64_t)buffer * s->base.frame_bytes;
	s->base.period_wakeups = wish.wakeups;
	s->base.tail_frames = fmt->rate_hz * TAIL_MS / 1000;
	/* Without period interrupts the kernel counts the time of a pause as played, and reports an
	 * xrun at its end. */
	s->base.can_pause = snd_pcm_hw_params_can_pause(p) &&
			    (wish.wakeups || !snd_pcm_hw_params_can_disable_period_wakeup(p));
	s->can_resume = snd_pcm_hw_params_can_resume(p);
	return 0;
}

/* Starts only by snd_pcm_start, stops when it runs dry, never writes into the ring. */
static int
set_software(snd_pcm_t *pcm, struct zc_sink_alsa *s, struct zc_err *err)
{
	snd_pcm_uframes_t boundary;
	int result = snd_pcm_sw_params_malloc(&s->sw);

	if (result < 0 || (result = snd_pcm_sw_params_current(pcm, s->sw)) < 0 ||
		(result = snd_pcm_sw_params_get_boundary(s->sw, &boundary)) < 0 ||
		(result = snd_pcm_sw_params_set_start_threshold(pcm, s->sw, boundary)) < 0 ||
		(result = snd_pcm_sw_params_set_stop_threshold(
			 pcm, s->sw, s->base.buffer_frames)) < 0 ||
		(result = snd_pcm_sw_params_set_silence_size(pcm, s->sw, 0)) < 0 ||
		(result = snd_pcm_sw_params_set_tstamp_mode(
			 pcm, s->sw, SND_PCM_TSTAMP_ENABLE)) < 0 ||
		(result = snd_pcm_sw_params_set_tstamp_type(
			 pcm, s->sw, SND_PCM_TSTAMP_TYPE_MONOTONIC)) < 0 ||
		(result = snd_pcm_sw_params_set_avail_min(pcm, s->sw, s->base.period_frames)) <
			0 ||
		(result = snd_pcm_sw_params(pcm, s->sw)) < 0)
		return zc_fail(err, result,
			"%s: the driver refuses the software parameters: %s", s->base.name,
			snd_strerror(result));
	s->avail_min_frames = s->base.period_frames;
	return 0;
}

/* True if areas is the whole ring, interleaved without gaps, and our mapping is the same memory. */
static bool
is_ring(const struct zc_sink_alsa *s, const snd_pcm_channel_area_t *areas,
	snd_pcm_uframes_t offset)
{
	unsigned int bits = zc_sample_bytes(s->base.fmt.sample) * 8;
	volatile uint8_t *theirs = areas[0].addr, *ours = s->base.ring;
	uint8_t kept = *ours;
	bool same;

	for (uint32_t c = 0; c < s->base.fmt.channels; c++)
		if (areas[c].addr != areas[0].addr || areas[c].first != c * bits ||
			areas[c].step != s->base.frame_bytes * 8)
			return false;
	*ours = (uint8_t)(kept + 1);
	same = *theirs == *ours;
	*ours = kept;
	return same && offset == 0;
}

static int
map_ring(snd_pcm_t *pcm, struct zc_sink_alsa *s, struct zc_err *err)
{
	const snd_pcm_channel_area_t *areas;
	snd_pcm_uframes_t offset, frames = s->base.buffer_frames;
	struct pollfd fds[4];
	bool status, control;
	int result;

	if (snd_pcm_poll_descriptors(pcm, fds, 4) != 1)
		return zc_fail(err, -EINVAL, "%s: not a plain hardware device", s->base.name);
	s->fd = fds[0].fd;
	zc_alsa_mappable(s->fd, &status, &control);
	s->status_is_call = !status;
	s->commit_is_call = !control;
	result = snd_pcm_mmap_begin(pcm, &areas, &offset, &frames);
	if (result < 0)
		return zc_fail(err, result, "%s: its memory is not available: %s", s->base.name,
			snd_strerror(result));
	s->base.ring = zc_alsa_map(
		s->fd, s->base.ring_bytes, areas[0].addr, &s->owned_bytes, &s->base.mirrored);
	if (!s->base.ring)
		return zc_fail(err, -errno, "%s: its memory cannot be mapped: %s", s->base.name,
			strerror(errno));
	if (!is_ring(s, areas, offset))
		return zc_fail(err, -EINVAL, "%s: its memory is not one interleaved ring",
			s->base.name);
	snd_pcm_format_set_silence(zc_alsa_format(s->base.fmt.sample), s->base.ring,
		s->base.buffer_frames * s->base.fmt.channels);
	zc_alsa_prefault(s->base.ring, s->base.ring_bytes, s->base.mirrored);
	s->base.aliased = zc_alsa_is_aliased(s->base.ring, s->base.ring_bytes);
	return 0;
}

static void
describe(struct zc_sink *b, const struct zc_sink_conf *conf)
{
	char asked[ZC_FMT_STR_MAX], period[32] = "";

	if (conf->period_ms)
		snprintf(period, sizeof(period), " period %u ms", conf->period_ms);
	snprintf(b->about, sizeof(b->about),
		"asked %s ring %u ms%s; granted ring %u frames (%llu ms, %llu bytes) period %u "
		"frames, period wake-ups %s, %s%s",
		zc_fmt_str(&b->fmt, asked),
		(unsigned int)(zc_sink_ring_frames(&b->fmt, conf->ring_ms) * 1000 /
			       b->fmt.rate_hz),
		period, b->buffer_frames, b->buffer_frames * 1000ull / b->fmt.rate_hz,
		(unsigned long long)b->ring_bytes, b->period_frames,
		b->period_wakeups ? "on" : "off", b->mirrored ? "mirrored" : "not mirrored",
		b->aliased ? ", all pages are one (snd-dummy)" : "");
}

static void
sink_alsa_free(struct zc_sink *base)
{
	struct zc_sink_alsa *s = (struct zc_sink_alsa *)base;

	if (s->pcm)
		snd_pcm_drop(s->pcm);
	/* A mapping left behind would keep the device busy. */
	if (base->ring)
		munmap(base->ring, s->owned_bytes);
	if (s->sw)
		snd_pcm_sw_params_free(s->sw);
	if (s->pcm)
		snd_pcm_close(s->pcm);
	free(s);
}

struct zc_sink *
zc_sink_alsa_open(const char *name, const struct zc_fmt *fmt, const struct zc_sink_conf *conf,
	struct zc_err *err)
{
	struct zc_sink_alsa *s = calloc(1, sizeof(*s));
	struct zc_alsa_addr addr;

	if (!s) {
		zc_fail(err, -ENOMEM, "%s: out of memory", name);
		return NULL;
	}
	s->base.ops = &zc_sink_alsa_ops;
	s->base.free = sink_alsa_free;
	s->base.fmt = *fmt;
	s->base.frame_bytes = zc_fmt_frame_bytes(fmt);
	if (zc_alsa_resolve(name, &addr, err) < 0 || zc_alsa_open(&addr, &s->pcm, err) < 0)
		goto fail;
	zc_alsa_name(&addr, s->base.name, sizeof(s->base.name));
	if (settle(s->pcm, s, conf, err) < 0 || set_software(s->pcm, s, err) < 0 ||
		map_ring(s->pcm, s, err) < 0)
		goto fail;
	describe(&s->base, conf);
	return &s->base;

fail:
	sink_alsa_free(&s->base);
	return NULL;
}
