/* The player's device: found before the first track is opened (its capabilities decide how),
 * opened with the first track, given back when playing ends, and looked for again where it went
 * away. At most one sink exists at a time: opening waits until the one before is closed.
 * Control thread. */
#include "daemon/player/player_state.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "daemon/base/log.h"
#include "daemon/base/loop.h"

#define RETRY_NS INT64_C(2000000000)

void
zc_player_find_device(struct zc_player *p)
{
	if (p->finding || p->sink != ZC_SINK_NONE)
		return;
	/* "auto" must not change to another card because the one in use was unplugged. */
	p->find.kind = ZC_LOAD_FIND;
	p->find.device_name = p->lost ? p->sink_name : p->conf.device;
	p->finding = true;
	zc_loader_submit(p->loader, &p->find);
}

static void
device_error(struct zc_player *p, const char *text)
{
	zc_log(ZC_LOG_ERROR, "%s", text);
	zc_player_set_error(p, text);
	p->device_error = true;
}

static void
device_failed(struct zc_player *p, const struct zc_err *err)
{
	device_error(p, err->text);
	zc_player_say(p, ZC_CHANGED_PLAYER | ZC_CHANGED_OUTPUT);
	if (!p->lost) {
		zc_player_end(p, p->song_id);
		return;
	}
	zc_player_cut(p, p->song_id, p->start_s);
	p->state = ZC_STATE_PAUSED;
	zc_timer_set(p->retry, zc_loop_now_ns() + RETRY_NS);
}

void
zc_player_device_found(struct zc_player *p)
{
	bool asked = p->state == ZC_STATE_PLAYING;

	p->finding = false;
	if (p->reprobe) {
		zc_player_reprobe(p);
		return;
	}
	if (p->find.err.code) {
		if (asked)
			device_failed(p, &p->find.err);
		else if (p->lost)
			zc_timer_set(p->retry, zc_loop_now_ns() + RETRY_NS);
		else
			zc_log(ZC_LOG_WARNING, "%s; tried again when playing is asked for",
				p->find.err.text);
		return;
	}
	p->device = p->find.device;
	p->device_known = true;
	p->device_fresh = asked || p->lost;
	if (strcmp(p->device.name, p->conf.device))
		zc_log(ZC_LOG_NOTICE, "device %s: %s (%s %s)", p->conf.device, p->device.name,
			p->device.card, p->device.pcm);
	if (p->lost && !asked) {
		p->state = ZC_STATE_PLAYING;
		zc_player_say(p, ZC_CHANGED_PLAYER);
	}
}

void
zc_player_retry(void *ctx)
{
	struct zc_player *p = ctx;

	if (p->lost && p->state == ZC_STATE_PAUSED)
		zc_player_find_device(p);
	if (p->lost && !p->finding)
		zc_timer_set(p->retry, zc_loop_now_ns() + RETRY_NS);
}

void
zc_player_open_sink(struct zc_player *p, struct zc_item *first)
{
	p->sink = ZC_SINK_OPENING;
	p->sink_load.kind = ZC_LOAD_SINK;
	p->sink_load.device_name = p->device.name;
	p->sink_load.fmt = first->info.hw;
	p->sink_load.sink_conf = p->conf.sink;
	/* Closing it goes through the loader as well, so it stays open until this job is done.
	 */
	p->sink_load.track = first->track;
	zc_loader_submit(p->loader, &p->sink_load);
}

static bool
still_fits(const struct zc_player *p, const struct zc_fmt *fmt)
{
	const struct zc_item *first = p->line_len ? p->line[0] : NULL;

	if (p->state == ZC_STATE_STOPPED)
		return false;
	return !first || first->where != ZC_ITEM_READY || zc_fmt_equal(&first->info.hw, fmt);
}

static void
open_failed(struct zc_player *p, const struct zc_err *err)
{
	struct zc_item *first = p->line_len ? p->line[0] : NULL;

	if (p->state != ZC_STATE_PLAYING || !still_fits(p, &p->sink_load.fmt))
		return;
	if (!p->device_fresh) {
		/* What was known of the device may have changed since: look again, once. */
		p->device_known = false;
		zc_player_cut(p, p->song_id, p->start_s);
	} else if (err->code == -EINVAL && first && first->where == ZC_ITEM_READY) {
		zc_player_item_failed(p, first, err->code, err->text);
	} else {
		device_failed(p, err);
	}
}

static void
close_sink(struct zc_player *p, struct zc_sink *sink)
{
	p->sink = ZC_SINK_CLOSING;
	p->sink_load.kind = ZC_LOAD_CLOSE;
	p->sink_load.track = NULL;
	p->sink_load.sink = sink;
	zc_loader_submit(p->loader, &p->sink_load);
}

static void
hand_over(struct zc_player *p, struct zc_sink *sink)
{
	struct zc_cmd cmd = { .sink = sink };

	p->sink_fmt = sink->fmt;
	p->ring_frames = sink->buffer_frames;
	p->period_frames = sink->period_frames;
	snprintf(p->sink_name, sizeof(p->sink_name), "%s", sink->name);
	snprintf(p->sink_about, sizeof(p->sink_about), "%s", sink->about);
	zc_player_follow(p, sink);
	p->sink_seq = zc_player_send(p, ZC_CMD_SINK, &cmd);
	if (!p->sink_seq) {
		close_sink(p, sink);
		return;
	}
	p->sink = ZC_SINK_ENGINE;
	/* What the error said has been done. */
	if (p->device_error)
		zc_player_clear_error(p);
	p->lost = false;
	p->device_fresh = false;
	zc_player_say(p, ZC_CHANGED_OUTPUT);
}

void
zc_player_sink_loaded(struct zc_player *p)
{
	bool opened = p->sink == ZC_SINK_OPENING;
	struct zc_sink *sink = p->sink_load.sink;

	p->sink = ZC_SINK_NONE;
	/* With reprobe it was opened as an older configuration says. */
	if (opened && sink && !p->reprobe && still_fits(p, &p->sink_load.fmt))
		hand_over(p, sink);
	else if (opened && sink)
		close_sink(p, sink);
	else if (opened && !p->reprobe)
		open_failed(p, &p->sink_load.err);
	zc_player_reprobe(p);
}

void
zc_player_reprobe(struct zc_player *p)
{
	if (!p->reprobe || p->sink != ZC_SINK_NONE || p->finding)
		return;
	p->reprobe = false;
	p->device_known = false;
	/* What is open was opened with the capabilities of the device before. */
	if (p->line_len)
		zc_player_cut(p, p->song_id, p->start_s);
	zc_player_find_device(p);
}

void
zc_player_sink_leaving(struct zc_player *p)
{
	p->sink = ZC_SINK_RELEASING;
	p->device_known = false;
}

void
zc_player_sink_lost(struct zc_player *p, int result)
{
	static const char goes_on[] = "playing goes on when it is back";
	char text[ZC_ERR_MAX];

	if (result == -ENODEV)
		snprintf(text, sizeof(text), "device %s is gone: plug it in again; %s",
			p->sink_name, goes_on);
	else if (result == -ETIME)
		snprintf(text, sizeof(text),
			"device %s does not move any more: reset or replug it; %s",
			p->sink_name, goes_on);
	else
		snprintf(text, sizeof(text), "device %s failed (%s): reset or replug it; %s",
			p->sink_name, strerror(-result), goes_on);
	device_error(p, text);
	zc_player_sink_leaving(p);
	zc_player_cut(p, p->song_id, p->start_s);
	if (p->state == ZC_STATE_PLAYING) {
		p->state = ZC_STATE_PAUSED;
		p->lost = true;
		zc_timer_set(p->retry, zc_loop_now_ns() + RETRY_NS);
	}
	zc_player_say(p, ZC_CHANGED_PLAYER | ZC_CHANGED_OUTPUT);
}

void
zc_player_sink_back(struct zc_player *p, struct zc_sink *sink)
{
	/* Where it was refused, so are the tracks that were queued on it: they are opened again.
	 */
	if (p->sink_seq)
		zc_player_cut(
			p, p->song_id, p->seek_wanted || p->seek_seq ? p->seek_s : p->start_s);
	close_sink(p, sink);
	zc_player_say(p, ZC_CHANGED_OUTPUT);
}
