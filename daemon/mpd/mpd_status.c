/* Commands about the player's status, statistics and idle. Control thread only. */
#include <stdlib.h>
#include <string.h>

#include "daemon/base/loop.h"
#include "daemon/mpd/mpd_handlers.h"
#include "daemon/mpd/song.h"

static void
reply_oneshot(struct zc_client *c, const char *key, int value)
{
	zc_reply(c, "%s: %s\n", key, value == 2 ? "oneshot" : value ? "1" : "0");
}

static void
reply_pos_and_id(struct zc_client *c, const char *prefix, uint32_t id)
{
	int64_t pos = id ? zc_queue_pos(zc_queue_of(c), id) : -1;

	if (pos >= 0)
		zc_reply(c, "%ssong: %u\n%ssongid: %u\n", prefix, (uint32_t)pos, prefix, id);
}

/* Of the file's data; 0 if unknown. */
static unsigned int
bitrate_kbps(const struct zc_track_info *info)
{
	bool decoded = !info->data_offset && info->seconds > 0;

	if (decoded)
		return (unsigned int)((double)info->file_bytes * 8 / info->seconds / 1000);
	return (unsigned int)((uint64_t)zc_fmt_frame_bytes(&info->file) * 8 *
			      info->file.rate_hz / 1000);
}

/* As far as the library knows; for a song that is not opened yet. 0: unknown. */
static double
known_duration_s(struct zc_client *c, uint32_t id)
{
	int64_t pos = zc_queue_pos(zc_queue_of(c), id);
	const struct zc_file *f = NULL;

	if (pos >= 0)
		f = zc_library_find(
			c->server->library, zc_queue_at(zc_queue_of(c), (uint32_t)pos)->uri);
	return f && f->tags ? f->tags->seconds : 0;
}

static void
reply_position(struct zc_client *c, struct zc_player_status *st)
{
	if (st->duration_s <= 0)
		st->duration_s = known_duration_s(c, st->song_id);
	/* After a seek past the end the position is beyond it until the track ends. */
	if (st->duration_s > 0 && st->elapsed_s > st->duration_s)
		st->elapsed_s = st->duration_s;
	zc_reply(c, "time: %.0f:%.0f\nelapsed: %.3f\n", st->elapsed_s, st->duration_s,
		st->elapsed_s);
	if (st->duration_s > 0)
		zc_reply(c, "duration: %.3f\n", st->duration_s);
	if (!st->info)
		return;
	zc_reply(c, "bitrate: %u\n", bitrate_kbps(st->info));
	zc_reply_format(c, "audio", &st->info->file);
}

int
zc_mpd_status(struct zc_client *c, const struct zc_args *a)
{
	static const char *const states[] = { [ZC_STATE_STOPPED] = "stop",
		[ZC_STATE_PLAYING] = "play",
		[ZC_STATE_PAUSED] = "pause" };
	const struct zc_queue *q = zc_queue_of(c);
	const struct zc_queue_options *o = zc_queue_options(q);
	uint32_t job = zc_library_updating(c->server->library);
	struct zc_player_status st;
	int volume = zc_volume(c->server);

	(void)a;
	zc_player_status(c->server->env.player, &st);
	if (volume >= 0)
		zc_reply(c, "volume: %d\n", volume);
	zc_reply_bool(c, "repeat", o->repeat);
	zc_reply_bool(c, "random", o->random);
	reply_oneshot(c, "single", o->single);
	reply_oneshot(c, "consume", o->consume);
	zc_reply(c, "partition: default\nplaylist: %u\nplaylistlength: %u\nstate: %s\n",
		zc_queue_version(q), zc_queue_length(q), states[st.state]);
	reply_pos_and_id(c, "", st.song_id);
	if (st.state != ZC_STATE_STOPPED)
		reply_position(c, &st);
	if (job)
		zc_reply(c, "updating_db: %u\n", job);
	if (*st.error)
		zc_reply_text(c, "error", st.error);
	reply_pos_and_id(c, "next", st.next_id);
	return ZC_DONE_OK;
}

int
zc_mpd_currentsong(struct zc_client *c, const struct zc_args *a)
{
	int64_t pos = zc_current_pos(c);

	(void)a;
	if (pos >= 0)
		zc_reply_song(c, zc_queue_at(zc_queue_of(c), (uint32_t)pos), (uint32_t)pos);
	return ZC_DONE_OK;
}

static int
by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Puts every file's values of a tag into list, unless it is NULL, and returns their number. */
static uint32_t
values_of(const struct zc_library *l, enum zc_tag tag, const char **list)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < zc_library_count(l); i++) {
		const struct zc_file *f = zc_library_at(l, i);
		const char *value = f->in_directory && f->tags ? f->tags->value[tag] : NULL;

		for (; value; value = zc_tags_next(value), n++)
			if (list)
				list[n] = value;
	}
	return n;
}

/* The number of different values of a tag. */
static uint32_t
count_values(const struct zc_library *l, enum zc_tag tag)
{
	uint32_t values = values_of(l, tag, NULL), distinct = 0;
	const char **list = values ? malloc(values * sizeof(list[0])) : NULL;

	if (!list)
		return 0;
	values_of(l, tag, list);
	qsort(list, values, sizeof(list[0]), by_text);
	for (uint32_t i = 0; i < values; i++)
		distinct += !i || strcmp(list[i - 1], list[i]) != 0;
	free(list);
	return distinct;
}

int
zc_mpd_stats(struct zc_client *c, const struct zc_args *a)
{
	const struct zc_server *s = c->server;
	int64_t now_ns = zc_loop_now_ns(), played_ns = s->played_ns;
	uint32_t songs = 0;
	double seconds = 0;

	(void)a;
	if (s->playing_since_ns)
		played_ns += now_ns - s->playing_since_ns;
	for (uint32_t i = 0; i < zc_library_count(s->library); i++) {
		const struct zc_file *f = zc_library_at(s->library, i);

		if (!f->in_directory || !f->tags)
			continue;
		songs++;
		seconds += f->tags->seconds;
	}
	zc_reply(c, "uptime: %lld\nplaytime: %lld\n",
		(long long)((now_ns - s->started_ns) / 1000000000),
		(long long)(played_ns / 1000000000));
	zc_reply(c, "artists: %u\nalbums: %u\nsongs: %u\ndb_playtime: %.0f\ndb_update: %lld\n",
		count_values(s->library, ZC_TAG_ARTIST), count_values(s->library, ZC_TAG_ALBUM),
		songs, seconds, (long long)zc_library_updated_s(s->library));
	return ZC_DONE_OK;
}

int
zc_mpd_clearerror(struct zc_client *c, const struct zc_args *a)
{
	(void)a;
	zc_player_clear_error(c->server->env.player);
	return ZC_DONE_OK;
}

int
zc_mpd_idle(struct zc_client *c, const struct zc_args *a)
{
	uint32_t mask = 0;

	if (c->list_executing)
		return zc_ack(c, ZC_ACK_NOT_LIST, "idle cannot be part of a command list");
	for (int i = 0; i < a->count; i++) {
		uint32_t bit = zc_idle_bit(a->arg[i]);

		if (!bit)
			return zc_ack(
				c, ZC_ACK_ARG, "Unrecognized idle event: %.64s", a->arg[i]);
		mask |= bit;
	}
	c->idle_mask = a->count ? mask : UINT32_MAX;
	return ZC_DONE_IDLE;
}
