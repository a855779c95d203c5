/* Devices by name: passes each call on to ALSA or to the simulated DAC. */
#include "pipeline/device.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "pipeline/sink/device_alsa.h"
#include "pipeline/sink/sink_alsa_open.h"
#include "pipeline/sink/sink_sim_open.h"

#define DEVICES_MAX 32

static void
describe_sim(struct zc_device_info *info)
{
	memset(info, 0, sizeof(*info));
	snprintf(info->name, sizeof(info->name), "sim");
	snprintf(info->card, sizeof(info->card), "Simulated DAC");
	snprintf(info->pcm, sizeof(info->pcm), "plays in software, to a WAV file where asked");
	zc_sink_sim_caps(&info->caps);
}

int
zc_device_list(struct zc_device_info *list, int max)
{
	int count = zc_alsa_list(list, max);

	if (count < max)
		describe_sim(&list[count]);
	return count + 1;
}

static void
find_auto(struct zc_device_info *out)
{
	struct zc_device_info list[DEVICES_MAX];
	const struct zc_device_info none = { 0 };
	int count = zc_alsa_list(list, DEVICES_MAX);

	if (count > DEVICES_MAX)
		count = DEVICES_MAX;
	for (int i = 0; i < count; i++)
		if (!list[i].busy &&
			memcmp(&list[i].caps, &none.caps, sizeof(none.caps)) != 0) {
			*out = list[i];
			return;
		}
	describe_sim(out);
}

int
zc_device_find(const char *name, struct zc_device_info *out, struct zc_err *err)
{
	if (strcmp(name, "auto") == 0) {
		find_auto(out);
		return 0;
	}
	if (strcmp(name, "sim") == 0) {
		describe_sim(out);
		return 0;
	}
	return zc_alsa_find(name, out, err);
}

struct zc_sink *
zc_device_open(const char *name, const struct zc_fmt *fmt, const struct zc_sink_conf *conf,
	struct zc_err *err)
{
	struct zc_device_info found;

	if (strcmp(name, "auto") == 0) {
		find_auto(&found);
		name = found.name;
	}
	if (strcmp(name, "sim") == 0)
		return zc_sink_sim_open(fmt, conf, err);
	return zc_sink_alsa_open(name, fmt, conf, err);
}

void
zc_sink_free(struct zc_sink *s)
{
	if (!s)
		return;
	if (s->follow)
		s->detach(s->follow);
	s->free(s);
}
