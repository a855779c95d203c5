/* The player as clients see it. Control thread. */
#include "daemon/player/player_state.h"

#include <string.h>

#include "daemon/base/loop.h"

static uint64_t
heard_frame(
	const struct zc_player *p, const struct zc_item *item, const struct zc_snapshot *snap)
{
	/* A virtual clock cannot be read from here: the last position it is then. */
	bool virtual_time = p->conf.sink.sim_virtual && !strcmp(p->sink_name, "sim");

	/* The engine is past it, or has not begun it. */
	if (snap->track_id != item->track_id)
		return item->started ? item->info.frames : item->start_frame;
	return zc_snapshot_frame(snap, virtual_time ? snap->tstamp_ns : zc_loop_now_ns());
}

uint64_t
zc_player_heard_frame(struct zc_player *p, const struct zc_item *item)
{
	struct zc_snapshot snap;

	zc_engine_snapshot(p->engine, &snap);
	return heard_frame(p, item, &snap);
}

void
zc_player_status(struct zc_player *p, struct zc_player_status *out)
{
	const struct zc_item *item = p->line_len ? p->line[0] : NULL;

	zc_player_take_wakes(p);
	memset(out, 0, sizeof(*out));
	out->state = p->state;
	out->song_id = p->song_id;
	out->next_id = p->song_id ? zc_queue_next(p->queue, p->song_id, false) : 0;
	out->device = p->sink_name;
	out->device_about = p->sink_about;
	out->error = p->error;
	memcpy(out->receipts, p->receipts, sizeof(out->receipts));
	zc_engine_snapshot(p->engine, &out->snap);
	if (p->state == ZC_STATE_STOPPED)
		return;
	out->elapsed_s = p->start_s;
	if (item && item->track) {
		out->info = &item->info;
		out->duration_s = item->info.seconds;
		zc_track_counts(item->track, &out->counts);
	}
	if (p->seek_wanted || p->seek_seq)
		out->elapsed_s = p->seek_s;
	else if (item && item->where == ZC_ITEM_ENGINE)
		out->elapsed_s =
			(double)heard_frame(p, item, &out->snap) / item->info.hw.rate_hz;
}

void
zc_player_clear_error(struct zc_player *p)
{
	p->error[0] = '\0';
	p->device_error = false;
}

int
zc_player_played(struct zc_player *p, const struct zc_played **list)
{
	return zc_report_list(p->report, list);
}
