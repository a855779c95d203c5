/* Commands that control playback. Control thread only. */
#include "daemon/mpd/mpd_handlers.h"

static int
play(struct zc_client *c, uint32_t id)
{
	struct zc_err err;

	if (!c->server->output_enabled)
		return zc_ack(c, ZC_ACK_PLAYER_SYNC,
			"the output is disabled; enable it first (enableoutput 0)");
	return zc_player_play(c->server->env.player, id, &err) ? zc_ack_err(c, &err)
							       : ZC_DONE_OK;
}

static bool
is_current(const struct zc_args *a)
{
	return !a->count || (a->arg[0][0] == '-' && a->arg[0][1] == '1' && !a->arg[0][2]);
}

int
zc_mpd_play(struct zc_client *c, const struct zc_args *a)
{
	uint32_t pos;

	if (is_current(a))
		return play(c, 0);
	if (zc_arg_pos(c, a->arg[0], &pos))
		return ZC_DONE_ACK;
	return play(c, zc_queue_at(zc_queue_of(c), pos)->id);
}

int
zc_mpd_playid(struct zc_client *c, const struct zc_args *a)
{
	uint32_t id, pos;

	if (is_current(a))
		return play(c, 0);
	if (zc_arg_id(c, a->arg[0], &id, &pos))
		return ZC_DONE_ACK;
	return play(c, id);
}

int
zc_mpd_pause(struct zc_client *c, const struct zc_args *a)
{
	struct zc_player *player = c->server->env.player;
	struct zc_player_status st;
	bool on;

	zc_player_status(player, &st);
	on = st.state == ZC_STATE_PLAYING;
	if (a->count && zc_arg_bool(c, a->arg[0], &on))
		return ZC_DONE_ACK;
	if (st.state != ZC_STATE_STOPPED)
		zc_player_pause(player, on);
	return ZC_DONE_OK;
}

int
zc_mpd_stop(struct zc_client *c, const struct zc_args *a)
{
	(void)a;
	zc_player_stop(c->server->env.player);
	return ZC_DONE_OK;
}

static int
skip(struct zc_client *c, int (*player_skip)(struct zc_player *p, struct zc_err *err))
{
	struct zc_player_status st;
	struct zc_err err;

	zc_player_status(c->server->env.player, &st);
	if (st.state == ZC_STATE_STOPPED)
		return zc_ack(c, ZC_ACK_PLAYER_SYNC, "Not playing");
	return player_skip(c->server->env.player, &err) ? zc_ack_err(c, &err) : ZC_DONE_OK;
}

int
zc_mpd_next(struct zc_client *c, const struct zc_args *a)
{
	(void)a;
	return skip(c, zc_player_next);
}

int
zc_mpd_previous(struct zc_client *c, const struct zc_args *a)
{
	(void)a;
	return skip(c, zc_player_prev);
}

static int
seek(struct zc_client *c, uint32_t id, double seconds)
{
	struct zc_err err;

	if (!c->server->output_enabled)
		return play(c, id);
	return zc_player_seek(c->server->env.player, id, seconds, &err) ? zc_ack_err(c, &err)
									: ZC_DONE_OK;
}

static int
seek_to(struct zc_client *c, uint32_t id, const char *arg)
{
	struct zc_err err;
	double seconds;
	char sign;

	if (zc_mpd_seconds(arg, &sign, &seconds, &err))
		return zc_ack_err(c, &err);
	if (sign)
		return zc_ack(c, ZC_ACK_ARG, "Only seekcur takes a relative time: %s", arg);
	return seek(c, id, seconds);
}

int
zc_mpd_seek(struct zc_client *c, const struct zc_args *a)
{
	uint32_t pos;

	if (zc_arg_pos(c, a->arg[0], &pos))
		return ZC_DONE_ACK;
	return seek_to(c, zc_queue_at(zc_queue_of(c), pos)->id, a->arg[1]);
}

int
zc_mpd_seekid(struct zc_client *c, const struct zc_args *a)
{
	uint32_t id, pos;

	if (zc_arg_id(c, a->arg[0], &id, &pos))
		return ZC_DONE_ACK;
	return seek_to(c, id, a->arg[1]);
}

int
zc_mpd_seekcur(struct zc_client *c, const struct zc_args *a)
{
	struct zc_player_status st;
	struct zc_err err;
	double seconds;
	char sign;

	if (zc_mpd_seconds(a->arg[0], &sign, &seconds, &err))
		return zc_ack_err(c, &err);
	zc_player_status(c->server->env.player, &st);
	if (st.state == ZC_STATE_STOPPED || !st.song_id)
		return zc_ack(c, ZC_ACK_PLAYER_SYNC, "Not playing");
	if (sign == '+')
		seconds = st.elapsed_s + seconds;
	else if (sign == '-')
		seconds = seconds < st.elapsed_s ? st.elapsed_s - seconds : 0;
	return seek(c, st.song_id, seconds);
}
