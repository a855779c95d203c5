/* Messages from client to client. A message goes into the inbox of every client that subscribed
 * to its channel and stays there until that client reads it; when an inbox is full, further
 * messages to it are lost. Control thread only. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/mpd/mpd_handlers.h"

#define NAME_BYTES 64
/* For one client. */
#define INBOX_BYTES 65536
#define SUBSCRIPTIONS_MAX 16

struct channel {
	struct channel *next; /* owns */
	char name[NAME_BYTES];
};

/* From a client's first subscription on. */
struct membership {
	struct zc_attachment attachment;
	struct channel *channels; /* owns; those that it is subscribed to */
	int count;
	struct zc_buf inbox; /* as readmessages answers it */
};

static void
membership_free(struct zc_client *c, struct zc_attachment *a)
{
	struct membership *m = (struct membership *)a;
	bool subscribed = m->channels != NULL;

	while (m->channels) {
		struct channel *ch = m->channels;

		m->channels = ch->next;
		free(ch);
	}
	zc_buf_free(&m->inbox);
	free(m);
	if (subscribed)
		zc_server_changed(c->server, ZC_IDLE_SUBSCRIPTION);
}

static struct membership *
membership_of(const struct zc_client *c)
{
	return (struct membership *)zc_client_attachment(c, membership_free);
}

/* NULL without memory. */
static struct membership *
make_membership(struct zc_client *c)
{
	struct membership *m = membership_of(c);

	if (m)
		return m;
	m = calloc(1, sizeof(*m));
	if (m) {
		m->attachment.free = membership_free;
		zc_client_attach(c, &m->attachment);
	}
	return m;
}

/* The link to the channel, or to the end of the list if it is not there. */
static struct channel **
find(struct membership *m, const char *name)
{
	struct channel **at = &m->channels;

	while (*at && strcmp((*at)->name, name) != 0)
		at = &(*at)->next;
	return at;
}

static bool
is_subscribed(const struct zc_client *c, const char *name)
{
	struct membership *m = membership_of(c);

	return m && *find(m, name);
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
	struct channel *ch;
	struct membership *m;

	if (!is_name(a->arg[0]))
		return zc_ack(c, ZC_ACK_ARG, "invalid channel name: %.64s", a->arg[0]);
	if (is_subscribed(c, a->arg[0]))
		return zc_ack(c, ZC_ACK_EXIST, "already subscribed to %s", a->arg[0]);
	m = make_membership(c);
	if (!m)
		return zc_ack(c, ZC_ACK_SYSTEM, "out of memory");
	if (m->count == SUBSCRIPTIONS_MAX)
		return zc_ack(c, ZC_ACK_EXIST, "already subscribed to %d channels",
			SUBSCRIPTIONS_MAX);
	ch = calloc(1, sizeof(*ch));
	if (!ch)
		return zc_ack(c, ZC_ACK_SYSTEM, "out of memory");
	strcpy(ch->name, a->arg[0]);
	*find(m, ch->name) = ch;
	m->count++;
	zc_server_changed(c->server, ZC_IDLE_SUBSCRIPTION);
	return ZC_DONE_OK;
}

int
zc_mpd_unsubscribe(struct zc_client *c, const struct zc_args *a)
{
	struct membership *m = membership_of(c);
	struct channel **at = m ? find(m, a->arg[0]) : NULL, *ch = at ? *at : NULL;

	if (!ch)
		return zc_ack(c, ZC_ACK_NO_EXIST, "not subscribed to %.64s", a->arg[0]);
	*at = ch->next;
	free(ch);
	m->count--;
	zc_server_changed(c->server, ZC_IDLE_SUBSCRIPTION);
	return ZC_DONE_OK;
}

/* Whether a client that stands before this one in the server's list is subscribed as well. */
static bool
is_listed(const struct zc_client *c, const char *name)
{
	for (const struct zc_client *k = c->server->clients; k != c; k = k->next)
		if (is_subscribed(k, name))
			return true;
	return false;
}

int
zc_mpd_channels(struct zc_client *c, const struct zc_args *a)
{
	(void)a;
	for (const struct zc_client *k = c->server->clients; k; k = k->next) {
		const struct membership *m = membership_of(k);

		for (const struct channel *ch = m ? m->channels : NULL; ch; ch = ch->next)
			if (!is_listed(k, ch->name))
				zc_reply_text(c, "channel", ch->name);
	}
	return ZC_DONE_OK;
}

int
zc_mpd_readmessages(struct zc_client *c, const struct zc_args *a)
{
	struct membership *m = membership_of(c);

	(void)a;
	if (!m)
		return ZC_DONE_OK;
	if (m->inbox.len)
		zc_buf_add(&c->out, zc_buf_bytes(&m->inbox), m->inbox.len);
	zc_buf_free(&m->inbox);
	return ZC_DONE_OK;
}

static void
deliver(struct zc_client *to, const char *name, const char *text)
{
	static const char channel[] = "channel: ", message[] = "\nmessage: ";
	size_t bytes = strlen(name) + strlen(text) + sizeof(channel) + sizeof(message);
	struct zc_buf *inbox = &membership_of(to)->inbox;

	if (inbox->len + bytes > INBOX_BYTES || !zc_buf_room(inbox, bytes))
		return;
	zc_buf_add(inbox, channel, sizeof(channel) - 1);
	zc_buf_add(inbox, name, strlen(name));
	zc_buf_add(inbox, message, sizeof(message) - 1);
	zc_buf_add(inbox, text, strlen(text));
	zc_buf_add(inbox, "\n", 1);
	zc_client_notify(to, ZC_IDLE_MESSAGE);
}

int
zc_mpd_sendmessage(struct zc_client *c, const struct zc_args *a)
{
	bool subscribed = false;

	if (!is_name(a->arg[0]))
		return zc_ack(c, ZC_ACK_ARG, "invalid channel name: %.64s", a->arg[0]);
	for (struct zc_client *k = c->server->clients; k; k = k->next) {
		if (!is_subscribed(k, a->arg[0]))
			continue;
		subscribed = true;
		deliver(k, a->arg[0], a->arg[1]);
	}
	return subscribed ? ZC_DONE_OK
			  : zc_ack(c, ZC_ACK_NO_EXIST, "nobody is subscribed to %s", a->arg[0]);
}
