/* Drives the engine: compares what it holds with the line and sends the commands that are
 * missing. The invariant: a track is sent only while nothing that is no longer wanted is in the
 * engine's hands, and STOP, FLUSH_NEXT and SEEK each only when the one before was answered, so
 * any number of client commands in between costs one. Control thread. */
#include "daemon/player/player_state.h"

#include <math.h>

static bool
holds_current(const struct zc_player *p)
{
	return p->line_len && p->line[0]->where == ZC_ITEM_ENGINE;
}

uint32_t
zc_player_send(struct zc_player *p, enum zc_cmd_kind kind, struct zc_cmd *cmd)
{
	cmd->kind = kind;
	if (!++p->seq)
		p->seq = 1;
	cmd->seq = p->seq;
	return zc_engine_send(p->engine, cmd) ? 0 : cmd->seq;
}

static uint32_t
send_plain(struct zc_player *p, enum zc_cmd_kind kind)
{
	struct zc_cmd cmd = { 0 };

	return zc_player_send(p, kind, &cmd);
}

/* A place past the end is the end: the last frame is still played, then the next song. */
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

	zc_player_expect(p, item);
	if (!zc_player_send(p, ZC_CMD_QUEUE, &cmd))
		return;
	item->where = ZC_ITEM_ENGINE;
	item->start_frame = item->segment_frame = cmd.frame;
	item->played.whole = cmd.frame == 0;
}

static void
release(struct zc_player *p)
{
	if (send_plain(p, ZC_CMD_RELEASE))
		p->sink = ZC_SINK_RELEASING;
}

static void
send_seek(struct zc_player *p)
{
	struct zc_item *item = p->line[0];
	struct zc_cmd cmd = { .frame = frame_at(item, p->seek_s) };
	/* Once it is sent the engine may be there already. */
	uint64_t heard = zc_player_heard_frame(p, item);

	p->seek_seq = zc_player_send(p, ZC_CMD_SEEK, &cmd);
	if (!p->seek_seq)
		return;
	p->seek_wanted = false;
	item->played.whole = false;
	zc_player_item_played_to(item, heard);
	item->segment_frame = cmd.frame;
}

/* What is in the engine's hands: tracks of any kind, and those that it is still to give back.
 */
static void
count_engine(const struct zc_player *p, int *total, int *foreign, bool *stuck)
{
	*total = *foreign = 0;
	*stuck = false;
	for (int k = 0; k < p->line_len; k++)
		*total += p->line[k]->where == ZC_ITEM_ENGINE;
	for (const struct zc_item *i = p->retired; i; i = i->next) {
		if (i->where != ZC_ITEM_ENGINE)
			continue;
		++*total;
		*foreign += !i->over;
		*stuck |= i->stuck;
	}
}

/* The first of the line, or the next ones behind it: on the device in force, or on another. */
static void
send_line(struct zc_player *p, int total)
{
	for (int k = 0; k < p->line_len && total < ZC_ENGINE_TRACKS_MAX; k++) {
		struct zc_item *item = p->line[k];

		if (item->where == ZC_ITEM_ENGINE || item->where == ZC_ITEM_FAILED)
			continue;
		if (item->where != ZC_ITEM_READY)
			return;
		if (p->sink == ZC_SINK_NONE) {
			zc_player_open_sink(p, item);
			return;
		}
		if (p->sink != ZC_SINK_ENGINE)
			return;
		if (!zc_fmt_equal(&item->info.hw, &p->sink_fmt)) {
			if (!total)
				release(p);
			return;
		}
		send_track(p, item, k ? 0 : p->start_s);
		total++;
	}
}

void
zc_player_drive(struct zc_player *p)
{
	bool pause = p->state == ZC_STATE_PAUSED, stuck;
	int total, foreign;

	count_engine(p, &total, &foreign, &stuck);
	if (foreign && !holds_current(p) && !p->stop_seq)
		p->stop_seq = send_plain(p, ZC_CMD_STOP);
	if (p->stop_seq)
		return;
	if (foreign && !stuck && !p->flush_seq)
		p->flush_seq = send_plain(p, ZC_CMD_FLUSH_NEXT);

	if (pause != p->engine_paused && (holds_current(p) || !pause) &&
		send_plain(p, pause ? ZC_CMD_PAUSE : ZC_CMD_RESUME))
		p->engine_paused = pause;
	if (holds_current(p) && p->seek_wanted && !p->seek_seq)
		send_seek(p);

	if (p->state == ZC_STATE_STOPPED) {
		if (p->sink == ZC_SINK_ENGINE && !total)
			release(p);
		return;
	}
	if (foreign || (pause && !holds_current(p)))
		return;
	send_line(p, total);
}
