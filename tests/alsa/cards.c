/* Helpers of the tests on real drivers. */
#include "tests/alsa/cards.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct zc_device_info devices[DEVICES_MAX];
int device_count;

const struct zc_fmt formats[FORMATS] = {
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

bool
is_driver(const struct zc_device_info *d, const char *driver)
{
	return strcmp(d->driver, driver) == 0;
}

struct zc_sink *
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

void
close_sink(struct zc_sink *s)
{
	if (s)
		s->free(s);
}

const struct zc_fmt common = { ZC_S16_LE, 2, 48000 };

uint8_t
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

static void
sleep_until_woken(struct zc_sink *s, uint64_t frame, const struct zc_hw_pos *pos)
{
	struct zc_wait w = { .deadline_ns = INT64_MAX };
	struct timespec left = { 0 };
	int64_t ns;

	s->ops->arm(s, frame, pos, s->fmt.rate_hz, &w);
	CU_ASSERT(s->period_wakeups ? w.nfds == 1 : w.deadline_ns != INT64_MAX);
	/* A missing interrupt must not hang the test. */
	ns = w.nfds ? 10000000000 : w.deadline_ns - s->ops->now(s);
	if (ns > 0)
		left = (struct timespec){ ns / 1000000000, ns % 1000000000 };
	ppoll(w.fds, w.nfds, &left, NULL);
	for (uint32_t i = 0; i < w.nfds; i++)
		s->ops->woke(s, &w.fds[i]);
}

struct played
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
cards_main(const char *suite, const struct zc_unit_test *tests, int count)
{
	find_devices();
	if (!device_count) {
		printf("1..0 # SKIP no Loopback card here (modprobe snd-aloop, or "
		       "tests/vm/run)\n");
		return 0;
	}
	return zc_unit_main(suite, tests, count);
}
