/* Commands for playback options, the volume and the only output. Control thread only. */
#include <errno.h>
#include <string.h>

#include "daemon/player/mixer.h"
#include "daemon/mpd/mpd_handlers.h"

static int
set_options(struct zc_client *c, const struct zc_queue_options *o)
{
	zc_queue_set_options(zc_queue_of(c), o);
	zc_server_options_changed(c->server);
	return ZC_DONE_OK;
}

int
zc_mpd_repeat(struct zc_client *c, const struct zc_args *a)
{
	struct zc_queue_options o = *zc_queue_options(zc_queue_of(c));

	return zc_arg_bool(c, a->arg[0], &o.repeat) ? ZC_DONE_ACK : set_options(c, &o);
}

int
zc_mpd_random(struct zc_client *c, const struct zc_args *a)
{
	struct zc_queue_options o = *zc_queue_options(zc_queue_of(c));

	return zc_arg_bool(c, a->arg[0], &o.random) ? ZC_DONE_ACK : set_options(c, &o);
}

static int
arg_oneshot(struct zc_client *c, const char *arg, int *out)
{
	if (!strcmp(arg, "oneshot"))
		*out = 2;
	else if (!strcmp(arg, "0") || !strcmp(arg, "1"))
		*out = *arg - '0';
	else
		return zc_ack(
			c, ZC_ACK_ARG, "Unrecognized mode, expected 0, 1 or oneshot: %s", arg);
	return 0;
}

int
zc_mpd_single(struct zc_client *c, const struct zc_args *a)
{
	struct zc_queue_options o = *zc_queue_options(zc_queue_of(c));

	return arg_oneshot(c, a->arg[0], &o.single) ? ZC_DONE_ACK : set_options(c, &o);
}

int
zc_mpd_consume(struct zc_client *c, const struct zc_args *a)
{
	struct zc_queue_options o = *zc_queue_options(zc_queue_of(c));

	return arg_oneshot(c, a->arg[0], &o.consume) ? ZC_DONE_ACK : set_options(c, &o);
}

int
zc_volume(struct zc_server *s)
{
	struct zc_player_status st;

	zc_player_status(s->env.player, &st);
	zc_mixer_attach(s->mixer, *st.device ? st.device : s->env.conf->device);
	return zc_mixer_get(s->mixer);
}

static int
set_volume(struct zc_client *c, int percent)
{
	struct zc_err err;

	if (zc_mixer_set(c->server->mixer, percent, &err))
		return zc_ack(c, ZC_ACK_SYSTEM, "%s", err.text);
	zc_server_changed(c->server, ZC_CHANGED_MIXER);
	return ZC_DONE_OK;
}

int
zc_mpd_setvol(struct zc_client *c, const struct zc_args *a)
{
	uint32_t percent;

	if (zc_arg_uint(c, a->arg[0], 100, &percent))
		return ZC_DONE_ACK;
	zc_volume(c->server);
	return set_volume(c, (int)percent);
}

int
zc_mpd_getvol(struct zc_client *c, const struct zc_args *a)
{
	int volume = zc_volume(c->server);

	(void)a;
	if (volume >= 0)
		zc_reply(c, "volume: %d\n", volume);
	return ZC_DONE_OK;
}

int
zc_mpd_volume(struct zc_client *c, const struct zc_args *a)
{
	struct zc_err err;
	uint32_t change;
	int volume;
	char sign;

	if (zc_mpd_signed(a->arg[0], 100, &sign, &change, &err))
		return zc_ack_err(c, &err);
	volume = zc_volume(c->server);
	if (volume < 0)
		volume = 0;
	volume += sign == '-' ? -(int)change : (int)change;
	return set_volume(c, volume < 0 ? 0 : volume > 100 ? 100 : volume);
}

/* Crossfading and replay gain would alter samples, so only "off" is accepted. */
int
zc_mpd_crossfade(struct zc_client *c, const struct zc_args *a)
{
	uint32_t seconds;

	if (zc_arg_uint(c, a->arg[0], UINT32_MAX, &seconds))
		return ZC_DONE_ACK;
	if (seconds)
		return zc_ack(c, ZC_ACK_ARG,
			"crossfade is always 0: zcaudiod does not alter the file's samples");
	return ZC_DONE_OK;
}

int
zc_mpd_replay_gain_mode(struct zc_client *c, const struct zc_args *a)
{
	if (strcmp(a->arg[0], "off"))
		return zc_ack(c, ZC_ACK_ARG,
			"replay gain is always off: zcaudiod does not alter the file's samples");
	return ZC_DONE_OK;
}

int
zc_mpd_replay_gain_status(struct zc_client *c, const struct zc_args *a)
{
	(void)a;
	zc_reply(c, "replay_gain_mode: off\n");
	return ZC_DONE_OK;
}

int
zc_mpd_outputs(struct zc_client *c, const struct zc_args *a)
{
	struct zc_player_status st;
	const char *device;

	(void)a;
	zc_player_status(c->server->env.player, &st);
	device = *st.device ? st.device : c->server->env.conf->device;
	zc_reply(c, "outputid: 0\n");
	zc_reply_text(c, "outputname", device);
	zc_reply(c, "plugin: %s\n", !strcmp(device, "sim") ? "sim" : "alsa");
	zc_reply_bool(c, "outputenabled", c->server->output_enabled);
	return ZC_DONE_OK;
}

static int
arg_output(struct zc_client *c, const char *arg)
{
	uint32_t id;

	if (zc_arg_uint(c, arg, UINT32_MAX, &id))
		return ZC_DONE_ACK;
	return id ? zc_ack(c, ZC_ACK_NO_EXIST, "No such audio output: %s, there is only 0", arg)
		  : 0;
}

static int
set_output(struct zc_client *c, bool on)
{
	if (on == c->server->output_enabled)
		return ZC_DONE_OK;
	c->server->output_enabled = on;
	/* A disabled output leaves the device to other programs. */
	if (!on)
		zc_player_stop(c->server->env.player);
	zc_server_changed(c->server, ZC_CHANGED_OUTPUT);
	return ZC_DONE_OK;
}

int
zc_mpd_enableoutput(struct zc_client *c, const struct zc_args *a)
{
	return arg_output(c, a->arg[0]) ? ZC_DONE_ACK : set_output(c, true);
}

int
zc_mpd_disableoutput(struct zc_client *c, const struct zc_args *a)
{
	return arg_output(c, a->arg[0]) ? ZC_DONE_ACK : set_output(c, false);
}

int
zc_mpd_toggleoutput(struct zc_client *c, const struct zc_args *a)
{
	return arg_output(c, a->arg[0]) ? ZC_DONE_ACK
					: set_output(c, !c->server->output_enabled);
}
