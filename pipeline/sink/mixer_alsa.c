/* One simple element of a card's mixer, opened without alsa-lib's configuration, like the PCMs.
 * Invariant: reading returns the volume that was set until another program changes it, however
 * coarse the card's steps are. */
#include "pipeline/mixer_alsa.h"

#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <alsa/asoundlib.h>
#include <alsa/control_plugin.h>

#include "pipeline/sink/device_alsa.h"

/* alsa-lib counts hundredths of a decibel. 60 dB down is a tenth of the volume; for a range below
 * 24 dB the scale is linear in decibels. */
#define DB_PER_DECADE 6000.0
#define DB_NARROW 2400

struct zc_mixer_alsa {
	snd_mixer_t *mixer; /* owned */
	snd_mixer_elem_t *elem; /* lent by mixer */
	long min, max; /* of db where has_db, else of the card's own steps */
	bool has_db;
	bool has_switch;
	int set_volume; /* the volume set last, -1: none */
	long set_raw; /* the card's value for it */
	int fd;
};

static bool
is_volume(snd_mixer_elem_t *elem)
{
	return snd_mixer_selem_is_active(elem) && snd_mixer_selem_has_playback_volume(elem);
}

static snd_mixer_elem_t *
find_named(snd_mixer_t *mixer, const char *name)
{
	for (snd_mixer_elem_t *elem = snd_mixer_first_elem(mixer); elem;
		elem = snd_mixer_elem_next(elem))
		if (is_volume(elem) && strcmp(snd_mixer_selem_get_name(elem), name) == 0)
			return elem;
	return NULL;
}

static snd_mixer_elem_t *
find_auto(snd_mixer_t *mixer)
{
	static const char *const usual[] = { "Master", "PCM", "Digital", "Headphone",
		"Speaker" };
	snd_mixer_elem_t *elem = NULL;

	for (size_t i = 0; i < sizeof(usual) / sizeof(usual[0]) && !elem; i++)
		elem = find_named(mixer, usual[i]);
	if (!elem)
		for (elem = snd_mixer_first_elem(mixer); elem && !is_volume(elem);)
			elem = snd_mixer_elem_next(elem);
	return elem;
}

static int
load(struct zc_mixer_alsa *m, int card)
{
	snd_hctl_t *hctl;
	snd_ctl_t *ctl;
	int result;

	result = snd_ctl_hw_open(&ctl, NULL, card, SND_CTL_NONBLOCK);
	if (result < 0)
		return result;
	result = snd_hctl_open_ctl(&hctl, ctl);
	if (result < 0) {
		snd_ctl_close(ctl);
		return result;
	}
	/* Owns hctl from here on, also on failure. */
	result = snd_mixer_attach_hctl(m->mixer, hctl);
	if (result < 0)
		return result;
	result = snd_mixer_selem_register(m->mixer, NULL, NULL);
	return result < 0 ? result : snd_mixer_load(m->mixer);
}

static int
choose_scale(struct zc_mixer_alsa *m)
{
	m->has_switch = snd_mixer_selem_has_playback_switch(m->elem);
	m->has_db = snd_mixer_selem_get_playback_dB_range(m->elem, &m->min, &m->max) == 0 &&
		    m->min < m->max;
	if (m->has_db)
		return 0;
	snd_mixer_selem_get_playback_volume_range(m->elem, &m->min, &m->max);
	return m->min < m->max ? 0 : -ENOENT;
}

struct zc_mixer_alsa *
zc_mixer_alsa_open(const char *device, const char *control, struct zc_err *err)
{
	bool automatic = !control || strcmp(control, "auto") == 0;
	struct zc_alsa_addr addr;
	struct pollfd pfd;
	struct zc_mixer_alsa *m;
	int result;

	if (strcmp(device, "sim") == 0) {
		zc_fail(err, -ENOENT, "%s: has no hardware volume", device);
		return NULL;
	}
	if (zc_alsa_resolve(device, &addr, err) < 0)
		return NULL;
	m = calloc(1, sizeof(*m));
	result = m ? snd_mixer_open(&m->mixer, 0) : -ENOMEM;
	if (result == 0)
		result = load(m, addr.card);
	if (result == 0) {
		m->elem = automatic ? find_auto(m->mixer) : find_named(m->mixer, control);
		result = m->elem ? choose_scale(m) : -ENOENT;
	}
	if (result == 0 && snd_mixer_poll_descriptors(m->mixer, &pfd, 1) != 1)
		result = -EIO;
	if (result < 0) {
		if (result == -ENOENT)
			zc_fail(err, result, "%s: the card has no hardware volume%s%s", device,
				automatic ? "" : " called ", automatic ? "" : control);
		else
			zc_fail(err, result, "%s: cannot open the mixer: %s", device,
				snd_strerror(result));
		zc_mixer_alsa_free(m);
		return NULL;
	}
	m->fd = pfd.fd;
	m->set_volume = -1;
	return m;
}

void
zc_mixer_alsa_free(struct zc_mixer_alsa *m)
{
	if (m && m->mixer)
		snd_mixer_close(m->mixer);
	free(m);
}

const char *
zc_mixer_alsa_name(const struct zc_mixer_alsa *m)
{
	return snd_mixer_selem_get_name(m->elem);
}

/* The loudness of the lowest step relative to the highest, 0 to 1. */
static double
floor_of(const struct zc_mixer_alsa *m)
{
	return m->min <= SND_CTL_TLV_DB_GAIN_MUTE
		       ? 0
		       : pow(10, (double)(m->min - m->max) / DB_PER_DECADE);
}

static bool
is_linear(const struct zc_mixer_alsa *m)
{
	return !m->has_db || m->max - m->min <= DB_NARROW;
}

static double
to_volume(const struct zc_mixer_alsa *m, long value)
{
	double least = floor_of(m);

	if (is_linear(m))
		return 100.0 * (double)(value - m->min) / (double)(m->max - m->min);
	return 100.0 * (pow(10, (double)(value - m->max) / DB_PER_DECADE) - least) /
	       (1 - least);
}

static long
from_volume(const struct zc_mixer_alsa *m, int volume)
{
	double least = floor_of(m), part = volume / 100.0;

	if (is_linear(m))
		return m->min + lround(part * (double)(m->max - m->min));
	if (volume == 0)
		return m->min;
	return m->max + lround(DB_PER_DECADE * log10(part * (1 - least) + least));
}

static int
read_raw(struct zc_mixer_alsa *m, long *raw)
{
	return snd_mixer_selem_get_playback_volume(m->elem, SND_MIXER_SCHN_FRONT_LEFT, raw);
}

int
zc_mixer_alsa_get(struct zc_mixer_alsa *m)
{
	int on = 1, result, volume;
	long raw, value;

	result = read_raw(m, &raw);
	value = raw;
	if (result == 0 && m->has_switch)
		result = snd_mixer_selem_get_playback_switch(
			m->elem, SND_MIXER_SCHN_FRONT_LEFT, &on);
	if (result == 0 && m->has_db)
		result = snd_mixer_selem_get_playback_dB(
			m->elem, SND_MIXER_SCHN_FRONT_LEFT, &value);
	if (result < 0)
		return result;
	if (!on)
		return 0;
	if (m->set_volume > 0 && raw == m->set_raw)
		return m->set_volume;
	volume = (int)lround(to_volume(m, value));
	return volume < 0 ? 0 : volume > 100 ? 100 : volume;
}

int
zc_mixer_alsa_set(struct zc_mixer_alsa *m, int volume)
{
	int result;

	if (volume < 0 || volume > 100)
		return -EINVAL;
	/* alsa-lib does not set a value that it believes is set already, so read other programs'
	 * changes first. */
	result = snd_mixer_handle_events(m->mixer);
	if (result < 0)
		return result;
	if (m->has_db)
		result =
			snd_mixer_selem_set_playback_dB_all(m->elem, from_volume(m, volume), 0);
	else
		result = snd_mixer_selem_set_playback_volume_all(
			m->elem, from_volume(m, volume));
	if (result == 0 && m->has_switch)
		result = snd_mixer_selem_set_playback_switch_all(m->elem, volume > 0);
	if (result == 0)
		result = read_raw(m, &m->set_raw);
	if (result == 0)
		m->set_volume = volume;
	return result;
}

int
zc_mixer_alsa_fd(const struct zc_mixer_alsa *m)
{
	return m->fd;
}

int
zc_mixer_alsa_handle(struct zc_mixer_alsa *m)
{
	int before = zc_mixer_alsa_get(m);
	int result = snd_mixer_handle_events(m->mixer);

	if (result < 0)
		return result;
	return zc_mixer_alsa_get(m) != before;
}
