/* The server: connects sockets, clients, library and player. Control thread only. */
#include "daemon/mpd/server.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "daemon/base/log.h"
#include "daemon/base/loop.h"
#include "daemon/base/worker.h"
#include "daemon/library/library.h"
#include "daemon/mpd/client.h"
#include "daemon/mpd/idle.h"
#include "daemon/mpd/listen.h"
#include "daemon/mpd/server_state.h"
#include "daemon/player/mixer.h"
#include "daemon/queue/queue.h"

/* Descriptors for everything but clients: device, tracks, library, timers. */
#define OTHER_FDS 128
/* Tags that become known within this time are reported at once. */
#define TAGS_BATCH_NS INT64_C(200000000)

static void
free_dropped(void *ctx)
{
	zc_clients_free_dropped(ctx);
}

static void
accepted(void *ctx, int fd, bool local)
{
	struct zc_server *s = ctx;
	char text[96];
	int len;

	if (s->client_count < s->env.conf->max_connections) {
		if (zc_client_new(s, fd, local))
			zc_log(ZC_LOG_WARNING, "out of memory: a client was turned away");
		return;
	}
	len = snprintf(text, sizeof(text),
		"ACK [5@0] {} %u clients are connected already (max_connections)\n",
		s->client_count);
	if (send(fd, text, (size_t)len, MSG_NOSIGNAL | MSG_DONTWAIT) < 0)
		zc_log(ZC_LOG_DEBUG, "a client left while it was turned away");
	shutdown(fd, SHUT_WR);
	close(fd);
}

/* For `stats`. */
static void
count_played(struct zc_server *s)
{
	struct zc_player_status st;
	int64_t now_ns = zc_loop_now_ns();

	zc_player_status(s->env.player, &st);
	if (s->playing_since_ns)
		s->played_ns += now_ns - s->playing_since_ns;
	s->playing_since_ns = st.state == ZC_STATE_PLAYING ? now_ns : 0;
}

void
zc_server_changed(struct zc_server *s, unsigned int changes)
{
	if (!s)
		return;
	if (changes & ZC_CHANGED_PLAYER)
		count_played(s);
	if (changes & ZC_CHANGED_OUTPUT && zc_mixer_renew(s->mixer))
		changes |= ZC_CHANGED_MIXER;
	for (struct zc_client *c = s->clients; c; c = c->next)
		zc_client_notify(c, changes);
	if (s->env.changed)
		s->env.changed(s->env.ctx, changes);
}

void
zc_server_queue_changed(struct zc_server *s)
{
	zc_player_queue_changed(s->env.player);
	zc_server_changed(s, ZC_CHANGED_PLAYLIST);
}

void
zc_server_options_changed(struct zc_server *s)
{
	zc_player_queue_changed(s->env.player);
	zc_server_changed(s, ZC_CHANGED_OPTIONS);
}

static void
report_tags(void *ctx)
{
	struct zc_server *s = ctx;
	unsigned int changes = s->tags_changes;

	s->tags_changes = 0;
	zc_server_changed(s, changes);
}

static void
tags_known(void *ctx, const uint32_t *ids, int count)
{
	struct zc_server *s = ctx;
	struct zc_player_status st;

	zc_player_status(s->env.player, &st);
	for (int i = 0; i < count; i++) {
		zc_queue_touch(s->env.queue, ids[i]);
		if (ids[i] == st.song_id)
			s->tags_changes |= ZC_CHANGED_PLAYER;
	}
	if (!(s->tags_changes & ZC_CHANGED_PLAYLIST))
		zc_timer_set(s->tags_timer, zc_loop_now_ns() + TAGS_BATCH_NS);
	s->tags_changes |= ZC_CHANGED_PLAYLIST;
}

/* In the loop's first turn set-up is over, and may have filled the queue from a state file. */
static void
first_turn(void *ctx)
{
	struct zc_server *s = ctx;

	for (uint32_t i = 0; i < zc_queue_length(s->env.queue); i++)
		zc_library_request_tags(s->library, zc_queue_at(s->env.queue, i)->id);
	if (s->env.conf->auto_update)
		zc_library_update(s->library, "", false);
}

static void
updating(void *ctx, bool changed)
{
	struct zc_server *s = ctx;

	zc_server_changed(s, ZC_IDLE_UPDATE | (changed ? ZC_IDLE_DATABASE : 0));
}

static void
mixer_changed(void *ctx)
{
	zc_server_changed(ctx, ZC_CHANGED_MIXER);
}

/* Never lowers it. A system service starts with a soft limit of 1024. */
static void
raise_descriptor_limit(uint32_t clients, struct zc_warnings *warn)
{
	struct rlimit limit;
	rlim_t wanted = (rlim_t)clients + OTHER_FDS;

	if (getrlimit(RLIMIT_NOFILE, &limit) < 0 || limit.rlim_cur >= wanted)
		return;
	limit.rlim_cur = wanted < limit.rlim_max ? wanted : limit.rlim_max;
	if (setrlimit(RLIMIT_NOFILE, &limit) < 0 || limit.rlim_cur < wanted)
		zc_warn(warn,
			"max_connections = %u needs %lu file descriptors, but only %lu are allowed: "
			"set LimitNOFILE=%lu in the unit, or ulimit -n",
			clients, (unsigned long)wanted, (unsigned long)limit.rlim_cur,
			(unsigned long)wanted);
}

struct zc_server *
zc_server_new(const struct zc_server_env *env, struct zc_warnings *warn, struct zc_err *err)
{
	struct zc_server *s = calloc(1, sizeof(*s));
	struct zc_library_events events = {
		.tags = tags_known, .updating = updating, .ctx = s
	};

	zc_fail(err, -ENOMEM, "out of memory");
	if (!s)
		return NULL;
	s->env = *env;
	s->started_ns = zc_loop_now_ns();
	s->output_enabled = true;
	raise_descriptor_limit(env->conf->max_connections, warn);
	s->tags_timer = zc_timer_new(env->loop, report_tags, s);
	s->dropped_timer = zc_timer_new(env->loop, free_dropped, s);
	s->worker = zc_worker_new(env->loop);
	if (s->worker)
		s->library = zc_library_new(
			s->worker, env->queue, env->conf->music_directory, &events);
	s->mixer = zc_mixer_new(env->loop, env->conf->mixer, mixer_changed, s);
	s->first_timer = zc_timer_new(env->loop, first_turn, s);
	if (s->library && s->mixer && s->tags_timer && s->dropped_timer && s->first_timer)
		s->listeners = zc_listeners_new(env->loop, env->conf, accepted, s, warn, err);
	if (!s->listeners) {
		zc_server_free(s);
		return NULL;
	}
	zc_timer_set(s->first_timer, 0);
	return s;
}

struct zc_worker *
zc_server_worker(struct zc_server *s)
{
	return s->worker;
}

void
zc_server_free(struct zc_server *s)
{
	if (!s)
		return;
	zc_listeners_free(s->listeners);
	while (s->clients)
		zc_client_drop(s->clients);
	zc_clients_free_dropped(s);
	zc_worker_free(s->worker);
	zc_library_free(s->library);
	zc_mixer_free(s->mixer);
	zc_timer_free(s->tags_timer);
	zc_timer_free(s->dropped_timer);
	zc_timer_free(s->first_timer);
	free(s);
}

void
zc_server_reload(struct zc_server *s, const struct zc_conf *conf)
{
	const char *old = zc_library_directory(s->library), *now = conf->music_directory;
	bool moved = !old != !now || (old && strcmp(old, now));

	s->env.conf = conf;
	zc_listeners_check(s->listeners);
	if (zc_library_set_directory(s->library, now))
		zc_log(ZC_LOG_ERROR, "out of memory: music_directory stays as it was");
	else if (moved && conf->auto_update)
		zc_library_update(s->library, "", false);
}
