/* How ALSA devices are named, opened and refused, on real drivers. */
#include "tests/alsa/cards.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static bool
is_quiet(const struct zc_sink *s)
{
	uint8_t silence = s->fmt.sample == ZC_U8 ? 0x80 : 0;

	for (uint64_t i = 0; i < s->ring_bytes; i++)
		if (s->ring[i] != silence)
			return false;
	return true;
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
each_listed_format_opens(void)
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
error_names_the_refused_format(void)
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
		/* After the close it can be opened again. */
		close_sink(open_device(&one, &common, 500, ZC_WAKEUPS_AUTO));
	}
}

static void
a_missing_device_is_not_reported_as_busy(void)
{
	static const char *const forms[] = { "hw:%d,31", "hw:%d,0,99" };
	struct zc_device_info info;
	struct zc_alsa_addr addr;
	char name[64];

	for (int d = 0; d < device_count; d++)
		for (int i = 0; i < 2; i++) {
			struct zc_err err = { 0 };

			CU_ASSERT_EQUAL(zc_alsa_resolve(devices[d].name, &addr, NULL), 0);
			snprintf(name, sizeof(name), forms[i], addr.card);
			CU_ASSERT_EQUAL(zc_alsa_find(name, &info, &err), -ENODEV);
			CU_ASSERT_PTR_NOT_NULL(strstr(err.text, i ? "SUBDEV=99" : "DEV=31"));
		}
}

ZC_CARDS_MAIN("sink_alsa_open",
	{ "names other than hardware are refused", names_other_than_hardware_are_refused },
	{ "every form of a name finds the card", every_form_of_a_name_finds_the_card },
	{ "each format listed as accepted opens", each_listed_format_opens },
	{ "the error names a format that is not accepted", error_names_the_refused_format },
	{ "the mirror shows the ring's memory", mirror_is_the_ring_again },
	{ "busy device names its holder", busy_device_names_its_holder },
	{ "a missing device is not reported as busy",
		a_missing_device_is_not_reported_as_busy })
