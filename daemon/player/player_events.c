/* What the engine and the loader report. Nothing is sent from here: all events are taken
 * in first, then zc_player_advance acts on the result. An event names its track by id, and each
 * opening of a song has its own, so one that belongs to the past finds its item retired.
 * Control thread. */
#include "daemon/player/player_state.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "daemon/incident/incident.h"
#include "daemon/base/log.h"

static bool
holds_current(const struct zc_player *p)
{
	return p->line_len && p->line[0]->where == ZC_ITEM_ENGINE;
}

static bool
seek_open(const struct zc_player *p)
{
	return p->seek_wanted || p->seek_seq;
}

static void
current_over(struct zc_player *p)
{
	/* A seek that is not answered yet was meant for this song, and came too late for it. */
	if (seek_open(p))
		zc_player_cut(p, p->song_id, p->seek_s);
	else
		zc_player_head_over(p);
}

static void
track_started(struct zc_player *p, const struct zc_ev *ev)
{
	int k;
	struct zc_item *item = zc_player_item(p, ev->track_id, &k);

	if (!item || item->over)
		return;
	zc_player_item_started(item);
	zc_log(ZC_LOG_INFO, "playing %s", item->played.uri);
	if (item->info.truncated)
		zc_log(ZC_LOG_WARNING, "%s: %s; it is played as far as it goes",
			item->played.uri, item->info.note);
	zc_player_say(p, ZC_CHANGED_PLAYER);
	if (k == 0)
		return;
	/* A track that was not wanted any more began after all: where the current one is still
	 * meant to play, it ended just now; else a stop is under way already. */
	if (k < 0 && !(holds_current(p) && p->line[0]->started))
		return;
	do
		current_over(p);
	while (k > 0 && p->line_len && p->line[0] != item);
}

static const char *
back_text(const struct zc_item *item, const struct zc_ev *ev, char *buf, size_t size)
{
	if (ev->result == -ENODATA)
		snprintf(buf, size,
			"%.256s: the file ended at frame %" PRIu64 " of %" PRIu64
			": it is damaged, or shrank while it played",
			item->played.uri, ev->frame, item->info.frames);
	else
		snprintf(buf, size, "%.256s: reading failed at frame %" PRIu64 ": %s",
			item->played.uri, ev->frame, strerror(-ev->result));
	return buf;
}

static void
track_back(struct zc_player *p, const struct zc_ev *ev)
{
	char buf[ZC_ERR_MAX];
	const char *text = NULL;
	int result = ev->result;
	bool asked = result == -ECANCELED;
	bool sink_lost = ev->sink_lost;
	struct zc_item *item;
	int k;

	item = zc_player_item(p, ev->track_id, &k);
	if (!item) {
		zc_log(ZC_LOG_ERROR, "the engine gave back a track it never had");
		return;
	}
	item->track = ev->track;
	item->where = ZC_ITEM_READY;
	if (result == -ENODATA && item->info.guessed && item->started)
		result = 0;
	zc_player_expected_over(p, item, sink_lost ? -ECANCELED : result, ev->frame);
	item->played.whole &= result == 0;
	zc_player_item_played_to(item, ev->frame);
	if (result && !asked && !sink_lost)
		text = back_text(item, ev, buf, sizeof(buf));
	if (k >= 0 && text && !item->played.frames_played) {
		zc_player_item_failed(p, item, result, text);
		return;
	}
	if (item->started)
		zc_player_record(p, item, sink_lost ? -ECANCELED : result, text);
	if (sink_lost)
		zc_player_sink_leaving(p);
	if (k < 0) {
		if (text && item->over)
			zc_player_set_error(p, text);
		zc_player_item_close(p, item);
		return;
	}
	if (text)
		zc_player_set_error(p, text);
	if (asked || sink_lost) {
		if (k == 0)
			p->start_s = seek_open(p) ? p->seek_s
						  : (double)ev->frame / item->info.hw.rate_hz;
		zc_player_retire(p, k);
	} else if (k == 0) {
		current_over(p);
	}
}

static void
seek_done(struct zc_player *p, int result)
{
	p->seek_seq = 0;
	if (result == -EINVAL && !p->seek_wanted && holds_current(p))
		zc_player_cut(p, p->song_id, p->seek_s);
	zc_player_say(p, ZC_CHANGED_PLAYER);
}

static void
flush_done(struct zc_player *p, int result)
{
	p->flush_seq = 0;
	if (result != -EALREADY)
		return;
	/* The engine will play its first frames; once it says so, they are cut off. */
	for (struct zc_item *i = p->retired; i; i = i->next)
		if (i->where == ZC_ITEM_ENGINE && !i->over)
			i->stuck = true;
}

static void
command_done(struct zc_player *p, const struct zc_ev *ev)
{
	if (ev->seq == p->stop_seq)
		p->stop_seq = 0;
	else if (ev->seq == p->flush_seq)
		flush_done(p, ev->result);
	else if (ev->seq == p->seek_seq)
		seek_done(p, ev->result);
	else if (ev->seq == p->sink_seq)
		p->sink_seq = 0;
	else if (ev->seq == p->alive_seq)
		p->alive_seq = 0;
}

static void
path_chosen(struct zc_player *p, const struct zc_ev *ev)
{
	char why[ZC_REASON_TEXT_MAX];
	int k;
	const struct zc_item *item = zc_player_item(p, ev->track_id, &k);

	if (item)
		zc_log(ZC_LOG_DEBUG, "%s: %s: %s", item->played.uri, zc_path_name(ev->path),
			zc_reason_text(ev->reason, ev->reason_arg, item->info.codec, why));
}

/* Not asked for by the configuration, so somebody has to hear of it. */
static void
no_uring(const struct zc_player *p, int result)
{
	char text[ZC_ERR_MAX];

	snprintf(text, sizeof(text),
		"io_uring_enter fails (%s): from now on files are read by pread and copied; "
		"allow "
		"the io_uring system calls to the daemon, then restart it",
		strerror(-result));
	zc_log(ZC_LOG_WARNING, "%s", text);
	if (p->conf.warn)
		p->conf.warn(p->conf.ctx, text);
}

static void
xrun(struct zc_player *p, const struct zc_ev *ev)
{
	int k;
	const struct zc_item *item = zc_player_item(p, ev->track_id, &k);

	if (item)
		zc_log(ZC_LOG_WARNING, "%s: the device ran dry at frame %" PRIu64,
			item->played.uri, ev->frame);
}

static void
incident(struct zc_player *p, const struct zc_ev *ev)
{
	int k;
	const struct zc_item *item = zc_player_item(p, ev->track_id, &k);
	const struct zc_incident_what what = { .wake_seq = ev->wake_seq,
		.uri = item ? item->played.uri : "",
		.device = p->sink_name,
		.frame = ev->frame,
		.rate_hz = item ? item->info.hw.rate_hz : 0 };

	if (p->conf.incident)
		p->conf.incident(p->conf.ctx, &what);
}

static void
engine_event(struct zc_player *p, const struct zc_ev *ev)
{
	switch (ev->kind) {
	case ZC_EV_DONE:
		command_done(p, ev);
		break;
	case ZC_EV_TRACK_STARTED:
		track_started(p, ev);
		break;
	case ZC_EV_TRACK_BACK:
		track_back(p, ev);
		break;
	case ZC_EV_PATH:
		path_chosen(p, ev);
		break;
	case ZC_EV_NO_URING:
		no_uring(p, ev->result);
		break;
	case ZC_EV_XRUN:
		xrun(p, ev);
		break;
	case ZC_EV_SINK_LOST:
		zc_player_sink_lost(p, ev->result);
		break;
	case ZC_EV_SINK_BACK:
		zc_player_sink_back(p, ev->sink);
		break;
	case ZC_EV_INCIDENT:
		incident(p, ev);
		break;
	case ZC_EV_DRAINED:
		break;
	}
}

void
zc_player_engine_ready(void *ctx, int fd, uint32_t events)
{
	struct zc_player *p = ctx;
	struct zc_ev ev;

	(void)fd;
	(void)events;
	while (zc_engine_recv(p->engine, &ev) > 0)
		engine_event(p, &ev);
	zc_player_advance(p);
}

void
zc_player_loader_ready(void *ctx, int fd, uint32_t events)
{
	struct zc_player *p = ctx;
	struct zc_load *load;

	(void)fd;
	(void)events;
	while ((load = zc_loader_take(p->loader))) {
		if (load == &p->find)
			zc_player_device_found(p);
		else if (load == &p->sink_load)
			zc_player_sink_loaded(p);
		else
			zc_player_item_loaded(p, (struct zc_item *)load);
	}
	zc_player_advance(p);
}
