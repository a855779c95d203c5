/* The ALSA sink on real drivers, driven as the engine drives it. By default only on Loopback
 * cards, so that nobody's loudspeakers are used; with ZC_TEST_CARDS=all (in the virtual
 * machine) on every card. */
#include "unit.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <alsa/asoundlib.h>
#include <alsa/pcm_plugin.h>

#include "device_alsa.h"
#include "sink_alsa_open.h"

#define DEVICES_MAX 16

static struct zc_device_info devices[DEVICES_MAX];
static int device_count;

static const struct zc_fmt formats[] = {
	{ ZC_S16_LE, 2, 44100 },
	{ ZC_S16_LE, 2, 48000 },
	{ ZC_U8, 1, 8000 },
	{ ZC_S16_LE, 6, 48000 },
	{ ZC_S24_3LE, 2, 96000 },
	{ ZC_S24_3LE, 5, 44100 },
	{ ZC_S24_LE, 2, 88200 },
	{ ZC_S32_LE, 2, 192000 },
	{ ZC_S32_LE, 8, 192000 },
	{ ZC_FLOAT_LE, 1, 11025 },
};
#define FORMATS ((int)(sizeof(formats) / sizeof(formats[0])))

static bool
is_driver(const struct zc_device_info *d, const char *driver)
{
	return strcmp(d->driver, driver) == 0;
}

static bool
is_quiet(const struct zc_sink *s)
{
	uint8_t silence = s->fmt.sample == ZC_U8 ? 0x80 : 0;

	for (uint64_t i = 0; i < s->ring_bytes; i++)
		if (s->ring[i] != silence)
			return false;
	return true;
}

static struct zc_sink *
open_device(
	const struct zc_device_info *d, const struct zc_fmt *fmt, uint32_t ring_ms, int wakeups)
{
	const struct zc_sink_conf conf = { .ring_ms = ring_ms, .wakeups = wakeups };
	struct zc_err err = { 0 };
	struct zc_sink *s = zc_sink_alsa_open(d->name, fmt, &conf, &err);

	if (!s)
		printf("# %s: %s\n", d->name, err.text);
	CU_ASSERT_PTR_NOT_NULL(s);
	return s;
}

static void
close_sink(struct zc_sink *s)
{
	if (s)
		s->free(s);
}

/* Every emulated card takes this one, and so does nearly every real one. */
static const struct zc_fmt common = { ZC_S16_LE, 2, 48000 };

/* A byte of the payload, different for any two neighbouring words, pages and rings. */
static uint8_t
payload(uint64_t at)
{
	return (uint8_t)(((at + 1) * 0x9e3779b97f4a7c15ull) >> 56);
}

static void
put(struct zc_sink *s, uint64_t first_frame, uint64_t end_frame)
{
	uint64_t end = end_frame * s->frame_bytes;

	for (uint64_t at = first_frame * s->frame_bytes; at < end; at++)
		s->ring[at % s->ring_bytes] = payload(at);
}

struct played {
	uint32_t wakes;
	uint32_t idle_wakes; /* at which nothing had been played since the one before */
	uint64_t committed;
	int result;
};

static void
sleep_until_woken(struct zc_sink *s, uint64_t frame, const struct zc_hw_pos *pos)
{
	struct zc_wait w = { .deadline_ns = INT64_MAX };
	struct timespec left = { 0 };
	int64_t ns;

	s->ops->arm(s, frame, pos, s->fmt.rate_hz, &w);
	CU_ASSERT(s->period_wakeups ? w.nfds == 1 : w.deadline_ns != INT64_MAX);
	/* An interrupt that does not come must not hang the test. */
	ns = w.nfds ? 10000000000 : w.deadline_ns - s->ops->now(s);
	if (ns > 0)
		left = (struct timespec){ ns / 1000000000, ns % 1000000000 };
	ppoll(w.fds, w.nfds, &left, NULL);
	for (uint32_t i = 0; i < w.nfds; i++)
		s->ops->woke(s, &w.fds[i]);
}

/* Plays frames of payload and what silence it takes to get them out, refilling at each quarter
 * of the ring. */
static struct played
play(struct zc_sink *s, uint64_t frames)
{
	struct played p = { 0 };
	struct zc_hw_pos pos = { 0 };
	uint64_t filled = 0, before = 0;

	while (pos.frames < frames) {
		uint64_t room = pos.frames + s->buffer_frames - filled;
		uint64_t end = filled + room;

		put(s, filled, end < frames ? end : frames);
		for (uint64_t at = filled > frames ? filled : frames; at < end; at++)
			memset(s->ring + at * s->frame_bytes % s->ring_bytes,
				s->fmt.sample == ZC_U8 ? 0x80 : 0, s->frame_bytes);
		p.result = s->ops->commit(s, (uint32_t)room);
		if (p.result == 0 && filled == 0) {
			p.result = s->ops->start(s, 0);
			s->ops->position(s, false, &pos);
		}
		if (p.result < 0)
			return p;
		filled = end;
		sleep_until_woken(s, filled - s->buffer_frames + s->buffer_frames / 4, &pos);
		p.wakes++;
		p.result = s->ops->position(s, !s->period_wakeups, &pos);
		if (p.result < 0 || pos.state != ZC_SINK_RUNNING) {
			p.result = p.result < 0 ? p.result : -EPIPE;
			return p;
		}
		CU_ASSERT(pos.frames >= before && pos.frames <= filled);
		p.idle_wakes += pos.frames == before;
		before = pos.frames;
	}
	p.result = 0;
	p.committed = filled;
	return p;
}

static void
names_other_than_hardware_are_refused(void)
{
	static const char *const names[] = { "default", "plughw:0,0", "dmix", "hw:", "hw:DEV=0",
		"hw:0,x", "hw:0,0,0,0", "hw:CARD=NoSuchCard,DEV=0", "" };
	struct zc_alsa_addr addr;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct zc_err err = { 0 };
		int result = zc_alsa_resolve(names[i], &addr, &err);

		CU_ASSERT(result == -EINVAL || result == -ENODEV);
		CU_ASSERT_EQUAL(err.code, result);
		CU_ASSERT_PTR_NOT_NULL(strstr(err.text, names[i]));
	}
}

static void
every_form_of_a_name_finds_the_card(void)
{
	static const char *const forms[] = { "hw:%d", "hw:%d,0", "hw:%d,0,0", "hw:CARD=%d",
		"hw:CARD=%d,DEV=0", "hw:DEV=0,CARD=%d", "hw:%d,DEV=0,SUBDEV=0" };
	struct zc_alsa_addr full, addr;
	char name[64];

	for (int d = 0; d < device_count; d++) {
		CU_ASSERT_EQUAL(zc_alsa_resolve(devices[d].name, &full, NULL), 0);
		for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
			snprintf(name, sizeof(name), forms[i], full.card);
			CU_ASSERT_EQUAL(zc_alsa_resolve(name, &addr, NULL), 0);
			CU_ASSERT(addr.card == full.card && addr.device == 0);
		}
	}
}

static void
what_is_said_to_be_taken_opens(void)
{
	long page = sysconf(_SC_PAGESIZE);

	for (int d = 0; d < device_count; d++)
		for (int f = 0; f < FORMATS; f++) {
			struct zc_hw_pos pos;
			struct zc_sink *s;

			if (!zc_caps_accept(&devices[d].caps, &formats[f]))
				continue;
			s = open_device(&devices[d], &formats[f], 2000, ZC_WAKEUPS_AUTO);
			if (!s)
				continue;
			printf("# %s: %s\n", s->name, s->about);
			CU_ASSERT(zc_fmt_equal(&s->fmt, &formats[f]));
			CU_ASSERT_EQUAL(
				s->ring_bytes, (uint64_t)s->buffer_frames * s->frame_bytes);
			CU_ASSERT_EQUAL(s->ring_bytes % (uint64_t)page, 0);
			CU_ASSERT_EQUAL(s->buffer_frames % s->period_frames, 0);
			CU_ASSERT(s->buffer_frames <= 2 * s->fmt.rate_hz);
			CU_ASSERT(is_quiet(s));
			CU_ASSERT(s->ops->position(s, true, &pos) >= 0);
			CU_ASSERT(pos.state == ZC_SINK_PREPARED && pos.frames == 0);
			close_sink(s);
		}
}

static void
what_is_not_taken_is_refused_by_name(void)
{
	for (int d = 0; d < device_count; d++)
		for (int f = 0; f < FORMATS; f++) {
			const struct zc_sink_conf conf = { 0 };
			char asked[ZC_FMT_STR_MAX];
			struct zc_err err = { 0 };

			if (zc_caps_accept(&devices[d].caps, &formats[f]))
				continue;
			CU_ASSERT_PTR_NULL(
				zc_sink_alsa_open(devices[d].name, &formats[f], &conf, &err));
			CU_ASSERT_EQUAL(err.code, -EINVAL);
			CU_ASSERT_PTR_NOT_NULL(
				strstr(err.text, zc_fmt_str(&formats[f], asked)));
			CU_ASSERT_PTR_NOT_NULL(strstr(err.text, devices[d].name));
		}
}

static void
mirror_is_the_ring_again(void)
{
	for (int d = 0; d < device_count; d++) {
		struct zc_sink *s = open_device(&devices[d], &common, 500, ZC_WAKEUPS_AUTO);

		if (!s)
			continue;
		CU_ASSERT(s->mirrored);
		CU_ASSERT_EQUAL(s->aliased, is_driver(&devices[d], "snd_dummy"));
		for (uint64_t i = 0; i < s->ring_bytes && s->mirrored; i += 512) {
			s->ring[i] = payload(i);
			CU_ASSERT_EQUAL(s->ring[s->ring_bytes + i], payload(i));
		}
		close_sink(s);
	}
}

static void
busy_device_names_its_holder(void)
{
	char holder[32];

	snprintf(holder, sizeof(holder), "PID %d ", getpid());
	for (int d = 0; d < device_count; d++) {
		const struct zc_sink_conf conf = { 0 };
		struct zc_device_info one = devices[d];
		struct zc_err err = { 0 };
		struct zc_sink *s;

		snprintf(one.name, sizeof(one.name), "%.50s,SUBDEV=0", devices[d].name);
		s = open_device(&one, &common, 500, ZC_WAKEUPS_AUTO);
		CU_ASSERT_PTR_NULL(zc_sink_alsa_open(one.name, &common, &conf, &err));
		CU_ASSERT_EQUAL(err.code, -EBUSY);
		CU_ASSERT_PTR_NOT_NULL(strstr(err.text, holder));
		close_sink(s);
		/* And free again. */
		close_sink(open_device(&one, &common, 500, ZC_WAKEUPS_AUTO));
	}
}

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
			/* Asked to wake at each quarter of the ring. */
			CU_ASSERT(p.wakes <= 2 * p.committed / (s->buffer_frames / 4));
			CU_ASSERT(p.idle_wakes <= p.wakes / 4);
			close_sink(s);
		}
}

static void
what_ran_dry_starts_anew(void)
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
		/* More than is there is refused, and nothing changes. */
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
	for (int d = 0; d < device_count; d++) {
		struct zc_sink *s = open_device(&devices[d], &common, 400, ZC_WAKEUPS_AUTO);
		struct zc_hw_pos pos, later;

		if (!s)
			continue;
		if (s->can_pause) {
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
			CU_ASSERT_FATAL(
				c.data && pthread_create(&thread, NULL, capture_run, &c) == 0);
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

static void
find_devices(void)
{
	const char *cards = getenv("ZC_TEST_CARDS");
	struct zc_device_info list[DEVICES_MAX];
	int count = zc_alsa_list(list, DEVICES_MAX);

	for (int i = 0; i < count && i < DEVICES_MAX; i++)
		if (!list[i].busy && ((cards && strcmp(cards, "all") == 0) ||
					     is_driver(&list[i], "snd_aloop")))
			devices[device_count++] = list[i];
}

int
main(void)
{
	static const struct zc_unit_test tests[] = {
		{ "names other than hardware are refused",
			names_other_than_hardware_are_refused },
		{ "every form of a name finds the card", every_form_of_a_name_finds_the_card },
		{ "what is said to be taken opens", what_is_said_to_be_taken_opens },
		{ "what is not taken is refused by name",
			what_is_not_taken_is_refused_by_name },
		{ "mirror is the ring again", mirror_is_the_ring_again },
		{ "busy device names its holder", busy_device_names_its_holder },
		{ "plays without waking in vain", plays_without_waking_in_vain },
		{ "what ran dry starts anew", what_ran_dry_starts_anew },
		{ "rewound frames are taken back", rewound_frames_are_taken_back },
		{ "paused position stands still", paused_position_stands_still },
		{ "loopback hears every bit", loopback_hears_every_bit },
		{ "unplugged device is lost", unplugged_device_is_lost },
	};

	find_devices();
	if (!device_count) {
		printf("1..0 # SKIP no Loopback card here (modprobe snd-aloop, or "
		       "tests/vm/run)\n");
		return 0;
	}
	return zc_unit_main("sink_alsa", tests, sizeof(tests) / sizeof(tests[0]));
}
