/* The list of the machine's playback devices, with what each takes. */
#include "pipeline/sink/device_alsa.h"

#include <errno.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <alsa/asoundlib.h>
#include <alsa/control_plugin.h>

#define CARDS_MAX 32
#define DEVICES_MAX 32

static bool
has_playback(const struct zc_alsa_addr *addr)
{
	char path[64];

	snprintf(path, sizeof(path), "/sys/class/sound/pcmC%dD%dp", addr->card, addr->device);
	return access(path, F_OK) == 0;
}

/* The kernel module, or where that cannot be told (built in) the driver's own name. */
static void
describe_driver(int card, snd_ctl_card_info_t *ctl_info, struct zc_device_info *info)
{
	char path[64], target[PATH_MAX];

	snprintf(path, sizeof(path), "/sys/class/sound/card%d/device/driver/module", card);
	if (realpath(path, target))
		snprintf(info->driver, sizeof(info->driver), "%s", basename(target));
	else
		snprintf(info->driver, sizeof(info->driver), "%s",
			snd_ctl_card_info_get_driver(ctl_info));
}

static void
describe_names(const struct zc_alsa_addr *addr, struct zc_device_info *info)
{
	snd_ctl_card_info_t *card;
	snd_pcm_info_t *pcm;
	snd_ctl_t *ctl;

	snd_ctl_card_info_alloca(&card);
	snd_pcm_info_alloca(&pcm);
	if (snd_ctl_hw_open(&ctl, NULL, addr->card, SND_CTL_READONLY) == 0) {
		if (snd_ctl_card_info(ctl, card) == 0)
			snprintf(info->card, sizeof(info->card), "%s",
				snd_ctl_card_info_get_name(card));
		snd_pcm_info_set_device(pcm, addr->device);
		snd_pcm_info_set_stream(pcm, SND_PCM_STREAM_PLAYBACK);
		if (snd_ctl_pcm_info(ctl, pcm) == 0)
			snprintf(
				info->pcm, sizeof(info->pcm), "%s", snd_pcm_info_get_name(pcm));
		snd_ctl_close(ctl);
	}
	describe_driver(addr->card, card, info);
}

static void
describe(const struct zc_alsa_addr *addr, struct zc_device_info *info, struct zc_err *err)
{
	snd_pcm_t *pcm;

	memset(info, 0, sizeof(*info));
	zc_alsa_name(addr, info->name, sizeof(info->name));
	describe_names(addr, info);
	info->busy = zc_alsa_open(addr, &pcm, err);
	if (info->busy == 0) {
		zc_alsa_caps(pcm, &info->caps);
		snd_pcm_close(pcm);
	}
}

int
zc_alsa_list(struct zc_device_info *list, int max)
{
	struct zc_alsa_addr addr = { .subdevice = -1 };
	int count = 0;

	for (addr.card = 0; addr.card < CARDS_MAX; addr.card++)
		for (addr.device = 0; addr.device < DEVICES_MAX; addr.device++) {
			if (!has_playback(&addr))
				continue;
			if (count < max)
				describe(&addr, &list[count], NULL);
			count++;
		}
	return count;
}

int
zc_alsa_find(const char *name, struct zc_device_info *out, struct zc_err *err)
{
	struct zc_alsa_addr addr;
	int result = zc_alsa_resolve(name, &addr, err);

	if (result < 0)
		return result;
	describe(&addr, out, err);
	return out->busy;
}
