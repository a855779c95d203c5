/* The hardware volume of real drivers' cards; the tests restore it. */
#include "tests/alsa/cards.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "pipeline/mixer_alsa.h"

/* Runs a check on every card that has a volume. */
static void
for_each(void (*check)(const struct zc_device_info *d, struct zc_mixer_alsa *m))
{
	for (int d = 0; d < device_count; d++) {
		struct zc_err err = { 0 };
		struct zc_mixer_alsa *m = zc_mixer_alsa_open(devices[d].name, "auto", &err);
		int before;

		if (!m) {
			CU_ASSERT_EQUAL(err.code, -ENOENT);
			CU_ASSERT_PTR_NOT_NULL(strstr(err.text, devices[d].name));
			continue;
		}
		before = zc_mixer_alsa_get(m);
		printf("# %s: %s is at %d\n", devices[d].name, zc_mixer_alsa_name(m), before);
		CU_ASSERT(before >= 0 && before <= 100);
		check(&devices[d], m);
		CU_ASSERT_EQUAL(zc_mixer_alsa_set(m, before), 0);
		zc_mixer_alsa_free(m);
	}
}

static void
check_range(const struct zc_device_info *d, struct zc_mixer_alsa *m)
{
	(void)d;
	for (int volume = 0; volume <= 100; volume++) {
		CU_ASSERT_EQUAL(zc_mixer_alsa_set(m, volume), 0);
		CU_ASSERT_EQUAL(zc_mixer_alsa_get(m), volume);
	}
	CU_ASSERT_EQUAL(zc_mixer_alsa_set(m, 101), -EINVAL);
	CU_ASSERT_EQUAL(zc_mixer_alsa_set(m, -1), -EINVAL);
	CU_ASSERT_EQUAL(zc_mixer_alsa_get(m), 100);
}

static void
reads_back_what_was_set(void)
{
	for_each(check_range);
}

static void
check_others(const struct zc_device_info *d, struct zc_mixer_alsa *m)
{
	struct zc_mixer_alsa *other = zc_mixer_alsa_open(d->name, zc_mixer_alsa_name(m), NULL);
	int got;

	CU_ASSERT_PTR_NOT_NULL_FATAL(other);
	CU_ASSERT_EQUAL(zc_mixer_alsa_set(m, 20), 0);
	while (zc_mixer_alsa_handle(m) == 1)
		;
	CU_ASSERT_EQUAL(zc_mixer_alsa_set(other, 80), 0);
	CU_ASSERT_EQUAL(zc_mixer_alsa_handle(m), 1);
	got = zc_mixer_alsa_get(m);
	/* In steps of the card's own: the emulated USB card has 6 % at most. */
	CU_ASSERT(got >= 70 && got <= 90);
	CU_ASSERT_EQUAL(zc_mixer_alsa_handle(m), 0);
	zc_mixer_alsa_free(other);
}

static void
notices_changes_by_others(void)
{
	for_each(check_others);
}

static void
error_names_an_unknown_control(void)
{
	for (int d = 0; d < device_count; d++) {
		struct zc_err err = { 0 };

		CU_ASSERT_PTR_NULL(zc_mixer_alsa_open(devices[d].name, "Flux", &err));
		CU_ASSERT_EQUAL(err.code, -ENOENT);
		CU_ASSERT_PTR_NOT_NULL(strstr(err.text, "Flux"));
	}
	CU_ASSERT_PTR_NULL(zc_mixer_alsa_open("sim", "auto", NULL));
	CU_ASSERT_PTR_NULL(zc_mixer_alsa_open("hw:CARD=NoSuchCard", "auto", NULL));
}

ZC_CARDS_MAIN("mixer_alsa", { "reads back what was set", reads_back_what_was_set },
	{ "notices changes by others", notices_changes_by_others },
	{ "an unknown control is named in the error", error_names_an_unknown_control })
