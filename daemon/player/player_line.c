/* The line. Control thread. */
#include "daemon/player/player_line.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "daemon/base/loop.h"
#include "daemon/player/player_record.h"
#include "daemon/player/player_verify.h"

/* How long to wait for a file that does not answer, as on a server that is gone. A disk that
 * has to spin up takes less. */
#define OPEN_LIMIT_NS INT64_C(20000000000)

static void
load_item(struct zc_player *p, struct zc_item *item)
{
	zc_loader_submit(p->loader, &item->load);
	if (p->line.expire_set)
		return;
	p->line.expire_set = true;
	zc_timer_set(p->line.expire, zc_loop_now_ns() + OPEN_LIMIT_NS);
}

void
zc_player_expire_files(void *ctx)
{
	struct zc_player *p = ctx;

	p->line.expire_set = zc_loader_expire(p->loader, OPEN_LIMIT_NS);
	if (p->line.expire_set)
		zc_timer_set(p->line.expire, zc_loop_now_ns() + OPEN_LIMIT_NS / 10);
}

static void
item_free(struct zc_item *item)
{
	free(item->path);
	free(item);
}

static void
retired_push(struct zc_player *p, struct zc_item *item)
{
	item->next = p->line.retired;
	p->line.retired = item;
}

static void
retired_free(struct zc_player *p, struct zc_item *item)
{
	struct zc_item **at = &p->line.retired;

	while (*at != item)
		at = &(*at)->next;
	*at = item->next;
	item_free(item);
}

void
zc_player_item_close(struct zc_player *p, struct zc_item *item)
{
	zc_player_verify_end(p, item, -ECANCELED, item->start_frame);
	item->state = ZC_ITEM_CLOSING;
	item->load.kind = ZC_LOAD_CLOSE;
	item->load.track = item->track;
	item->load.sink = NULL;
	item->track = NULL;
	load_item(p, item);
}

/* The item was taken out of the line. */
static void
dispose(struct zc_player *p, struct zc_item *item)
{
	if (item->state == ZC_ITEM_OPENING && zc_loader_cancel(p->loader, &item->load)) {
		item_free(item);
	} else if (item->state == ZC_ITEM_OPENING || item->state == ZC_ITEM_ENGINE) {
		retired_push(p, item);
	} else if (item->track) {
		retired_push(p, item);
		zc_player_item_close(p, item);
	} else {
		item_free(item);
	}
}

void
zc_player_retire(struct zc_player *p, int k)
{
	while (p->line.len > k)
		dispose(p, p->line.item[--p->line.len]);
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
	p->wanted.state = ZC_STATE_STOPPED;
	p->device.lost = false;
	p->line.failures = 0;
	zc_player_cut(p, song_id, 0);
}

static void
remove_head(struct zc_player *p)
{
	struct zc_item *head = p->line.item[0];

	p->line.len--;
	memmove(&p->line.item[0], &p->line.item[1],
		(size_t)p->line.len * sizeof(p->line.item[0]));
	dispose(p, head);
}

static char *
song_path(const struct zc_player *p, const char *uri)
{
	char *path;

	if (uri[0] == '/')
		return strdup(uri);
	if (asprintf(&path, "%s/%s", p->conf.music_directory ? p->conf.music_directory : "",
		    uri) < 0)
		return NULL;
	return path;
}

static int
open_item(struct zc_player *p, uint32_t song_id)
{
	const struct zc_song *song =
		zc_queue_at(p->queue, (uint32_t)zc_queue_pos(p->queue, song_id));
	struct zc_item *item = calloc(1, sizeof(*item));

	if (!item || !song || !(item->path = song_path(p, song->uri))) {
		free(item);
		return -ENOMEM;
	}
	item->state = ZC_ITEM_OPENING;
	item->track_id = ++p->line.last_track_id;
	item->song_id = song_id;
	item->record.song_id = song_id;
	item->record.track_id = item->track_id;
	snprintf(item->record.uri, sizeof(item->record.uri), "%s", song->uri);
	item->load.kind = ZC_LOAD_TRACK;
	item->load.caps = p->device.info.caps;
	item->load.track_conf = (struct zc_track_conf){
		.path = item->path,
		.id = item->track_id,
		.best = p->conf.best_path,
		.no_uring = p->conf.no_uring,
	};
	p->line.item[p->line.len++] = item;
	load_item(p, item);
	return 0;
}

void
zc_player_item_loaded(struct zc_player *p, struct zc_item *item)
{
	int k;

	if (item->state == ZC_ITEM_CLOSING) {
		retired_free(p, item);
		return;
	}
	item->track = item->load.track;
	item->state = item->track ? ZC_ITEM_READY : ZC_ITEM_FAILED;
	if (item->track)
		item->info = *zc_track_info(item->track);
	zc_player_find_item(p, item->track_id, &k);
	if (k >= 0) {
		if (!item->track)
			zc_player_item_failed(
				p, item, item->load.err.code, item->load.err.text);
	} else if (item->track) {
		zc_player_item_close(p, item);
	} else {
		retired_free(p, item);
	}
}

void
zc_player_item_failed(struct zc_player *p, struct zc_item *item, int result, const char *text)
{
	item->state = ZC_ITEM_FAILED;
	zc_player_set_error(p, text);
	zc_player_record(p, item, result, text);
}

void
zc_player_song_done(struct zc_player *p, uint32_t song_id, bool ended)
{
	struct zc_queue_options o = *zc_queue_options(p->queue);
	int64_t pos = zc_queue_pos(p->queue, song_id);
	bool reset = false;

	if (o.consume && pos >= 0) {
		zc_queue_delete(p->queue, (uint32_t)pos, (uint32_t)pos + 1);
		zc_player_mark(p, ZC_CHANGED_PLAYLIST);
	}
	if (o.consume == 2) {
		o.consume = 0;
		reset = true;
	}
	if (o.single == 2 && ended) {
		o.single = 0;
		reset = true;
	}
	if (reset) {
		zc_queue_set_options(p->queue, &o);
		zc_player_mark(p, ZC_CHANGED_OPTIONS);
	}
}

static void
move_on(struct zc_player *p, uint32_t song_id)
{
	zc_player_set_song(p, song_id, 0);
	if (p->line.len && p->line.item[0]->song_id != song_id)
		zc_player_retire(p, 0);
}

void
zc_player_finish_head(struct zc_player *p)
{
	uint32_t id = p->wanted.song_id;
	uint32_t next = zc_queue_next(p->queue, id, false);
	uint32_t current = next; /* if playing ends: what `play` begins with */
	bool played = p->line.item[0]->state != ZC_ITEM_FAILED;

	/* After `single` has ended playing, `play` goes on with the song behind. */
	if (!next && zc_queue_options(p->queue)->single)
		current = zc_queue_next(p->queue, id, true);
	/* If nothing can be played, one round through the queue is enough. */
	if (!played &&
		(++p->line.failures >= zc_queue_length(p->queue) || next == id || !next)) {
		next = 0;
		current = id;
	}
	p->line.item[0]->over = true;
	remove_head(p);
	if (played) {
		p->line.failures = 0;
		zc_player_song_done(p, id, true);
	}
	/* A song that was consumed is gone. */
	if (zc_queue_pos(p->queue, next) < 0)
		next = 0;
	if (zc_queue_pos(p->queue, current) < 0)
		current = 0;
	if (next)
		move_on(p, next);
	else
		zc_player_end(p, current);
}

/* The song that belongs at item[k], behind the one before it; 0: none, or not known yet. */
static uint32_t
follower(struct zc_player *p, int k)
{
	const struct zc_queue_options *o = zc_queue_options(p->queue);
	uint32_t id;

	/* An option that resets itself when the current song ends changes what comes after the
	 * next one. */
	if (k > 1 && (o->single == 2 || o->consume == 2))
		return 0;
	id = zc_queue_next(p->queue, p->line.item[k - 1]->song_id, false);
	for (int i = 0; i < k && o->consume; i++)
		if (p->line.item[i]->song_id == id)
			return 0;
	return id;
}

static bool
enough_ahead(const struct zc_player *p)
{
	uint32_t failed = 0;
	double ahead_s = 0, ring_s = 0;
	int ready = 0;

	for (int k = 1; k < p->line.len; k++) {
		const struct zc_item *item = p->line.item[k];

		if (item->state == ZC_ITEM_OPENING)
			return true;
		if (item->state == ZC_ITEM_FAILED) {
			failed++;
			continue;
		}
		if (!zc_fmt_equal(&item->info.hw, &p->line.item[0]->info.hw))
			return true;
		ready++;
		ahead_s += item->info.seconds;
	}
	if (p->device.ring_frames)
		ring_s = (double)p->device.ring_frames / p->device.fmt.rate_hz;
	return p->line.len == ZC_LINE_MAX || ready >= ZC_AHEAD_MAX ||
	       (ready > 0 && ahead_s >= 2 * ring_s) || failed >= zc_queue_length(p->queue);
}

static void
open_or_end(struct zc_player *p, uint32_t song_id)
{
	if (!open_item(p, song_id))
		return;
	zc_player_set_error(p, "out of memory: cannot open the next song");
	if (!p->line.len)
		zc_player_end(p, song_id);
}

bool
zc_player_fill_line(struct zc_player *p)
{
	uint32_t id;

	while (p->line.len && p->line.item[0]->state == ZC_ITEM_FAILED)
		zc_player_finish_head(p);
	if (p->wanted.state == ZC_STATE_STOPPED)
		return false;
	/* Paused with nothing at the engine: files and device can wait. */
	if (p->wanted.state == ZC_STATE_PAUSED && !zc_player_engine_has_current(p))
		return false;
	if (!p->device.known)
		return true;
	if (!p->line.len)
		open_or_end(p, p->wanted.song_id);
	for (int k = 1; k < p->line.len; k++)
		if (p->line.item[k]->song_id != follower(p, k))
			zc_player_retire(p, k);
	/* First the current one alone: playing waits for it. */
	while (zc_player_engine_has_current(p) && !enough_ahead(p) &&
		(id = follower(p, p->line.len)))
		open_or_end(p, id);
	return false;
}
