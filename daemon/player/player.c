/* The player's life and the commands of clients: each only says what is wanted from now on, the
 * rest is zc_player_advance. Control thread. */
#include "daemon/player/player_state.h"

#include <errno.h>
#include <math.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>

#include "daemon/base/log.h"
#include "daemon/base/loop.h"

/* How long an engine that does not answer is waited for at the end. */
#define FREE_TIMEOUT_MS 5000

void
zc_player_say(struct zc_player *p, unsigned int what)
{
	p->what |= what;
}

void
zc_player_advance(struct zc_player *p)
{
	unsigned int what;

	zc_player_fill_line(p);
	zc_player_drive(p);
	/* Once the current track is on its way, what comes behind it can be opened. */
	zc_player_fill_line(p);
	what = p->what;
	p->what = 0;
	if (what && p->conf.changed)
		p->conf.changed(p->conf.ctx, what);
}

void
zc_player_set_error(struct zc_player *p, const char *text)
{
	snprintf(p->error, sizeof(p->error), "%s", text);
	p->device_error = false;
	zc_player_say(p, ZC_CHANGED_PLAYER);
}

void
zc_player_set_song(struct zc_player *p, uint32_t song_id, double start_s)
{
	p->song_id = song_id;
	p->start_s = start_s;
	p->seek_wanted = false;
	p->seek_seq = 0;
	zc_queue_set_current(p->queue, song_id);
	zc_player_say(p, ZC_CHANGED_PLAYER);
}

void
zc_player_cut(struct zc_player *p, uint32_t song_id, double start_s)
{
	zc_player_retire(p, 0);
	zc_player_set_song(p, song_id, start_s);
}

void
zc_player_end(struct zc_player *p, uint32_t song_id)
{
	p->state = ZC_STATE_STOPPED;
	p->lost = false;
	p->failures = 0;
	zc_player_cut(p, song_id, 0);
}

static void
strings_free(struct zc_player_strings *s)
{
	if (!s)
		return;
	free(s->device);
	free(s->music_directory);
	free(s->sim_file);
	free(s->sim_script);
	free(s);
}

static bool
copy(char **to, const char *from)
{
	*to = from ? strdup(from) : NULL;
	return *to || !from;
}

/* Takes the configuration over with copies of its strings. */
static int
take_conf(struct zc_player *p, const struct zc_player_conf *conf)
{
	struct zc_player_strings *s = calloc(1, sizeof(*s));

	if (!s || !copy(&s->device, conf->device) ||
		!copy(&s->music_directory, conf->music_directory) ||
		!copy(&s->sim_file, conf->sink.sim_file) ||
		!copy(&s->sim_script, conf->sink.sim_script)) {
		strings_free(s);
		return -ENOMEM;
	}
	p->conf = *conf;
	p->conf.device = s->device;
	p->conf.music_directory = s->music_directory;
	p->conf.sink.sim_file = s->sim_file;
	p->conf.sink.sim_script = s->sim_script;
	p->strings = s;
	return 0;
}

struct zc_player *
zc_player_new(struct zc_loop *loop, struct zc_engine *engine, struct zc_queue *queue,
	const struct zc_player_conf *conf, struct zc_err *err)
{
	struct zc_player *p = calloc(1, sizeof(*p));

	if (!p || take_conf(p, conf)) {
		zc_fail(err, -ENOMEM, "out of memory for the player");
		goto fail;
	}
	p->loop = loop;
	p->engine = engine;
	p->queue = queue;
	p->loader = zc_loader_new(err);
	if (!p->loader)
		goto fail;
	p->report = zc_report_new();
	p->wakes = zc_wake_stat_new();
	p->retry = zc_timer_new(loop, zc_player_retry, p);
	p->overdue = zc_timer_new(loop, zc_player_overdue, p);
	p->engine_watch = zc_watch_add(
		loop, zc_engine_event_fd(engine), EPOLLIN, zc_player_engine_ready, p);
	p->loader_watch =
		zc_watch_add(loop, zc_loader_fd(p->loader), EPOLLIN, zc_player_loader_ready, p);
	if (!p->report || !p->wakes || !p->retry || !p->overdue || !p->engine_watch ||
		!p->loader_watch) {
		zc_fail(err, -ENOMEM, "out of memory for the player");
		goto fail;
	}
	zc_player_find_device(p);
	return p;
fail:
	if (p)
		zc_player_free(p);
	return NULL;
}

static bool
all_is_back(const struct zc_player *p)
{
	return !p->retired && !p->line_len && p->sink == ZC_SINK_NONE && !p->finding;
}

static void
bring_back(struct zc_player *p)
{
	struct pollfd fds[2] = { { .fd = zc_engine_event_fd(p->engine), .events = POLLIN },
		{ .fd = zc_loader_fd(p->loader), .events = POLLIN } };

	int timeouts = 0;

	zc_player_advance(p);
	while (!all_is_back(p) && timeouts < 2) {
		if (poll(fds, 2, FREE_TIMEOUT_MS) <= 0) {
			timeouts++;
			zc_loader_expire(p->loader, FREE_TIMEOUT_MS * INT64_C(1000000));
		}
		zc_player_engine_ready(p, fds[0].fd, 0);
		zc_player_loader_ready(p, fds[1].fd, 0);
	}
	if (!all_is_back(p))
		zc_log(ZC_LOG_ERROR, "the engine did not give everything back in time");
}

void
zc_player_free(struct zc_player *p)
{
	if (!p)
		return;
	p->conf.changed = NULL;
	p->reprobe = false;
	if (p->loader_watch) {
		zc_player_end(p, p->song_id);
		bring_back(p);
	}
	zc_watch_del(p->engine_watch);
	zc_watch_del(p->loader_watch);
	zc_timer_free(p->retry);
	zc_timer_free(p->overdue);
	zc_loader_free(p->loader);
	zc_player_verify_free(p);
	zc_report_free(p->report);
	zc_wake_stat_free(p->wakes);
	strings_free(p->strings);
	free(p);
}

int
zc_player_reload(struct zc_player *p, const struct zc_player_conf *conf)
{
	struct zc_player_strings *old = p->strings;
	enum zc_path best_path = p->conf.best_path;
	bool no_uring = p->conf.no_uring;
	int r = take_conf(p, conf);

	if (r)
		return r;
	p->conf.best_path = best_path;
	p->conf.no_uring = no_uring;
	strings_free(old);
	p->reprobe = true;
	zc_player_reprobe(p);
	return 0;
}

/* What a client wants played from now on, with what went wrong before forgotten. */
static void
start(struct zc_player *p, uint32_t id, double seconds)
{
	zc_queue_jump(p->queue, id);
	zc_player_cut(p, id, seconds);
	zc_player_clear_error(p);
	p->failures = 0;
	p->state = ZC_STATE_PLAYING;
}

int
zc_player_play(struct zc_player *p, uint32_t id, struct zc_err *err)
{
	if (id && zc_queue_pos(p->queue, id) < 0)
		return zc_fail(err, -ENOENT, "No such song");
	if (!id && p->state != ZC_STATE_STOPPED) {
		if (p->state == ZC_STATE_PAUSED)
			zc_player_pause(p, false);
		return 0;
	}
	if (!id)
		id = p->song_id ? p->song_id : zc_queue_next(p->queue, 0, true);
	if (id)
		start(p, id, 0);
	zc_player_advance(p);
	return 0;
}

int
zc_player_pause(struct zc_player *p, bool on)
{
	enum zc_play_state state = on ? ZC_STATE_PAUSED : ZC_STATE_PLAYING;

	if (p->state == ZC_STATE_STOPPED)
		return 0;
	if (on)
		p->lost = false;
	if (p->state != state) {
		p->state = state;
		zc_player_say(p, ZC_CHANGED_PLAYER);
	}
	zc_player_advance(p);
	return 0;
}

void
zc_player_stop(struct zc_player *p)
{
	if (p->state == ZC_STATE_STOPPED)
		return;
	zc_player_end(p, p->song_id);
	zc_player_advance(p);
}

int
zc_player_next(struct zc_player *p, struct zc_err *err)
{
	uint32_t id = p->song_id, next;

	if (p->state == ZC_STATE_STOPPED)
		return zc_fail(err, -ENOTCONN, "Not playing");
	next = zc_queue_next(p->queue, id, true);
	zc_player_song_done(p, id, false);
	if (next == id && zc_queue_pos(p->queue, id) < 0)
		next = 0;
	if (next)
		start(p, next, 0);
	else
		zc_player_end(p, 0);
	zc_player_advance(p);
	return 0;
}

int
zc_player_prev(struct zc_player *p, struct zc_err *err)
{
	uint32_t prev;

	if (p->state == ZC_STATE_STOPPED)
		return zc_fail(err, -ENOTCONN, "Not playing");
	prev = zc_queue_prev(p->queue, p->song_id);
	start(p, prev ? prev : p->song_id, 0);
	zc_player_advance(p);
	return 0;
}

int
zc_player_seek(struct zc_player *p, uint32_t id, double seconds, struct zc_err *err)
{
	if (zc_queue_pos(p->queue, id) < 0)
		return zc_fail(err, -ENOENT, "No such song");
	if (!isfinite(seconds))
		return zc_fail(err, -EINVAL, "Not a place in a song");
	if (seconds < 0)
		seconds = 0;
	if (id != p->song_id || p->state == ZC_STATE_STOPPED) {
		start(p, id, seconds);
	} else if (p->line_len && p->line[0]->where == ZC_ITEM_ENGINE) {
		p->seek_wanted = true;
		p->seek_s = seconds;
	} else {
		p->start_s = seconds;
	}
	zc_player_say(p, ZC_CHANGED_PLAYER);
	zc_player_advance(p);
	return 0;
}

void
zc_player_restore(struct zc_player *p, enum zc_play_state state, uint32_t id, double seconds)
{
	if (zc_queue_pos(p->queue, id) < 0)
		return;
	zc_player_set_song(p, id, state == ZC_STATE_STOPPED ? 0 : seconds);
	p->state = state;
	zc_player_advance(p);
}

void
zc_player_queue_changed(struct zc_player *p)
{
	if (p->song_id && zc_queue_pos(p->queue, p->song_id) < 0) {
		uint32_t next = zc_queue_after_deleted(p->queue);

		if (next && p->state == ZC_STATE_PLAYING)
			zc_player_cut(p, next, 0);
		else
			zc_player_end(p, 0);
	}
	zc_player_advance(p);
}

bool
zc_player_alive(struct zc_player *p)
{
	struct zc_cmd cmd = { 0 };
	struct zc_snapshot snap;
	bool alive = !p->alive_seq;

	zc_engine_snapshot(p->engine, &snap);
	if (snap.count.wakeups != p->alive_wakeups)
		alive = true;
	p->alive_wakeups = snap.count.wakeups;
	if (!p->alive_seq)
		p->alive_seq = zc_player_send(
			p, p->engine_paused ? ZC_CMD_PAUSE : ZC_CMD_RESUME, &cmd);
	return alive;
}
