/* Arguments of commands. Control thread only. */
#include "daemon/mpd/mpd_args.h"

#include "daemon/library/library.h"
#include "daemon/mpd/reply.h"
#include "daemon/mpd/server_state.h"
#include "daemon/queue/queue.h"

int
zc_arg_uint(struct zc_client *c, const char *arg, uint32_t max, uint32_t *out)
{
	struct zc_err err;

	return zc_mpd_uint(arg, max, out, &err) ? zc_ack_err(c, &err) : 0;
}

int
zc_arg_bool(struct zc_client *c, const char *arg, bool *out)
{
	struct zc_err err;

	return zc_mpd_bool(arg, out, &err) ? zc_ack_err(c, &err) : 0;
}

int
zc_arg_range(struct zc_client *c, const char *arg, uint32_t length, struct zc_range *out)
{
	struct zc_range r;
	struct zc_err err;

	if (zc_mpd_range(arg, &r, &err))
		return zc_ack_err(c, &err);
	if (r.start > length || (r.start == length && r.end == length + 1))
		return zc_ack(
			c, ZC_ACK_ARG, "Bad song index: %s, there are %u songs", arg, length);
	if (r.end > length)
		r.end = length;
	*out = r;
	return 0;
}

int
zc_arg_pos(struct zc_client *c, const char *arg, uint32_t *pos)
{
	uint32_t length = zc_queue_length(c->server->env.queue), v;
	int r = zc_arg_uint(c, arg, UINT32_MAX, &v);

	if (r)
		return r;
	if (v >= length)
		return zc_ack(
			c, ZC_ACK_ARG, "Bad song index: %s, there are %u songs", arg, length);
	*pos = v;
	return 0;
}

int
zc_arg_id(struct zc_client *c, const char *arg, uint32_t *id, uint32_t *pos)
{
	uint32_t v;
	int r = zc_arg_uint(c, arg, UINT32_MAX, &v);
	int64_t at;

	if (r)
		return r;
	at = zc_queue_pos(c->server->env.queue, v);
	if (at < 0)
		return zc_ack(c, ZC_ACK_NO_EXIST, "No such song: the queue has no id %s", arg);
	if (id)
		*id = v;
	*pos = (uint32_t)at;
	return 0;
}

int64_t
zc_current_pos(struct zc_client *c)
{
	struct zc_player_status st;

	zc_player_status(c->server->env.player, &st);
	return st.song_id ? zc_queue_pos(c->server->env.queue, st.song_id) : -1;
}

int
zc_arg_offset(
	struct zc_client *c, const char *arg, int64_t current, uint32_t others, uint32_t *pos)
{
	struct zc_err err;
	uint32_t v, most = others;
	char sign;

	if (zc_mpd_signed(arg, UINT32_MAX, &sign, &v, &err))
		return zc_ack_err(c, &err);
	if (sign && current < 0)
		return zc_ack(c, ZC_ACK_PLAYER_SYNC, "No current song");
	if (sign)
		most = sign == '+' ? others - 1 - (uint32_t)current : (uint32_t)current;
	if (v > most)
		return zc_ack(c, ZC_ACK_ARG, "Bad song index: %s, there are %u other songs",
			arg, others);
	*pos = sign == '+' ? (uint32_t)current + 1 + v : sign ? (uint32_t)current - v : v;
	return 0;
}

int
zc_arg_place(struct zc_client *c, const char *arg, uint32_t *pos)
{
	return zc_arg_offset(
		c, arg, zc_current_pos(c), zc_queue_length(c->server->env.queue), pos);
}

int
zc_arg_name(struct zc_client *c, const char *arg, char *out)
{
	struct zc_err err;

	return zc_library_name(c->server->library, arg, c->local, out, &err)
		       ? zc_ack_err(c, &err)
		       : 0;
}
