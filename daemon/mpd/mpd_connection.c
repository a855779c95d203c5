/* Commands about the connection and the daemon. Control thread only. */
#include <string.h>

#include "daemon/library/library.h"
#include "daemon/library/library_open.h"
#include "daemon/base/log.h"
#include "daemon/mpd/mpd_handlers.h"

#define BINARY_LIMIT_MIN 64
#define BINARY_LIMIT_MAX (4 * 1024 * 1024)

int
zc_mpd_ping(struct zc_client *c, const struct zc_args *a)
{
	(void)c, (void)a;
	return ZC_DONE_OK;
}

int
zc_mpd_close(struct zc_client *c, const struct zc_args *a)
{
	(void)c, (void)a;
	return ZC_DONE_CLOSE;
}

int
zc_mpd_kill(struct zc_client *c, const struct zc_args *a)
{
	(void)a;
	zc_log(ZC_LOG_NOTICE, "a client sent kill");
	if (c->server->env.quit)
		c->server->env.quit(c->server->env.ctx);
	return ZC_DONE_CLOSE;
}

int
zc_mpd_password(struct zc_client *c, const struct zc_args *a)
{
	(void)a;
	return zc_ack(c, ZC_ACK_PASSWORD, "incorrect password: this daemon has none");
}

int
zc_mpd_binarylimit(struct zc_client *c, const struct zc_args *a)
{
	uint32_t bytes;

	if (zc_arg_uint(c, a->arg[0], BINARY_LIMIT_MAX, &bytes))
		return ZC_DONE_ACK;
	if (bytes < BINARY_LIMIT_MIN)
		return zc_ack(c, ZC_ACK_ARG, "Value too small: at least %d", BINARY_LIMIT_MIN);
	c->binary_limit_bytes = bytes;
	return ZC_DONE_OK;
}

static int
arg_tags(struct zc_client *c, const struct zc_args *a, uint32_t *mask)
{
	if (a->count < 2)
		return zc_ack(c, ZC_ACK_ARG, "Not enough arguments");
	*mask = 0;
	for (int i = 1; i < a->count; i++) {
		enum zc_tag tag = zc_tag_parse(a->arg[i]);

		/* Clients also name tags that MPD has and this daemon does not. */
		if (tag != ZC_TAG_COUNT)
			*mask |= 1u << tag;
	}
	return 0;
}

int
zc_mpd_tagtypes(struct zc_client *c, const struct zc_args *a)
{
	uint32_t mask = 0;

	if (!a->count) {
		for (int i = 0; i < ZC_TAG_COUNT; i++)
			if (c->tag_mask & (1u << i))
				zc_reply(c, "tagtype: %s\n", zc_tag_name((enum zc_tag)i));
		return ZC_DONE_OK;
	}
	if (!strcmp(a->arg[0], "enable") || !strcmp(a->arg[0], "disable")) {
		if (arg_tags(c, a, &mask))
			return ZC_DONE_ACK;
		if (a->arg[0][0] == 'e')
			c->tag_mask |= mask;
		else
			c->tag_mask &= ~mask;
		return ZC_DONE_OK;
	}
	if (strcmp(a->arg[0], "all") && strcmp(a->arg[0], "clear"))
		return zc_ack(c, ZC_ACK_ARG, "Unknown sub command: %.64s", a->arg[0]);
	if (a->count > 1)
		return zc_ack(c, ZC_ACK_ARG, "Too many arguments");
	c->tag_mask = a->arg[0][0] == 'a' ? ZC_TAGS_ALL : 0;
	return ZC_DONE_OK;
}

int
zc_mpd_config(struct zc_client *c, const struct zc_args *a)
{
	const struct zc_conf *conf = c->server->env.conf;

	(void)a;
	if (conf->music_directory)
		zc_reply_text(c, "music_directory", conf->music_directory);
	if (conf->playlist_directory)
		zc_reply_text(c, "playlist_directory", conf->playlist_directory);
	return ZC_DONE_OK;
}

int
zc_mpd_urlhandlers(struct zc_client *c, const struct zc_args *a)
{
	(void)a;
	if (c->local)
		zc_reply(c, "handler: file://\n");
	return ZC_DONE_OK;
}

int
zc_mpd_decoders(struct zc_client *c, const struct zc_args *a)
{
	(void)a;
	zc_reply(c, "plugin: sndfile\n");
	for (const struct zc_audio_suffix *s = zc_audio_suffixes; s->suffix; s++)
		zc_reply(c, "suffix: %s\n", s->suffix);
	for (const struct zc_audio_suffix *s = zc_audio_suffixes; s->suffix; s++)
		if (s->mime)
			zc_reply(c, "mime_type: %s\n", s->mime);
	return ZC_DONE_OK;
}

int
zc_mpd_partition(struct zc_client *c, const struct zc_args *a)
{
	if (strcmp(a->arg[0], "default"))
		return zc_ack(c, ZC_ACK_NO_EXIST,
			"%.64s: there is only the partition \"default\"", a->arg[0]);
	return ZC_DONE_OK;
}

int
zc_mpd_listpartitions(struct zc_client *c, const struct zc_args *a)
{
	(void)a;
	zc_reply(c, "partition: default\n");
	return ZC_DONE_OK;
}
