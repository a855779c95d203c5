/* The device and its sink. Control thread. */
#include "daemon/player/player_device.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "daemon/base/log.h"
#include "daemon/base/loop.h"
#include "daemon/player/player_line.h"
#include "daemon/player/player_verify.h"

/* How often to look for a device that was lost. */
#define RETRY_NS INT64_C(2000000000)

void
zc_player_find_device(struct zc_player *p)
{
	if (p->device.finding || p->device.sink != ZC_SINK_NONE)
		return;
	/* "auto" must not change to another card because the one in use was unplugged. */
	p->device.find.kind = ZC_LOAD_FIND;
	p->device.find.device_name = p->device.lost ? p->device.name : p->conf.device;
	p->device.finding = true;
	zc_loader_submit(p->loader, &p->device.find);
}

static void
device_error(struct zc_player *p, const char *text)
{
	zc_log(ZC_LOG_ERROR, "%s", text);
	zc_player_set_error(p, text);
	p->error.of_device = true;
}

static void
device_failed(struct zc_player *p, const struct zc_err *err)
{
	device_error(p, err->text);
	zc_player_mark(p, ZC_CHANGED_PLAYER | ZC_CHANGED_OUTPUT);
	if (!p->device.lost) {
		zc_player_end(p, p->wanted.song_id);
		return;
	}
	zc_player_cut(p, p->wanted.song_id, p->wanted.start_s);
	p->wanted.state = ZC_STATE_PAUSED;
	zc_timer_set(p->device.retry, zc_loop_now_ns() + RETRY_NS);
}

void
zc_player_device_found(struct zc_player *p)
{
	bool playing = p->wanted.state == ZC_STATE_PLAYING;

	p->device.finding = false;
	if (p->device.reprobe) {
		zc_player_reprobe(p);
		return;
	}
	if (p->device.find.err.code) {
		if (playing)
			device_failed(p, &p->device.find.err);
		else if (p->device.lost)
			zc_timer_set(p->device.retry, zc_loop_now_ns() + RETRY_NS);
		else
			zc_log(ZC_LOG_WARNING, "%s; tried again when playing is asked for",
				p->device.find.err.text);
		return;
	}
	p->device.info = p->device.find.device;
	p->device.known = true;
	p->device.fresh = playing || p->device.lost;
	if (strcmp(p->device.info.name, p->conf.device))
		zc_log(ZC_LOG_NOTICE, "device %s: %s (%s %s)", p->conf.device,
			p->device.info.name, p->device.info.card, p->device.info.pcm);
	if (p->device.lost && !playing) {
		p->wanted.state = ZC_STATE_PLAYING;
		zc_player_mark(p, ZC_CHANGED_PLAYER);
	}
}

void
zc_player_retry_device(void *ctx)
{
	struct zc_player *p = ctx;

	if (p->device.lost && p->wanted.state == ZC_STATE_PAUSED)
		zc_player_find_device(p);
	if (p->device.lost && !p->device.finding)
		zc_timer_set(p->device.retry, zc_loop_now_ns() + RETRY_NS);
}

void
zc_player_open_sink(struct zc_player *p, struct zc_item *first)
{
	p->device.sink = ZC_SINK_OPENING;
	p->device.sink_load.kind = ZC_LOAD_SINK;
	p->device.sink_load.device_name = p->device.info.name;
	p->device.sink_load.fmt = first->info.hw;
	p->device.sink_load.sink_conf = p->conf.sink;
	/* It is closed by the loader as well, so it stays open until this job is done. */
	p->device.sink_load.track = first->track;
	zc_loader_submit(p->loader, &p->device.sink_load);
}

static bool
still_fits(const struct zc_player *p, const struct zc_fmt *fmt)
{
	const struct zc_item *first = p->line.len ? p->line.item[0] : NULL;

	if (p->wanted.state == ZC_STATE_STOPPED)
		return false;
	return !first || first->state != ZC_ITEM_READY || zc_fmt_equal(&first->info.hw, fmt);
}

static void
open_failed(struct zc_player *p, const struct zc_err *err)
{
	struct zc_item *first = p->line.len ? p->line.item[0] : NULL;

	if (p->wanted.state != ZC_STATE_PLAYING || !still_fits(p, &p->device.sink_load.fmt))
		return;
	if (!p->device.fresh) {
		/* Its capabilities may have changed since they were read: read them once
		 * more. */
		p->device.known = false;
		zc_player_cut(p, p->wanted.song_id, p->wanted.start_s);
	} else if (err->code == -EINVAL && first && first->state == ZC_ITEM_READY) {
		zc_player_item_failed(p, first, err->code, err->text);
	} else {
		device_failed(p, err);
	}
}

static void
close_sink(struct zc_player *p, struct zc_sink *sink)
{
	p->device.sink = ZC_SINK_CLOSING;
	p->device.sink_load.kind = ZC_LOAD_CLOSE;
	p->device.sink_load.track = NULL;
	p->device.sink_load.sink = sink;
	zc_loader_submit(p->loader, &p->device.sink_load);
}

static void
hand_over(struct zc_player *p, struct zc_sink *sink)
{
	struct zc_cmd cmd = { .sink = sink };

	p->device.fmt = sink->fmt;
	p->device.ring_frames = sink->buffer_frames;
	p->device.period_frames = sink->period_frames;
	snprintf(p->device.name, sizeof(p->device.name), "%s", sink->name);
	snprintf(p->device.about, sizeof(p->device.about), "%s", sink->about);
	zc_player_verify_sink(p, sink);
	p->commands.sink = zc_player_send(p, ZC_CMD_SINK, &cmd);
	if (!p->commands.sink) {
		close_sink(p, sink);
		return;
	}
	p->device.sink = ZC_SINK_ENGINE;
	/* The device plays again. */
	if (p->error.of_device)
		zc_player_forget_error(p);
	p->device.lost = false;
	p->device.fresh = false;
	zc_player_mark(p, ZC_CHANGED_OUTPUT);
}

void
zc_player_sink_loaded(struct zc_player *p)
{
	bool opened = p->device.sink == ZC_SINK_OPENING;
	struct zc_sink *sink = p->device.sink_load.sink;

	p->device.sink = ZC_SINK_NONE;
	/* With reprobe set it was opened by the configuration before. */
	if (opened && sink && !p->device.reprobe && still_fits(p, &p->device.sink_load.fmt))
		hand_over(p, sink);
	else if (opened && sink)
		close_sink(p, sink);
	else if (opened && !p->device.reprobe)
		open_failed(p, &p->device.sink_load.err);
	zc_player_reprobe(p);
}

void
zc_player_reprobe(struct zc_player *p)
{
	if (!p->device.reprobe || p->device.sink != ZC_SINK_NONE || p->device.finding)
		return;
	p->device.reprobe = false;
	p->device.known = false;
	/* Its tracks were opened for the capabilities of the device before. */
	if (p->line.len)
		zc_player_cut(p, p->wanted.song_id, p->wanted.start_s);
	zc_player_find_device(p);
}

void
zc_player_sink_leaving(struct zc_player *p)
{
	p->device.sink = ZC_SINK_RELEASING;
	p->device.known = false;
}

void
zc_player_sink_lost(struct zc_player *p, int result)
{
	static const char resumes[] = "playing goes on when it is back";
	char text[ZC_ERR_MAX];

	if (result == -ENODEV)
		snprintf(text, sizeof(text), "device %s is gone: plug it in again; %s",
			p->device.name, resumes);
	else if (result == -ETIME)
		snprintf(text, sizeof(text),
			"device %s does not move any more: reset or replug it; %s",
			p->device.name, resumes);
	else
		snprintf(text, sizeof(text), "device %s failed (%s): reset or replug it; %s",
			p->device.name, strerror(-result), resumes);
	device_error(p, text);
	zc_player_sink_leaving(p);
	zc_player_cut(p, p->wanted.song_id, p->wanted.start_s);
	if (p->wanted.state == ZC_STATE_PLAYING) {
		p->wanted.state = ZC_STATE_PAUSED;
		p->device.lost = true;
		zc_timer_set(p->device.retry, zc_loop_now_ns() + RETRY_NS);
	}
	zc_player_mark(p, ZC_CHANGED_PLAYER | ZC_CHANGED_OUTPUT);
}

void
zc_player_sink_back(struct zc_player *p, struct zc_sink *sink)
{
	/* If it was refused, so are the tracks that were queued on it: open them again. */
	if (p->commands.sink)
		zc_player_cut(p, p->wanted.song_id, zc_player_resume_s(p));
	close_sink(p, sink);
	zc_player_mark(p, ZC_CHANGED_OUTPUT);
}
