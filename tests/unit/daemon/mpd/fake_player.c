#include "tests/unit/daemon/mpd/fake_player.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "pipeline/device.h"

struct zc_player {
	struct zc_queue *queue;
	struct zc_player_conf conf;
	enum zc_play_state state;
	uint32_t song_id;
	double elapsed_s;
	const char *error;
	struct zc_track_info info;
	struct zc_played played[ZC_PLAYED_MAX];
	int played_count;
};

struct zc_player *
zc_player_new(struct zc_loop *loop, struct zc_engine *engine, struct zc_queue *queue,
	const struct zc_player_conf *conf, struct zc_err *err)
{
	struct zc_player *p = calloc(1, sizeof(*p));

	(void)loop, (void)engine, (void)err;
	p->queue = queue;
	p->conf = *conf;
	p->error = "";
	p->info = (struct zc_track_info){
		.file = { ZC_S16_LE, 2, 44100 },
		.hw = { ZC_S16_LE, 2, 44100 },
		.frames = 441000,
		.seconds = 10,
		.container = "WAV",
		.codec = "PCM_16",
		.bit_exact = true,
		.data_offset = 44,
	};
	return p;
}

void
zc_player_free(struct zc_player *p)
{
	free(p);
}

static void
change_state(struct zc_player *p, enum zc_play_state state, uint32_t id, double elapsed_s)
{
	p->state = state;
	p->song_id = id;
	p->elapsed_s = elapsed_s;
	zc_queue_set_current(p->queue, id);
	p->conf.changed(p->conf.ctx, ZC_CHANGED_PLAYER);
}

int
zc_player_play(struct zc_player *p, uint32_t id, struct zc_err *err)
{
	if (!id)
		id = p->song_id ? p->song_id : zc_queue_next(p->queue, 0, true);
	if (!id)
		return 0;
	if (zc_queue_pos(p->queue, id) < 0)
		return zc_fail(err, -ENOENT, "No such song");
	zc_queue_jump(p->queue, id);
	change_state(p, ZC_STATE_PLAYING, id, 0);
	return 0;
}

int
zc_player_pause(struct zc_player *p, bool on)
{
	change_state(p, on ? ZC_STATE_PAUSED : ZC_STATE_PLAYING, p->song_id, p->elapsed_s);
	return 0;
}

void
zc_player_stop(struct zc_player *p)
{
	change_state(p, ZC_STATE_STOPPED, p->song_id, 0);
}

static int
skip_to(struct zc_player *p, uint32_t id)
{
	change_state(p, id ? ZC_STATE_PLAYING : ZC_STATE_STOPPED, id, 0);
	return 0;
}

int
zc_player_next(struct zc_player *p, struct zc_err *err)
{
	(void)err;
	return skip_to(p, zc_queue_next(p->queue, p->song_id, true));
}

int
zc_player_prev(struct zc_player *p, struct zc_err *err)
{
	(void)err;
	return skip_to(p, zc_queue_prev(p->queue, p->song_id));
}

int
zc_player_seek(struct zc_player *p, uint32_t id, double seconds, struct zc_err *err)
{
	(void)err;
	change_state(p, ZC_STATE_PLAYING, id, seconds);
	return 0;
}

void
zc_player_queue_changed(struct zc_player *p)
{
	if (p->song_id && zc_queue_pos(p->queue, p->song_id) < 0)
		change_state(p, ZC_STATE_STOPPED, 0, 0);
}

void
zc_player_status(struct zc_player *p, struct zc_player_status *out)
{
	memset(out, 0, sizeof(*out));
	out->state = p->state;
	out->song_id = p->song_id;
	out->next_id =
		p->state == ZC_STATE_STOPPED ? 0 : zc_queue_next(p->queue, p->song_id, false);
	out->elapsed_s = p->elapsed_s;
	out->device = out->device_about = "";
	out->error = p->error;
	if (p->state != ZC_STATE_STOPPED) {
		out->duration_s = p->info.seconds;
		out->info = &p->info;
		out->counts = (struct zc_track_counts){ .path = ZC_PATH_DIRECT,
			.reason = ZC_REASON_DIRECT_FIXED,
			.reason_arg = 4,
			.bytes_direct = 1000,
			.bytes_copied = 24 };
	}
}

void
zc_player_clear_error(struct zc_player *p)
{
	p->error = "";
	p->conf.changed(p->conf.ctx, ZC_CHANGED_PLAYER);
}

int
zc_player_played(struct zc_player *p, const struct zc_played **list)
{
	*list = p->played;
	return p->played_count;
}

void
fake_player_set_error(struct zc_player *p, const char *error)
{
	p->error = error;
}

void
fake_player_add_played(struct zc_player *p, const struct zc_played *line)
{
	memmove(p->played + 1, p->played, (size_t)p->played_count * sizeof(p->played[0]));
	p->played[0] = *line;
	p->played_count++;
}

int
zc_device_list(struct zc_device_info *list, int max)
{
	if (max > 0) {
		memset(list, 0, sizeof(list[0]));
		strcpy(list[0].name, "hw:CARD=Fake,DEV=0");
		strcpy(list[0].card, "Fake card");
		list[0].busy = -EBUSY;
	}
	return 1;
}
