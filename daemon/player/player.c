/* The player's life, its loop and the commands of clients. A command only changes what is
 * wanted; advance() does the rest. Control thread. */
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
#include "daemon/player/player_device.h"
#include "daemon/player/player_drive.h"
#include "daemon/player/player_events.h"
#include "daemon/player/player_line.h"
#include "daemon/player/player_record.h"
#include "daemon/player/player_verify.h"

/* How long to wait at the end for an engine that does not answer. */
#define FREE_TIMEOUT_MS 5000

/* Takes the next steps towards what is wanted, then reports what has changed. */
static void
advance(struct zc_player *p)
{
	if (zc_player_fill_line(p))
		zc_player_find_device(p);
	zc_player_drive(p);
	/* Once the current track is at the engine, those behind it can be opened. */
	if (zc_player_fill_line(p))
		zc_player_find_device(p);
	zc_player_report_changes(p);
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

/* Takes over the configuration, with copies of its strings. 0, or -ENOMEM with nothing
 * changed. */
static int
set_conf(struct zc_player *p, const struct zc_player_conf *conf)
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

static void
engine_ready(void *ctx, int fd, uint32_t events)
{
	(void)fd, (void)events;
	zc_player_handle_events(ctx);
	advance(ctx);
}

static void
loader_ready(void *ctx, int fd, uint32_t events)
{
	(void)fd, (void)events;
	zc_player_handle_loaded(ctx);
	advance(ctx);
}

struct zc_player *
zc_player_new(struct zc_loop *loop, struct zc_engine *engine, struct zc_queue *queue,
	const struct zc_player_conf *conf, struct zc_err *err)
{
	struct zc_player *p = calloc(1, sizeof(*p));

	if (!p || set_conf(p, conf)) {
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
	p->device.retry = zc_timer_new(loop, zc_player_retry_device, p);
	p->line.expire = zc_timer_new(loop, zc_player_expire_files, p);
	p->engine_watch =
		zc_watch_add(loop, zc_engine_event_fd(engine), EPOLLIN, engine_ready, p);
	p->loader_watch = zc_watch_add(loop, zc_loader_fd(p->loader), EPOLLIN, loader_ready, p);
	if (!p->report || !p->wakes || !p->device.retry || !p->line.expire ||
		!p->engine_watch || !p->loader_watch) {
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
	return !p->line.retired && !p->line.len && p->device.sink == ZC_SINK_NONE &&
	       !p->device.finding;
}

static void
bring_back(struct zc_player *p)
{
	struct pollfd fds[2] = { { .fd = zc_engine_event_fd(p->engine), .events = POLLIN },
		{ .fd = zc_loader_fd(p->loader), .events = POLLIN } };
	int timeouts = 0;

	advance(p);
	while (!all_is_back(p) && timeouts < 2) {
		int n = poll(fds, 2, FREE_TIMEOUT_MS);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			timeouts++;
			zc_loader_expire(p->loader, FREE_TIMEOUT_MS * INT64_C(1000000));
		}
		zc_player_handle_events(p);
		zc_player_handle_loaded(p);
		advance(p);
	}
	if (!all_is_back(p))
		zc_log(ZC_LOG_ERROR, "the engine did not return everything in time");
}

void
zc_player_free(struct zc_player *p)
{
	if (!p)
		return;
	p->conf.changed = NULL;
	p->device.reprobe = false;
	if (p->loader_watch) {
		zc_player_end(p, p->wanted.song_id);
		bring_back(p);
	}
	zc_watch_del(p->engine_watch);
	zc_watch_del(p->loader_watch);
	zc_timer_free(p->device.retry);
	zc_timer_free(p->line.expire);
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
	int r = set_conf(p, conf);

	if (r)
		return r;
	p->conf.best_path = best_path;
	p->conf.no_uring = no_uring;
	strings_free(old);
	p->device.reprobe = true;
	zc_player_reprobe(p);
	return 0;
}

/* A client wants this song from now on; errors from before are forgotten. */
static void
play_song(struct zc_player *p, uint32_t id, double seconds)
{
	zc_queue_jump(p->queue, id);
	zc_player_cut(p, id, seconds);
	zc_player_clear_error(p);
	p->line.failures = 0;
	p->wanted.state = ZC_STATE_PLAYING;
}

int
zc_player_play(struct zc_player *p, uint32_t id, struct zc_err *err)
{
	if (id && zc_queue_pos(p->queue, id) < 0)
		return zc_fail(err, -ENOENT, "No such song");
	if (!id && p->wanted.state != ZC_STATE_STOPPED) {
		if (p->wanted.state == ZC_STATE_PAUSED)
			zc_player_pause(p, false);
		return 0;
	}
	if (!id)
		id = p->wanted.song_id ? p->wanted.song_id : zc_queue_next(p->queue, 0, true);
	if (id)
		play_song(p, id, 0);
	advance(p);
	return 0;
}

int
zc_player_pause(struct zc_player *p, bool on)
{
	enum zc_play_state state = on ? ZC_STATE_PAUSED : ZC_STATE_PLAYING;

	if (p->wanted.state == ZC_STATE_STOPPED)
		return 0;
	if (on)
		p->device.lost = false;
	if (p->wanted.state != state) {
		p->wanted.state = state;
		zc_player_mark(p, ZC_CHANGED_PLAYER);
	}
	advance(p);
	return 0;
}

void
zc_player_stop(struct zc_player *p)
{
	if (p->wanted.state == ZC_STATE_STOPPED)
		return;
	zc_player_end(p, p->wanted.song_id);
	advance(p);
}

int
zc_player_next(struct zc_player *p, struct zc_err *err)
{
	uint32_t id = p->wanted.song_id, next;

	if (p->wanted.state == ZC_STATE_STOPPED)
		return zc_fail(err, -ENOTCONN, "Not playing");
	next = zc_queue_next(p->queue, id, true);
	zc_player_song_done(p, id, false);
	if (next == id && zc_queue_pos(p->queue, id) < 0)
		next = 0;
	if (next)
		play_song(p, next, 0);
	else
		zc_player_end(p, 0);
	advance(p);
	return 0;
}

int
zc_player_prev(struct zc_player *p, struct zc_err *err)
{
	uint32_t prev;

	if (p->wanted.state == ZC_STATE_STOPPED)
		return zc_fail(err, -ENOTCONN, "Not playing");
	prev = zc_queue_prev(p->queue, p->wanted.song_id);
	play_song(p, prev ? prev : p->wanted.song_id, 0);
	advance(p);
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
	if (id != p->wanted.song_id || p->wanted.state == ZC_STATE_STOPPED) {
		play_song(p, id, seconds);
	} else if (zc_player_engine_has_current(p)) {
		p->wanted.seek = true;
		p->wanted.seek_s = seconds;
	} else {
		p->wanted.start_s = seconds;
	}
	zc_player_mark(p, ZC_CHANGED_PLAYER);
	advance(p);
	return 0;
}

void
zc_player_restore(struct zc_player *p, enum zc_play_state state, uint32_t id, double seconds)
{
	if (zc_queue_pos(p->queue, id) < 0)
		return;
	zc_player_set_song(p, id, state == ZC_STATE_STOPPED ? 0 : seconds);
	p->wanted.state = state;
	advance(p);
}

void
zc_player_queue_changed(struct zc_player *p)
{
	if (p->wanted.song_id && zc_queue_pos(p->queue, p->wanted.song_id) < 0) {
		uint32_t next = zc_queue_after_deleted(p->queue);

		if (next && p->wanted.state == ZC_STATE_PLAYING)
			zc_player_cut(p, next, 0);
		else
			zc_player_end(p, 0);
	}
	advance(p);
}

bool
zc_player_alive(struct zc_player *p)
{
	struct zc_cmd cmd = { 0 };
	struct zc_snapshot snap;
	bool alive = !p->commands.alive;

	zc_engine_snapshot(p->engine, &snap);
	if (snap.count.wakeups != p->commands.wakeups)
		alive = true;
	p->commands.wakeups = snap.count.wakeups;
	if (!p->commands.alive)
		p->commands.alive = zc_player_send(
			p, p->commands.paused ? ZC_CMD_PAUSE : ZC_CMD_RESUME, &cmd);
	return alive;
}

void
zc_player_status(struct zc_player *p, struct zc_player_status *out)
{
	const struct zc_item *item = p->line.len ? p->line.item[0] : NULL;

	zc_player_collect_wakes(p);
	memset(out, 0, sizeof(*out));
	out->state = p->wanted.state;
	out->song_id = p->wanted.song_id;
	out->next_id =
		p->wanted.song_id ? zc_queue_next(p->queue, p->wanted.song_id, false) : 0;
	out->device = p->device.name;
	out->device_about = p->device.about;
	out->error = p->error.text;
	memcpy(out->receipts, p->receipts.count, sizeof(out->receipts));
	zc_engine_snapshot(p->engine, &out->snap);
	if (p->wanted.state == ZC_STATE_STOPPED)
		return;
	out->elapsed_s = p->wanted.start_s;
	if (item && item->track) {
		out->info = &item->info;
		out->duration_s = item->info.seconds;
		zc_track_counts(item->track, &out->counts);
	}
	if (zc_player_is_seeking(p))
		out->elapsed_s = p->wanted.seek_s;
	else if (item && item->state == ZC_ITEM_ENGINE)
		out->elapsed_s = (double)zc_player_frame_now(p, item, &out->snap) /
				 item->info.hw.rate_hz;
}

void
zc_player_clear_error(struct zc_player *p)
{
	zc_player_forget_error(p);
}

int
zc_player_played(struct zc_player *p, const struct zc_played **list)
{
	return zc_report_list(p->report, list);
}
