/* The line: which song is current, what is opened behind it, and what becomes of each when it
 * ends, fails or is no longer wanted. The invariant: line[k + 1] is what the queue says comes
 * after line[k], or it is taken back. Control thread. */
#include "daemon/player/player_state.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "daemon/base/loop.h"

struct zc_item *
zc_player_item(struct zc_player *p, uint64_t track_id, int *index)
{
	*index = -1;
	for (int k = 0; k < p->line_len; k++) {
		if (p->line[k]->track_id == track_id) {
			*index = k;
			return p->line[k];
		}
	}
	for (struct zc_item *i = p->retired; i; i = i->next)
		if (i->track_id == track_id)
			return i;
	return NULL;
}

/* A file that does not answer, as on a server that is gone, is waited for so long: a disk that
 * has to spin up takes less. */
#define OPEN_LIMIT_NS INT64_C(20000000000)

static void
load_item(struct zc_player *p, struct zc_item *item)
{
	zc_loader_submit(p->loader, &item->load);
	if (p->loading)
		return;
	p->loading = true;
	zc_timer_set(p->overdue, zc_loop_now_ns() + OPEN_LIMIT_NS);
}

void
zc_player_overdue(void *ctx)
{
	struct zc_player *p = ctx;

	p->loading = zc_loader_expire(p->loader, OPEN_LIMIT_NS);
	if (p->loading)
		zc_timer_set(p->overdue, zc_loop_now_ns() + OPEN_LIMIT_NS / 10);
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
	item->next = p->retired;
	p->retired = item;
}

static void
retired_free(struct zc_player *p, struct zc_item *item)
{
	struct zc_item **at = &p->retired;

	while (*at != item)
		at = &(*at)->next;
	*at = item->next;
	item_free(item);
}

void
zc_player_item_close(struct zc_player *p, struct zc_item *item)
{
	zc_player_expected_over(p, item, -ECANCELED, item->start_frame);
	item->where = ZC_ITEM_CLOSING;
	item->load.kind = ZC_LOAD_CLOSE;
	item->load.track = item->track;
	item->load.sink = NULL;
	item->track = NULL;
	load_item(p, item);
}

/* The item is in the line no more. */
static void
leave(struct zc_player *p, struct zc_item *item)
{
	if (item->where == ZC_ITEM_OPENING && zc_loader_cancel(p->loader, &item->load)) {
		item_free(item);
	} else if (item->where == ZC_ITEM_OPENING || item->where == ZC_ITEM_ENGINE) {
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
	while (p->line_len > k)
		leave(p, p->line[--p->line_len]);
}

static void
leave_head(struct zc_player *p)
{
	struct zc_item *head = p->line[0];

	p->line_len--;
	memmove(&p->line[0], &p->line[1], (size_t)p->line_len * sizeof(p->line[0]));
	leave(p, head);
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
	item->where = ZC_ITEM_OPENING;
	item->track_id = ++p->track_id;
	item->song_id = song_id;
	item->played.song_id = song_id;
	item->played.track_id = item->track_id;
	snprintf(item->played.uri, sizeof(item->played.uri), "%s", song->uri);
	item->load.kind = ZC_LOAD_TRACK;
	item->load.caps = p->device.caps;
	item->load.track_conf = (struct zc_track_conf){
		.path = item->path,
		.id = item->track_id,
		.best = p->conf.best_path,
		.no_uring = p->conf.no_uring,
	};
	p->line[p->line_len++] = item;
	load_item(p, item);
	return 0;
}

void
zc_player_item_loaded(struct zc_player *p, struct zc_item *item)
{
	int k;

	if (item->where == ZC_ITEM_CLOSING) {
		retired_free(p, item);
		return;
	}
	item->track = item->load.track;
	item->where = item->track ? ZC_ITEM_READY : ZC_ITEM_FAILED;
	if (item->track)
		item->info = *zc_track_info(item->track);
	zc_player_item(p, item->track_id, &k);
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
	item->where = ZC_ITEM_FAILED;
	zc_player_set_error(p, text);
	zc_player_record(p, item, result, text);
}

void
zc_player_song_done(struct zc_player *p, uint32_t song_id, bool by_itself)
{
	struct zc_queue_options o = *zc_queue_options(p->queue);
	int64_t pos = zc_queue_pos(p->queue, song_id);
	bool reset = false;

	if (o.consume && pos >= 0) {
		zc_queue_delete(p->queue, (uint32_t)pos, (uint32_t)pos + 1);
		zc_player_say(p, ZC_CHANGED_PLAYLIST);
	}
	if (o.consume == 2) {
		o.consume = 0;
		reset = true;
	}
	if (o.single == 2 && by_itself) {
		o.single = 0;
		reset = true;
	}
	if (reset) {
		zc_queue_set_options(p->queue, &o);
		zc_player_say(p, ZC_CHANGED_OPTIONS);
	}
}

static void
move_on(struct zc_player *p, uint32_t song_id)
{
	zc_player_set_song(p, song_id, 0);
	if (p->line_len && p->line[0]->song_id != song_id)
		zc_player_retire(p, 0);
}

void
zc_player_head_over(struct zc_player *p)
{
	uint32_t id = p->song_id;
	uint32_t next = zc_queue_next(p->queue, id, false), then = next;
	bool played = p->line[0]->where != ZC_ITEM_FAILED;

	/* Where `single` ends playing, `play` goes on behind the song. */
	if (!next && zc_queue_options(p->queue)->single)
		then = zc_queue_next(p->queue, id, true);
	/* Where nothing can be played, one round is enough. */
	if (!played && (++p->failures >= zc_queue_length(p->queue) || next == id || !next)) {
		next = 0;
		then = id;
	}
	p->line[0]->over = true;
	leave_head(p);
	if (played) {
		p->failures = 0;
		zc_player_song_done(p, id, true);
	}
	/* Consumed songs are gone. */
	if (zc_queue_pos(p->queue, next) < 0)
		next = 0;
	if (zc_queue_pos(p->queue, then) < 0)
		then = 0;
	if (next)
		move_on(p, next);
	else
		zc_player_end(p, then);
}

/* The song that belongs at line[k] behind the one before it; 0: none, or not to be known yet.
 */
static uint32_t
follower(struct zc_player *p, int k)
{
	const struct zc_queue_options *o = zc_queue_options(p->queue);
	uint32_t id;

	/* What resets itself when the current song ends changes what comes after the next. */
	if (k > 1 && (o->single == 2 || o->consume == 2))
		return 0;
	id = zc_queue_next(p->queue, p->line[k - 1]->song_id, false);
	for (int i = 0; i < k && o->consume; i++)
		if (p->line[i]->song_id == id)
			return 0;
	return id;
}

static bool
enough_ahead(const struct zc_player *p)
{
	uint32_t failed = 0;
	double ahead_s = 0, ring_s = 0;
	int ready = 0;

	for (int k = 1; k < p->line_len; k++) {
		const struct zc_item *item = p->line[k];

		if (item->where == ZC_ITEM_OPENING)
			return true;
		if (item->where == ZC_ITEM_FAILED) {
			failed++;
			continue;
		}
		if (!zc_fmt_equal(&item->info.hw, &p->line[0]->info.hw))
			return true;
		ready++;
		ahead_s += item->info.seconds;
	}
	if (p->ring_frames)
		ring_s = (double)p->ring_frames / p->sink_fmt.rate_hz;
	return p->line_len == ZC_LINE_MAX || ready >= ZC_AHEAD_MAX ||
	       (ready > 0 && ahead_s >= 2 * ring_s) || failed >= zc_queue_length(p->queue);
}

static void
open_or_end(struct zc_player *p, uint32_t song_id)
{
	if (!open_item(p, song_id))
		return;
	zc_player_set_error(p, "out of memory: cannot open the next song");
	if (!p->line_len)
		zc_player_end(p, song_id);
}

void
zc_player_fill_line(struct zc_player *p)
{
	uint32_t id;

	while (p->line_len && p->line[0]->where == ZC_ITEM_FAILED)
		zc_player_head_over(p);
	if (p->state == ZC_STATE_STOPPED)
		return;
	/* Paused with nothing in the engine: files and device can wait. */
	if (p->state == ZC_STATE_PAUSED &&
		!(p->line_len && p->line[0]->where == ZC_ITEM_ENGINE))
		return;
	if (!p->device_known) {
		zc_player_find_device(p);
		return;
	}
	if (!p->line_len)
		open_or_end(p, p->song_id);
	for (int k = 1; k < p->line_len; k++)
		if (p->line[k]->song_id != follower(p, k))
			zc_player_retire(p, k);
	/* The current one first, alone: it is waited for. */
	while (p->line_len && p->line[0]->where == ZC_ITEM_ENGINE && !enough_ahead(p) &&
		(id = follower(p, p->line_len)))
		open_or_end(p, id);
}
