/* The order of set-up: first the lock on the state file, so that a second daemon ends before it
 * touches a device. Then what can fail because of the system, before anything that others see.
 * The sockets are opened once the player can take commands; the state is restored once no other
 * daemon can have the sockets; READY is sent last. Control thread. */
#include "daemon/daemon.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "daemon/conf/conf_parts.h"
#include "config.h"
#include "pipeline/engine.h"
#include "daemon/metrics/http.h"
#include "daemon/metrics/metrics.h"
#include "daemon/incident/incident.h"
#include "daemon/base/lock.h"
#include "daemon/base/log.h"
#include "daemon/base/loop.h"
#include "daemon/notify.h"
#include "daemon/player/player.h"
#include "daemon/queue/queue.h"
#include "daemon/reload.h"
#include "daemon/mpd/dispatch.h"
#include "daemon/mpd/server.h"
#include "daemon/state/state.h"
#include "daemon/state/state_file.h"

/* All owned, unless it says otherwise. */
struct daemon {
	const struct zc_daemon_options *options; /* lent */
	struct zc_conf *conf; /* others borrow it, so a reload changes it in place */
	struct zc_loop *loop;
	struct zc_queue *queue;
	struct zc_engine *engine;
	struct zc_http *http;
	struct zc_incidents *incidents;
	struct zc_player *player;
	struct zc_server_env env; /* of the server */
	struct zc_server *server;
	struct zc_state *state;
	struct zc_notify *notify;
	struct zc_watch *signals;
	int signal_fd;
	int state_lock_fd; /* -1: none */
	struct zc_warnings warnings;
};

int
zc_daemon_conf(const struct zc_daemon_options *o, struct zc_conf *c, struct zc_err *err)
{
	int r = zc_conf_init(c);

	if (r)
		return zc_fail(err, r, "out of memory for the configuration");
	if (o->conf_given || !access(o->conf_path, F_OK))
		r = zc_conf_load(c, o->conf_path, err);
	if (!r && o->device)
		r = zc_conf_set(c, "device", o->device, err);
	return r;
}

static void
player_changed(void *ctx, unsigned int changes)
{
	struct daemon *d = ctx;
	struct zc_snapshot snap;

	if (changes & ZC_CHANGED_PLAYER) {
		zc_engine_snapshot(d->engine, &snap);
		zc_incidents_playing(d->incidents, snap.state == ZC_STATE_PLAYING);
	}
	zc_server_changed(d->server, changes);
}

static void
player_warning(void *ctx, const char *text)
{
	struct daemon *d = ctx;

	zc_warn(&d->warnings, "%s", text);
}

static void
incident(void *ctx, const struct zc_incident_context *context)
{
	struct daemon *d = ctx;

	zc_incidents_add(d->incidents, context);
}

static void
anything_changed(void *ctx, unsigned int changes)
{
	struct daemon *d = ctx;

	if (changes & (ZC_CHANGED_PLAYER | ZC_CHANGED_PLAYLIST | ZC_CHANGED_OPTIONS))
		zc_state_changed(d->state);
}

static struct zc_player_conf
player_conf(struct daemon *d, const struct zc_conf *c)
{
	struct zc_player_conf pc;

	zc_conf_player(c, &pc);
	pc.changed = player_changed;
	pc.warn = player_warning;
	pc.incident = incident;
	pc.ctx = d;
	return pc;
}

static void
quit(void *ctx)
{
	struct daemon *d = ctx;

	zc_loop_quit(d->loop);
}

static void
reload(struct daemon *d)
{
	struct zc_conf fresh, old = *d->conf;
	struct zc_player_conf pc;
	struct zc_err err;
	int r;

	zc_notify_reloading();
	r = zc_daemon_conf(d->options, &fresh, &err);
	if (!r) {
		pc = player_conf(d, &fresh);
		r = zc_player_reload(d->player, &pc);
		if (r)
			zc_fail(&err, r, "out of memory");
	}
	if (r) {
		zc_log(ZC_LOG_ERROR, "%s; the configuration stays as it was", err.text);
		zc_conf_free(&fresh);
		goto out;
	}
	*d->conf = fresh;
	zc_reload_log(&old, d->conf, d->options->conf_path);
	zc_log_set_level((enum zc_log_level)d->conf->log_level);
	zc_server_reload(d->server, d->conf);
	zc_conf_free(&old);
out:
	zc_notify_ready(
		r ? "the configuration stays as it was" : "the new configuration is in force");
}

static void
signalled(void *ctx, int fd, uint32_t events)
{
	struct daemon *d = ctx;
	struct signalfd_siginfo si;

	(void)events;
	while (read(fd, &si, sizeof(si)) == sizeof(si)) {
		if (si.ssi_signo == SIGHUP) {
			reload(d);
			continue;
		}
		zc_log(ZC_LOG_NOTICE, "stopping: %s", strsignal((int)si.ssi_signo));
		zc_loop_quit(d->loop);
	}
}

/* Before any thread is started: threads inherit that these signals are blocked. */
static int
watch_signals(struct daemon *d, struct zc_err *err)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGHUP);
	sigprocmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN);
	d->signal_fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	if (d->signal_fd >= 0)
		d->signals = zc_watch_add(d->loop, d->signal_fd, EPOLLIN, signalled, d);
	if (!d->signals)
		return zc_fail(err, -errno, "cannot receive signals: %s", strerror(errno));
	return 0;
}

static int
start_engine(struct daemon *d, struct zc_err *err)
{
	struct zc_engine_conf ec;

	zc_conf_engine(d->conf, &ec);
	d->engine = zc_engine_new(&ec, &d->warnings, err);
	return d->engine ? 0 : err->code;
}

static int
start_incidents(struct daemon *d, struct zc_err *err)
{
	struct zc_incidents_conf ic;

	zc_conf_incidents(d->conf, &ic);
	d->incidents = zc_incidents_new(d->loop, zc_engine_area(d->engine), &ic, &d->warnings);
	return d->incidents ? 0 : zc_fail(err, -ENOMEM, "out of memory for incidents");
}

static int
start_server(struct daemon *d, struct zc_err *err)
{
	d->env = (struct zc_server_env){
		.loop = d->loop,
		.queue = d->queue,
		.player = d->player,
		.conf = d->conf,
		.warnings = &d->warnings,
		.engine_about = zc_engine_about(d->engine),
		.area = zc_engine_area(d->engine),
		.incidents = d->incidents,
		.area_file = zc_engine_area_file(d->engine),
		.dispatch = zc_dispatch,
		.changed = anything_changed,
		.quit = quit,
		.ctx = d,
	};

	d->server = zc_server_new(&d->env, &d->warnings, err);
	if (!d->server)
		return err->code;
	zc_incidents_start(d->incidents, zc_server_worker(d->server));
	return 0;
}

/* A failure is only a warning: music plays without it. */
static void
start_http(struct daemon *d)
{
	const struct zc_conf *c = d->conf;
	const struct zc_metrics_sources sources = { .player = d->player,
		.queue = d->queue,
		.area = zc_engine_area(d->engine),
		.incidents = d->incidents };
	struct zc_err err;

	if (!c->metrics_port)
		return;
	d->http = zc_http_new(d->loop, &sources,
		c->metrics_address ? c->metrics_address : "127.0.0.1", c->metrics_port, &err);
	if (!d->http)
		zc_warn(&d->warnings, "%s", err.text);
}

static bool
alive(void *ctx)
{
	struct daemon *d = ctx;

	return zc_player_alive(d->player);
}

/* Two daemons on one state file would overwrite each other's state. If the lock fails for
 * another reason, saving will probably fail as well and be reported then, so this is only a
 * warning. */
static int
lock_state(struct daemon *d, struct zc_err *err)
{
	const char *path = d->conf->state_file;

	if (!path)
		return 0;
	d->state_lock_fd = zc_lock_take(path, "keeps its state", "state_file", err);
	if (d->state_lock_fd >= 0)
		return 0;
	if (d->state_lock_fd == -EADDRINUSE)
		return d->state_lock_fd;
	zc_warn(&d->warnings, "%s", err->text);
	return 0;
}

static int
restore(struct daemon *d, struct zc_err *err)
{
	struct zc_state_point point;
	struct zc_err load_err;
	int r;

	if (!d->conf->state_file)
		return 0;
	r = zc_state_load(d->conf->state_file, d->queue, &point, &load_err);
	if (r && r != -ENOENT)
		zc_log(ZC_LOG_WARNING, "%s", load_err.text);
	d->state = zc_state_new(d->loop, d->conf->state_file, d->queue, d->player, err);
	if (!d->state)
		return err->code;
	if (!r)
		zc_player_restore(d->player, point.state, point.song_id, point.elapsed_s);
	return 0;
}

static int
set_up(struct daemon *d, struct zc_err *err)
{
	struct zc_player_conf pc = player_conf(d, d->conf);
	int r = lock_state(d, err);

	if (r)
		return r;
	d->loop = zc_loop_new();
	d->queue = zc_queue_new();
	if (!d->loop || !d->queue)
		return zc_fail(err, -ENOMEM, "out of memory");
	r = watch_signals(d, err);
	if (r)
		return r;
	r = start_engine(d, err);
	if (r)
		return r;
	r = start_incidents(d, err);
	if (r)
		return r;
	d->player = zc_player_new(d->loop, d->engine, d->queue, &pc, err);
	if (!d->player)
		return err->code;
	zc_conf_check_music(d->conf, &d->warnings);
	r = start_server(d, err);
	if (r)
		return r;
	start_http(d);
	r = restore(d, err);
	if (r)
		return r;
	d->notify = zc_notify_new(d->loop, alive, d, err);
	return d->notify ? 0 : err->code;
}

/* The state is saved after the server is gone, so that no client can change it any more, and
 * before the player, which then fades out and takes device and tracks back from the engine. */
static void
take_down(struct daemon *d)
{
	zc_notify_stopping();
	zc_notify_free(d->notify);
	zc_incidents_end(d->incidents);
	zc_http_free(d->http);
	zc_server_free(d->server);
	d->server = NULL;
	zc_state_free(d->state);
	d->state = NULL;
	zc_player_free(d->player);
	zc_incidents_free(d->incidents);
	zc_engine_free(d->engine);
	zc_queue_free(d->queue);
	zc_watch_del(d->signals);
	if (d->signal_fd >= 0)
		close(d->signal_fd);
	zc_loop_free(d->loop);
	if (d->state_lock_fd >= 0)
		close(d->state_lock_fd);
}

int
zc_daemon_run(const struct zc_daemon_options *o, struct zc_conf *c)
{
	struct daemon d = { .options = o, .conf = c, .signal_fd = -1, .state_lock_fd = -1 };
	struct zc_err err = { 0 };
	int r;

	zc_log_set_level((enum zc_log_level)c->log_level);
	r = set_up(&d, &err);
	for (int i = 0; i < d.warnings.count; i++)
		zc_log(ZC_LOG_WARNING, "%s", d.warnings.text[i]);
	if (!r) {
		zc_log(ZC_LOG_NOTICE, PACKAGE_STRING " is ready; engine: %s",
			zc_engine_about(d.engine));
		zc_notify_ready(zc_engine_about(d.engine));
		r = zc_loop_run(d.loop);
	} else {
		zc_log(ZC_LOG_ERROR, "%s", err.text);
	}
	take_down(&d);
	zc_conf_free(c);
	return r ? EXIT_FAILURE : EXIT_SUCCESS;
}
