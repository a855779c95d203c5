/* Messages from client to client: who is subscribed to a channel gets what is sent to it, and
 * reads it when it likes. What is too much for a client that does not read is dropped. Control
 * thread only. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/mpd/mpd_handlers.h"

#define NAME_BYTES 64
#define INBOX_BYTES 65536
/* Of one client. */
#define SUBSCRIPTIONS_MAX 16

struct zc_channel {
	struct zc_channel *next; /* owns */
	char name[NAME_BYTES];
};

void
zc_channels_leave(struct zc_client *c)
{
	while (c->channels) {
		struct zc_channel *gone = c->channels;

		c->channels = gone->next;
		free(gone);
	}
	c->channel_count = 0;
	zc_buf_free(&c->inbox);
}

/* Where the channel stands, or would stand: behind all others. */
static struct zc_channel **
find(struct zc_client *c, const char *name)
{
	struct zc_channel **at = &c->channels;

	while (*at && strcmp((*at)->name, name) != 0)
		at = &(*at)->next;
	return at;
}

static bool
is_name(const char *name)
{
	const char *p = name;

	while (isalnum((unsigned char)*p) || (*p && strchr("_-.:", *p)))
		p++;
	return !*p && p > name && p - name < NAME_BYTES;
}

int
zc_mpd_subscribe(struct zc_client *c, const struct zc_args *a)
{
	struct zc_channel **at = find(c, a->arg[0]);

	if (!is_name(a->arg[0]))
		return zc_ack(c, ZC_ACK_ARG, "invalid channel name: %.64s", a->arg[0]);
	if (*at)
		return zc_ack(c, ZC_ACK_EXIST, "already subscribed to %s", a->arg[0]);
	if (c->channel_count == SUBSCRIPTIONS_MAX)
		return zc_ack(c, ZC_ACK_EXIST, "already subscribed to %d channels",
			SUBSCRIPTIONS_MAX);
	*at = calloc(1, sizeof(**at));
	if (!*at)
		return zc_ack(c, ZC_ACK_SYSTEM, "out of memory");
	strcpy((*at)->name, a->arg[0]);
	c->channel_count++;
	zc_server_changed(c->server, ZC_IDLE_SUBSCRIPTION);
	return ZC_DONE_OK;
}

int
zc_mpd_unsubscribe(struct zc_client *c, const struct zc_args *a)
{
	struct zc_channel **at = find(c, a->arg[0]), *gone = *at;

	if (!gone)
		return zc_ack(c, ZC_ACK_NO_EXIST, "not subscribed to %.64s", a->arg[0]);
	*at = gone->next;
	free(gone);
	c->channel_count--;
	zc_server_changed(c->server, ZC_IDLE_SUBSCRIPTION);
	return ZC_DONE_OK;
}

/* Whether a client before this one is subscribed to it as well. */
static bool
is_told(const struct zc_client *c, const char *name)
{
	for (struct zc_client *k = c->server->clients; k != c; k = k->next)
		if (*find(k, name))
			return true;
	return false;
}

int
zc_mpd_channels(struct zc_client *c, const struct zc_args *a)
{
	(void)a;
	for (const struct zc_client *k = c->server->clients; k; k = k->next)
		for (const struct zc_channel *ch = k->channels; ch; ch = ch->next)
			if (!is_told(k, ch->name))
				zc_reply_text(c, "channel", ch->name);
	return ZC_DONE_OK;
}

int
zc_mpd_readmessages(struct zc_client *c, const struct zc_args *a)
{
	(void)a;
	if (c->inbox.len)
		zc_buf_add(&c->out, zc_buf_bytes(&c->inbox), c->inbox.len);
	zc_buf_free(&c->inbox);
	return ZC_DONE_OK;
}

static void
deliver(struct zc_client *to, const char *name, const char *text)
{
	static const char channel[] = "channel: ", message[] = "\nmessage: ";
	size_t bytes = strlen(name) + strlen(text) + sizeof(channel) + sizeof(message);

	if (to->inbox.len + bytes > INBOX_BYTES || !zc_buf_room(&to->inbox, bytes))
		return;
	zc_buf_add(&to->inbox, channel, sizeof(channel) - 1);
	zc_buf_add(&to->inbox, name, strlen(name));
	zc_buf_add(&to->inbox, message, sizeof(message) - 1);
	zc_buf_add(&to->inbox, text, strlen(text));
	zc_buf_add(&to->inbox, "\n", 1);
	zc_client_notify(to, ZC_IDLE_MESSAGE);
}

int
zc_mpd_sendmessage(struct zc_client *c, const struct zc_args *a)
{
	bool heard = false;

	if (!is_name(a->arg[0]))
		return zc_ack(c, ZC_ACK_ARG, "invalid channel name: %.64s", a->arg[0]);
	for (struct zc_client *k = c->server->clients; k; k = k->next) {
		if (!*find(k, a->arg[0]))
			continue;
		heard = true;
		deliver(k, a->arg[0], a->arg[1]);
	}
	return heard ? ZC_DONE_OK
		     : zc_ack(c, ZC_ACK_NO_EXIST, "nobody is subscribed to %s", a->arg[0]);
}
