/* Events of the engine and jobs of the loader. Control thread. */
#include "daemon/player/player_events.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "daemon/base/log.h"
#include "daemon/incident/incident.h"
#include "daemon/player/player_device.h"
#include "daemon/player/player_line.h"
#include "daemon/player/player_record.h"
#include "daemon/player/player_verify.h"

static void
finish_current(struct zc_player *p)
{
	/* A seek that was not answered yet was meant for this song, and came too late. */
	if (zc_player_is_seeking(p))
		zc_player_cut(p, p->wanted.song_id, p->wanted.seek_s);
	else
		zc_player_finish_head(p);
}

static void
track_started(struct zc_player *p, const struct zc_ev *ev)
{
	int k;
	struct zc_item *item = zc_player_find_item(p, ev->track_id, &k);

	if (!item || item->over)
		return;
	zc_player_item_started(item);
	zc_log(ZC_LOG_INFO, "playing %s", item->record.uri);
	if (item->info.truncated)
		zc_log(ZC_LOG_WARNING, "%s: %s; it is played as far as it goes",
			item->record.uri, item->info.note);
	zc_player_mark(p, ZC_CHANGED_PLAYER);
	if (k == 0)
		return;
	/* A retired track began after all. If the current one had begun, it has just ended; if
	 * not, a STOP is under way already. */
	if (k < 0 && !(zc_player_engine_has_current(p) && p->line.item[0]->started))
		return;
	do
		finish_current(p);
	while (k > 0 && p->line.len && p->line.item[0] != item);
}

static const char *
back_text(const struct zc_item *item, const struct zc_ev *ev, char *buf, size_t size)
{
	if (ev->result == -ENODATA)
		snprintf(buf, size,
			"%.256s: the file ended at frame %" PRIu64 " of %" PRIu64
			": it is damaged, or shrank while it played",
			item->record.uri, ev->frame, item->info.frames);
	else
		snprintf(buf, size, "%.256s: reading failed at frame %" PRIu64 ": %s",
			item->record.uri, ev->frame, strerror(-ev->result));
	return buf;
}

static void
track_back(struct zc_player *p, const struct zc_ev *ev)
{
	char buf[ZC_ERR_MAX];
	const char *text = NULL;
	int result = ev->result;
	bool cancelled = result == -ECANCELED;
	bool sink_lost = ev->sink_lost;
	struct zc_item *item;
	int k;

	item = zc_player_find_item(p, ev->track_id, &k);
	if (!item) {
		zc_log(ZC_LOG_ERROR, "the engine returned a track that it was not given");
		return;
	}
	item->track = ev->track;
	item->state = ZC_ITEM_READY;
	if (result == -ENODATA && item->info.guessed && item->started)
		result = 0;
	zc_player_verify_end(p, item, sink_lost ? -ECANCELED : result, ev->frame);
	item->record.whole &= result == 0;
	zc_player_item_played_to(item, ev->frame);
	if (result && !cancelled && !sink_lost)
		text = back_text(item, ev, buf, sizeof(buf));
	if (k >= 0 && text && !item->record.frames_played) {
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
	if (cancelled || sink_lost) {
		if (k == 0)
			p->wanted.start_s = zc_player_is_seeking(p)
						    ? p->wanted.seek_s
						    : (double)ev->frame / item->info.hw.rate_hz;
		zc_player_retire(p, k);
	} else if (k == 0) {
		finish_current(p);
	}
}

static void
seek_done(struct zc_player *p, int result)
{
	p->commands.seek = 0;
	if (result == -EINVAL && !p->wanted.seek && zc_player_engine_has_current(p))
		zc_player_cut(p, p->wanted.song_id, p->wanted.seek_s);
	zc_player_mark(p, ZC_CHANGED_PLAYER);
}

static void
flush_done(struct zc_player *p, int result)
{
	p->commands.flush = 0;
	if (result != -EALREADY)
		return;
	/* The engine will play their first frames; once it reports that, they are cut off. */
	for (struct zc_item *i = p->line.retired; i; i = i->next)
		if (i->state == ZC_ITEM_ENGINE && !i->over)
			i->stuck = true;
}

static void
command_done(struct zc_player *p, const struct zc_ev *ev)
{
	if (ev->seq == p->commands.stop)
		p->commands.stop = 0;
	else if (ev->seq == p->commands.flush)
		flush_done(p, ev->result);
	else if (ev->seq == p->commands.seek)
		seek_done(p, ev->result);
	else if (ev->seq == p->commands.sink)
		p->commands.sink = 0;
	else if (ev->seq == p->commands.alive)
		p->commands.alive = 0;
}

static void
path_chosen(struct zc_player *p, const struct zc_ev *ev)
{
	char reason[ZC_REASON_TEXT_MAX];
	int k;
	const struct zc_item *item = zc_player_find_item(p, ev->track_id, &k);

	if (item)
		zc_log(ZC_LOG_DEBUG, "%s: %s: %s", item->record.uri, zc_path_name(ev->path),
			zc_reason_text(ev->reason, ev->reason_arg, item->info.codec, reason));
}

/* The configuration did not ask for this, so it is a warning. */
static void
no_uring(const struct zc_player *p, int result)
{
	char text[ZC_ERR_MAX];

	snprintf(text, sizeof(text),
		"io_uring_enter fails (%s): from now on files are read by pread and copied; "
		"allow the io_uring system calls to the daemon, then restart it",
		strerror(-result));
	zc_log(ZC_LOG_WARNING, "%s", text);
	if (p->conf.warn)
		p->conf.warn(p->conf.ctx, text);
}

static void
xrun(struct zc_player *p, const struct zc_ev *ev)
{
	int k;
	const struct zc_item *item = zc_player_find_item(p, ev->track_id, &k);

	if (item)
		zc_log(ZC_LOG_WARNING, "%s: the device ran dry at frame %" PRIu64,
			item->record.uri, ev->frame);
}

static void
report_incident(struct zc_player *p, const struct zc_ev *ev)
{
	int k;
	const struct zc_item *item = zc_player_find_item(p, ev->track_id, &k);
	const struct zc_incident_context incident = { .wake_seq = ev->wake_seq,
		.uri = item ? item->record.uri : "",
		.device = p->device.name,
		.frame = ev->frame,
		.rate_hz = item ? item->info.hw.rate_hz : 0 };

	if (p->conf.incident)
		p->conf.incident(p->conf.ctx, &incident);
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
		report_incident(p, ev);
		break;
	case ZC_EV_DRAINED:
		break;
	}
}

void
zc_player_handle_events(struct zc_player *p)
{
	struct zc_ev ev;

	while (zc_engine_recv(p->engine, &ev) > 0)
		engine_event(p, &ev);
}

void
zc_player_handle_loaded(struct zc_player *p)
{
	struct zc_load *load;

	while ((load = zc_loader_pop_done(p->loader))) {
		if (load == &p->device.find)
			zc_player_device_found(p);
		else if (load == &p->device.sink_load)
			zc_player_sink_loaded(p);
		else
			zc_player_item_loaded(p, (struct zc_item *)load);
	}
}
