/* The card's volume on the loop. Invariant: card is open only while device names a card, and
 * its descriptor is watched while it is open. Control thread only. */
#include "daemon/player/mixer.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>

#include "daemon/base/loop.h"
#include "pipeline/mixer_alsa.h"

struct zc_mixer {
	struct zc_loop *loop; /* lent until free */
	char *control; /* owned; NULL: none wanted */
	void (*changed)(void *ctx);
	void *ctx; /* lent until free */
	char device[64];
	struct zc_mixer_alsa *card; /* owned; NULL: none */
	struct zc_watch *watch; /* owned */
	struct zc_err missing; /* why there is no card */
};

static void
detach(struct zc_mixer *m)
{
	zc_watch_del(m->watch);
	m->watch = NULL;
	zc_mixer_alsa_free(m->card);
	m->card = NULL;
}

static void
on_change(void *ctx, int fd, uint32_t events)
{
	struct zc_mixer *m = ctx;
	int r = zc_mixer_alsa_handle(m->card);

	(void)fd, (void)events;
	if (r < 0) {
		zc_fail(&m->missing, r, "%s: the volume control is gone: %s", m->device,
			strerror(-r));
		detach(m);
	}
	if (r)
		m->changed(m->ctx);
}

static void
open_card(struct zc_mixer *m)
{
	m->card = zc_mixer_alsa_open(m->device, m->control, &m->missing);
	if (m->card)
		m->watch =
			zc_watch_add(m->loop, zc_mixer_alsa_fd(m->card), EPOLLIN, on_change, m);
}

struct zc_mixer *
zc_mixer_new(struct zc_loop *loop, const char *control, void (*changed)(void *ctx), void *ctx)
{
	struct zc_mixer *m = calloc(1, sizeof(*m));

	if (!m)
		return NULL;
	m->loop = loop;
	m->changed = changed;
	m->ctx = ctx;
	zc_fail(&m->missing, -ENOENT, "no device was used yet, so there is no volume control");
	if (control && strcmp(control, "none") && !(m->control = strdup(control))) {
		free(m);
		return NULL;
	}
	return m;
}

void
zc_mixer_free(struct zc_mixer *m)
{
	if (!m)
		return;
	detach(m);
	free(m->control);
	free(m);
}

void
zc_mixer_attach(struct zc_mixer *m, const char *device)
{
	if (!strcmp(device, m->device) || !strcmp(device, "auto"))
		return;
	detach(m);
	snprintf(m->device, sizeof(m->device), "%s", device);
	if (!m->control)
		zc_fail(&m->missing, -ENOENT, "the configuration says mixer = none");
	else
		open_card(m);
}

bool
zc_mixer_renew(struct zc_mixer *m)
{
	if (m->card || !m->control || !*m->device)
		return false;
	open_card(m);
	return m->card;
}

int
zc_mixer_get(struct zc_mixer *m)
{
	return m->card ? zc_mixer_alsa_get(m->card) : -ENOENT;
}

int
zc_mixer_set(struct zc_mixer *m, int percent, struct zc_err *err)
{
	int r;

	if (!m->card)
		return zc_fail(err, m->missing.code, "No mixer: %.*s", ZC_ERR_MAX - 16,
			m->missing.text);
	r = zc_mixer_alsa_set(m->card, percent);
	return r ? zc_fail(err, r, "%s: %s: %s", m->device, zc_mixer_alsa_name(m->card),
			   strerror(-r))
		 : 0;
}
