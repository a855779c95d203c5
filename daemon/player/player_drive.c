/* Commands to the engine. Control thread. */
#include "daemon/player/player_drive.h"

#include <math.h>

#include "daemon/player/player_device.h"
#include "daemon/player/player_record.h"
#include "daemon/player/player_verify.h"

static uint32_t
send_plain(struct zc_player *p, enum zc_cmd_kind kind)
{
	struct zc_cmd cmd = { 0 };

	return zc_player_send(p, kind, &cmd);
}

/* A place past the end counts as the last frame: that is played, then the next song. */
static uint64_t
frame_at(const struct zc_item *item, double seconds)
{
	double frame = floor(seconds * item->info.hw.rate_hz + 0.5);

	if (frame < 0)
		return 0;
	return frame < (double)item->info.frames ? (uint64_t)frame : item->info.frames - 1;
}

static void
send_track(struct zc_player *p, struct zc_item *item, double start_s)
{
	struct zc_cmd cmd = { .track = item->track, .frame = frame_at(item, start_s) };

	zc_player_verify_begin(p, item);
	if (!zc_player_send(p, ZC_CMD_QUEUE, &cmd))
		return;
	item->state = ZC_ITEM_ENGINE;
	item->start_frame = item->segment_frame = cmd.frame;
	item->record.whole = cmd.frame == 0;
}

static void
release(struct zc_player *p)
{
	if (send_plain(p, ZC_CMD_RELEASE))
		p->device.sink = ZC_SINK_RELEASING;
}

static void
send_seek(struct zc_player *p)
{
	struct zc_item *item = p->line.item[0];
	struct zc_cmd cmd = { .frame = frame_at(item, p->wanted.seek_s) };
	struct zc_snapshot snap;
	uint64_t frame;

	/* Read before the command is sent: the engine may act on it at once. */
	zc_engine_snapshot(p->engine, &snap);
	frame = zc_player_frame_now(p, item, &snap);
	p->commands.seek = zc_player_send(p, ZC_CMD_SEEK, &cmd);
	if (!p->commands.seek)
		return;
	p->wanted.seek = false;
	item->record.whole = false;
	zc_player_item_played_to(item, frame);
	item->segment_frame = cmd.frame;
}

/* Tracks that the engine holds: all of them, and those that are no longer wanted. stuck: one of
 * the latter cannot be taken back. */
static void
count_engine(const struct zc_player *p, int *total, int *unwanted, bool *stuck)
{
	*total = *unwanted = 0;
	*stuck = false;
	for (int k = 0; k < p->line.len; k++)
		*total += p->line.item[k]->state == ZC_ITEM_ENGINE;
	for (const struct zc_item *i = p->line.retired; i; i = i->next) {
		if (i->state != ZC_ITEM_ENGINE)
			continue;
		++*total;
		*unwanted += !i->over;
		*stuck |= i->stuck;
	}
}

/* Sends the tracks of the line that are ready, in order, as far as they fit the sink. For the
 * first of another format the sink is released once it has nothing left to play. */
static void
send_line(struct zc_player *p, int total)
{
	for (int k = 0; k < p->line.len && total < ZC_ENGINE_TRACKS_MAX; k++) {
		struct zc_item *item = p->line.item[k];

		if (item->state == ZC_ITEM_ENGINE || item->state == ZC_ITEM_FAILED)
			continue;
		if (item->state != ZC_ITEM_READY)
			return;
		if (p->device.sink == ZC_SINK_NONE) {
			zc_player_open_sink(p, item);
			return;
		}
		if (p->device.sink != ZC_SINK_ENGINE)
			return;
		if (!zc_fmt_equal(&item->info.hw, &p->device.fmt)) {
			if (!total)
				release(p);
			return;
		}
		send_track(p, item, k ? 0 : p->wanted.start_s);
		total++;
	}
}

void
zc_player_drive(struct zc_player *p)
{
	bool pause = p->wanted.state == ZC_STATE_PAUSED, stuck;
	int total, unwanted;

	count_engine(p, &total, &unwanted, &stuck);
	if (unwanted && !zc_player_engine_has_current(p) && !p->commands.stop)
		p->commands.stop = send_plain(p, ZC_CMD_STOP);
	if (p->commands.stop)
		return;
	if (unwanted && !stuck && !p->commands.flush)
		p->commands.flush = send_plain(p, ZC_CMD_FLUSH_NEXT);

	if (pause != p->commands.paused && (zc_player_engine_has_current(p) || !pause) &&
		send_plain(p, pause ? ZC_CMD_PAUSE : ZC_CMD_RESUME))
		p->commands.paused = pause;
	if (zc_player_engine_has_current(p) && p->wanted.seek && !p->commands.seek)
		send_seek(p);

	if (p->wanted.state == ZC_STATE_STOPPED) {
		if (p->device.sink == ZC_SINK_ENGINE && !total)
			release(p);
		return;
	}
	if (unwanted || (pause && !zc_player_engine_has_current(p)))
		return;
	send_line(p, total);
}
