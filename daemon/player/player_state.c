/* The state that the stages share, without any stage's knowledge. Control thread. */
#include "daemon/player/player_state.h"

#include <stdio.h>
#include <string.h>

#include "daemon/base/loop.h"

void
zc_player_mark(struct zc_player *p, unsigned int changes)
{
	p->changes |= changes;
}

void
zc_player_report_changes(struct zc_player *p)
{
	unsigned int changes = p->changes;

	p->changes = 0;
	if (changes && p->conf.changed)
		p->conf.changed(p->conf.ctx, changes);
}

void
zc_player_set_error(struct zc_player *p, const char *text)
{
	snprintf(p->error.text, sizeof(p->error.text), "%s", text);
	p->error.of_device = false;
	zc_player_mark(p, ZC_CHANGED_PLAYER);
}

void
zc_player_forget_error(struct zc_player *p)
{
	p->error.text[0] = '\0';
	p->error.of_device = false;
}

void
zc_player_set_song(struct zc_player *p, uint32_t song_id, double start_s)
{
	p->wanted.song_id = song_id;
	p->wanted.start_s = start_s;
	p->wanted.seek = false;
	p->commands.seek = 0;
	zc_queue_set_current(p->queue, song_id);
	zc_player_mark(p, ZC_CHANGED_PLAYER);
}

struct zc_item *
zc_player_find_item(struct zc_player *p, uint64_t track_id, int *index)
{
	*index = -1;
	for (int k = 0; k < p->line.len; k++) {
		if (p->line.item[k]->track_id == track_id) {
			*index = k;
			return p->line.item[k];
		}
	}
	for (struct zc_item *i = p->line.retired; i; i = i->next)
		if (i->track_id == track_id)
			return i;
	return NULL;
}

bool
zc_player_engine_has_current(const struct zc_player *p)
{
	return p->line.len && p->line.item[0]->state == ZC_ITEM_ENGINE;
}

bool
zc_player_is_seeking(const struct zc_player *p)
{
	return p->wanted.seek || p->commands.seek;
}

double
zc_player_resume_s(const struct zc_player *p)
{
	return zc_player_is_seeking(p) ? p->wanted.seek_s : p->wanted.start_s;
}

uint64_t
zc_player_frame_now(
	const struct zc_player *p, const struct zc_item *item, const struct zc_snapshot *snap)
{
	/* The virtual clock cannot be read from here, so the last position has to do. */
	bool virtual_time = p->conf.sink.sim_virtual && !strcmp(p->device.name, "sim");

	/* The engine is past it, or has not begun it. */
	if (snap->track_id != item->track_id)
		return item->started ? item->info.frames : item->start_frame;
	return zc_snapshot_frame(snap, virtual_time ? snap->tstamp_ns : zc_loop_now_ns());
}

uint32_t
zc_player_send(struct zc_player *p, enum zc_cmd_kind kind, struct zc_cmd *cmd)
{
	cmd->kind = kind;
	if (!++p->commands.last_seq)
		p->commands.last_seq = 1;
	cmd->seq = p->commands.last_seq;
	return zc_engine_send(p->engine, cmd) ? 0 : cmd->seq;
}
