/* The ALSA sink on real drivers, driven as the engine drives it. */
#include "tests/alsa/cards.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <alsa/asoundlib.h>
#include <alsa/pcm_plugin.h>

static void
plays_without_waking_in_vain(void)
{
	static const int modes[] = { ZC_WAKEUPS_AUTO, ZC_WAKEUPS_PERIOD, ZC_WAKEUPS_DEADLINE };

	for (int d = 0; d < device_count; d++)
		for (int m = 0; m < 3; m++) {
			struct zc_sink *s = open_device(&devices[d], &common, 400, modes[m]);
			struct played p;

			if (!s)
				continue;
			p = play(s, 2 * s->fmt.rate_hz);
			printf("# %s, %s: %u wake-ups, %u in vain\n", s->name,
				s->period_wakeups ? "periods" : "deadlines", p.wakes,
				p.idle_wakes);
			CU_ASSERT_EQUAL(p.result, 0);
			/* The test asks for a wake-up at each quarter of the ring. */
			CU_ASSERT(p.wakes <= 2 * p.committed / (s->buffer_frames / 4));
			CU_ASSERT(p.idle_wakes <= p.wakes / 4);
			close_sink(s);
		}
}

static void
restarts_after_an_xrun(void)
{
	for (int d = 0; d < device_count; d++) {
		struct zc_sink *s = open_device(&devices[d], &common, 200, ZC_WAKEUPS_AUTO);
		struct zc_hw_pos pos = { 0 };
		uint32_t frames;

		if (!s)
			continue;
		frames = s->buffer_frames / 2;
		CU_ASSERT_EQUAL(s->ops->commit(s, frames), 0);
		CU_ASSERT_EQUAL(s->ops->start(s, 0), 0);
		do {
			usleep(10000);
			CU_ASSERT(s->ops->position(s, true, &pos) >= 0);
		} while (pos.state == ZC_SINK_RUNNING);
		CU_ASSERT_EQUAL(pos.state, ZC_SINK_XRUN);
		CU_ASSERT_EQUAL(pos.frames, frames);
		CU_ASSERT_EQUAL(s->ops->reset(s), 0);
		CU_ASSERT(s->ops->position(s, true, &pos) >= 0);
		CU_ASSERT(pos.state == ZC_SINK_PREPARED && pos.frames == 0);
		CU_ASSERT_EQUAL(play(s, s->buffer_frames * 2).result, 0);
		close_sink(s);
	}
}

static void
rewound_frames_are_taken_back(void)
{
	for (int d = 0; d < device_count; d++) {
		struct zc_sink *s = open_device(&devices[d], &common, 400, ZC_WAKEUPS_AUTO);
		struct zc_hw_pos pos;
		int result;

		if (!s)
			continue;
		CU_ASSERT_EQUAL(s->ops->commit(s, s->buffer_frames), 0);
		CU_ASSERT_EQUAL(s->ops->start(s, 0), 0);
		result = s->ops->rewind(s, s->buffer_frames / 2);
		printf("# %s: rewind gives %d\n", s->name, result);
		CU_ASSERT_EQUAL(result, 0);
		CU_ASSERT(s->ops->position(s, true, &pos) >= 0);
		CU_ASSERT(pos.state == ZC_SINK_RUNNING && pos.frames < s->buffer_frames / 2);
		/* Rewinding more than is left is refused and changes nothing. */
		CU_ASSERT(s->ops->rewind(s, s->buffer_frames) < 0);
		CU_ASSERT_EQUAL(s->ops->commit(s, s->buffer_frames / 2), 0);
		do {
			usleep(10000);
			CU_ASSERT(s->ops->position(s, true, &pos) >= 0);
		} while (pos.state == ZC_SINK_RUNNING);
		CU_ASSERT_EQUAL(pos.frames, s->buffer_frames);
		close_sink(s);
	}
}

static void
paused_position_stands_still(void)
{
	for (int d = 0; d < 2 * device_count; d++) {
		struct zc_sink *s = open_device(&devices[d / 2], &common, 400,
			d % 2 ? ZC_WAKEUPS_AUTO : ZC_WAKEUPS_PERIOD);
		struct zc_hw_pos pos, later;

		if (!s)
			continue;
		/* QEMU's AC97 resumes with the next descriptor when a pause ends, so the
		 * position jumps and the kernel reports an xrun. */
		if (s->can_pause && !is_driver(&devices[d / 2], "snd_intel8x0")) {
			CU_ASSERT_EQUAL(s->ops->commit(s, s->buffer_frames), 0);
			CU_ASSERT_EQUAL(s->ops->start(s, 0), 0);
			usleep(50000);
			CU_ASSERT_EQUAL(s->ops->pause(s, true), 0);
			CU_ASSERT(s->ops->position(s, true, &pos) >= 0);
			CU_ASSERT_EQUAL(pos.state, ZC_SINK_PAUSED);
			usleep(50000);
			CU_ASSERT(s->ops->position(s, true, &later) >= 0);
			CU_ASSERT_EQUAL(later.frames, pos.frames);
			CU_ASSERT_EQUAL(s->ops->pause(s, false), 0);
			/* The pause does not count as played time. */
			CU_ASSERT(s->ops->position(s, false, &later) >= 0);
			CU_ASSERT(later.tstamp_ns > pos.tstamp_ns);
			CU_ASSERT(s->ops->position(s, true, &later) >= 0);
			CU_ASSERT_EQUAL(later.state, ZC_SINK_RUNNING);
			CU_ASSERT(later.frames < s->buffer_frames);
			do {
				usleep(10000);
				CU_ASSERT(s->ops->position(s, true, &later) >= 0);
			} while (later.state == ZC_SINK_RUNNING);
			CU_ASSERT_EQUAL(later.frames, s->buffer_frames);
		}
		close_sink(s);
	}
}

/* The other side of a Loopback cable. */
struct capture {
	snd_pcm_t *pcm;
	uint32_t frame_bytes;
	uint64_t frames; /* to read */
	uint8_t *data;
	uint64_t got;
};

static void *
capture_run(void *arg)
{
	struct capture *c = arg;

	while (c->got < c->frames) {
		snd_pcm_sframes_t n = snd_pcm_readi(
			c->pcm, c->data + c->got * c->frame_bytes, c->frames - c->got);

		if (n < 0)
			break;
		c->got += (uint64_t)n;
	}
	return NULL;
}

static int
capture_open(struct capture *c, const struct zc_alsa_addr *addr, const struct zc_fmt *fmt)
{
	int result = snd_pcm_hw_open(&c->pcm, NULL, addr->card, 1 - addr->device, 0,
		SND_PCM_STREAM_CAPTURE, 0, 0, 0);

	if (result == 0)
		result = snd_pcm_set_params(c->pcm, zc_alsa_format(fmt->sample),
			SND_PCM_ACCESS_RW_INTERLEAVED, fmt->channels, fmt->rate_hz, 0, 1000000);
	return result;
}

static void
loopback_hears_every_bit(void)
{
	for (int d = 0; d < device_count; d++)
		for (int f = 0; f < FORMATS; f++) {
			const struct zc_fmt *fmt = &formats[f];
			const uint64_t frames = 2ull * fmt->rate_hz + 12345;
			struct capture c = { .frame_bytes = zc_fmt_frame_bytes(fmt) };
			struct zc_device_info one = devices[d];
			struct zc_alsa_addr addr;
			uint64_t first = 0;
			pthread_t thread;
			struct zc_sink *s;

			if (!is_driver(&one, "snd_aloop") || !zc_caps_accept(&one.caps, fmt))
				continue;
			snprintf(one.name, sizeof(one.name), "%.50s,SUBDEV=0", devices[d].name);
			CU_ASSERT_FATAL(zc_alsa_resolve(one.name, &addr, NULL) == 0);
			CU_ASSERT_FATAL(capture_open(&c, &addr, fmt) == 0);
			c.frames = frames + fmt->rate_hz;
			c.data = calloc(c.frames, c.frame_bytes);
			CU_ASSERT_FATAL(c.data != NULL);
			CU_ASSERT_FATAL(pthread_create(&thread, NULL, capture_run, &c) == 0);
			s = open_device(&one, fmt, 400, ZC_WAKEUPS_AUTO);
			if (s)
				CU_ASSERT_EQUAL(play(s, frames).result, 0);
			pthread_join(thread, NULL);
			close_sink(s);
			snd_pcm_close(c.pcm);
			while (first < c.got * c.frame_bytes && c.data[first] != payload(0))
				first += c.frame_bytes;
			CU_ASSERT(first + frames * c.frame_bytes <= c.got * c.frame_bytes);
			for (uint64_t at = 0; at < frames * c.frame_bytes &&
					      first + at < c.got * c.frame_bytes;
				at++)
				if (c.data[first + at] != payload(at)) {
					printf("# %s: byte %llu of %llu differs\n", one.name,
						(unsigned long long)at,
						(unsigned long long)(frames * c.frame_bytes));
					CU_FAIL("not what was played");
					break;
				}
			free(c.data);
		}
}

static void
unplugged_device_is_lost(void)
{
	for (int d = 0; d < device_count; d++) {
		struct zc_hw_pos pos = { 0 };
		struct zc_alsa_addr addr;
		struct zc_sink *s;
		char path[96];
		FILE *f;

		if (!is_driver(&devices[d], "snd_usb_audio") ||
			zc_alsa_resolve(devices[d].name, &addr, NULL) < 0)
			continue;
		snprintf(path, sizeof(path), "/sys/class/sound/card%d/device/../authorized",
			addr.card);
		s = open_device(&devices[d], &common, 400, ZC_WAKEUPS_AUTO);
		if (!s)
			continue;
		CU_ASSERT_EQUAL(s->ops->commit(s, s->buffer_frames), 0);
		CU_ASSERT_EQUAL(s->ops->start(s, 0), 0);
		f = fopen(path, "w");
		CU_ASSERT_PTR_NOT_NULL_FATAL(f);
		fputs("0\n", f);
		fclose(f);
		CU_ASSERT(s->ops->position(s, false, &pos) >= 0);
		CU_ASSERT_EQUAL(pos.state, ZC_SINK_LOST);
		CU_ASSERT(s->ops->commit(s, 1) < 0);
		CU_ASSERT(s->ops->reset(s) < 0);
		close_sink(s);
	}
}

ZC_CARDS_MAIN("sink_alsa", { "plays without waking in vain", plays_without_waking_in_vain },
	{ "restarts after an xrun", restarts_after_an_xrun },
	{ "rewound frames are taken back", rewound_frames_are_taken_back },
	{ "paused position stands still", paused_position_stands_still },
	{ "loopback hears every bit", loopback_hears_every_bit },
	{ "unplugged device is lost", unplugged_device_is_lost })
