#include "tests/unit/daemon/player/fake_engine.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "pipeline/engine.h"
#include "tests/unit/daemon/player/fake_loop.h"
#include "tests/unit/daemon/player/fake_track.h"
#include "pipeline/sink.h"

#define EVENTS_MAX 256
#define MAILBOX_MAX 64

struct zc_engine {
	int fd;
	struct zc_cmd mail[MAILBOX_MAX];
	int mail_len;
	struct zc_ev events[EVENTS_MAX];
	int events_len;
	struct zc_sink *sink;
	struct zc_track *tracks[ZC_ENGINE_TRACKS_MAX];
	int tracks_len;
	uint64_t frame; /* of tracks[0] */
	bool started, paused, start_first, too_late, at_once, refuse_sink;
	uint64_t wakeups;
	char log[1024]; /* of the commands sent */
	char log_copy[1024]; /* what fake_engine_log returned last */
};

static struct zc_engine engine = { .fd = -1 };

static void
post(struct zc_ev ev)
{
	engine.events[engine.events_len++] = ev;
	eventfd_write(engine.fd, 1);
}

static void
done(uint32_t seq, int result)
{
	post((struct zc_ev){ .kind = ZC_EV_DONE, .seq = seq, .result = result });
}

static void
give_back(int index, int result, bool sink_lost)
{
	struct zc_track *t = engine.tracks[index];

	post((struct zc_ev){
		.kind = ZC_EV_TRACK_BACK,
		.result = result,
		.sink_lost = sink_lost,
		.track = t,
		.track_id = zc_track_info(t)->id,
		.frame = index ? fake_track_start(t) : engine.frame,
	});
	engine.tracks_len--;
	memmove(&engine.tracks[index], &engine.tracks[index + 1],
		(size_t)(engine.tracks_len - index) * sizeof(engine.tracks[0]));
	if (index == 0) {
		engine.started = false;
		engine.frame = engine.tracks_len ? fake_track_start(engine.tracks[0]) : 0;
	}
}

static void
give_all_back(int result, bool sink_lost)
{
	while (engine.tracks_len)
		give_back(0, result, sink_lost);
}

static void
start(int index)
{
	post((struct zc_ev){
		.kind = ZC_EV_TRACK_STARTED,
		.track_id = zc_track_info(engine.tracks[index])->id,
	});
	engine.started = true;
}

static void
start_if_due(void)
{
	if (engine.tracks_len && !engine.started && !engine.paused)
		start(0);
}

static void
sink(const struct zc_cmd *cmd)
{
	bool refused = engine.sink || engine.refuse_sink;

	engine.refuse_sink = false;
	if (refused)
		post((struct zc_ev){ .kind = ZC_EV_SINK_BACK, .sink = cmd->sink });
	else
		engine.sink = cmd->sink;
	done(cmd->seq, refused ? -EBUSY : 0);
}

static void
queue(const struct zc_cmd *cmd)
{
	const struct zc_track_info *info = zc_track_info(cmd->track);
	int result = 0;

	if (!engine.sink || !zc_fmt_equal(&engine.sink->fmt, &info->hw))
		result = -EINVAL;
	else if (engine.tracks_len == ZC_ENGINE_TRACKS_MAX)
		result = -ENOSPC;
	if (result) {
		post((struct zc_ev){ .kind = ZC_EV_TRACK_BACK,
			.result = result,
			.track = cmd->track,
			.track_id = info->id,
			.frame = cmd->frame });
	} else {
		fake_track_set_start(cmd->track, cmd->frame);
		if (!engine.tracks_len)
			engine.frame = cmd->frame;
		engine.tracks[engine.tracks_len++] = cmd->track;
	}
	done(cmd->seq, result);
}

static void
seek(const struct zc_cmd *cmd)
{
	if (!engine.tracks_len || cmd->frame >= zc_track_info(engine.tracks[0])->frames) {
		done(cmd->seq, -EINVAL);
		return;
	}
	engine.frame = cmd->frame;
	done(cmd->seq, 0);
}

static void
carry_out(const struct zc_cmd *cmd)
{
	switch (cmd->kind) {
	case ZC_CMD_SINK:
		sink(cmd);
		break;
	case ZC_CMD_RELEASE:
		give_all_back(-ECANCELED, false);
		post((struct zc_ev){ .kind = ZC_EV_SINK_BACK, .sink = engine.sink });
		engine.sink = NULL;
		done(cmd->seq, 0);
		break;
	case ZC_CMD_QUEUE:
		queue(cmd);
		break;
	case ZC_CMD_FLUSH_NEXT:
		while (engine.tracks_len > 1 && !engine.too_late)
			give_back(1, -ECANCELED, false);
		done(cmd->seq, engine.too_late ? -EALREADY : 0);
		break;
	case ZC_CMD_SEEK:
		seek(cmd);
		break;
	case ZC_CMD_PAUSE:
	case ZC_CMD_RESUME:
		engine.paused = cmd->kind == ZC_CMD_PAUSE;
		done(cmd->seq, 0);
		break;
	case ZC_CMD_STOP:
		give_all_back(-ECANCELED, false);
		done(cmd->seq, 0);
		break;
	case ZC_CMD_QUIT:
		break;
	}
	start_if_due();
}

void
fake_reset(void)
{
	fake_track_reset();
	fake_loop_reset();
	if (engine.fd >= 0)
		close(engine.fd);
	memset(&engine, 0, sizeof(engine));
	engine.fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
}

struct zc_engine *
fake_engine(void)
{
	return &engine;
}

bool
fake_engine_run(void)
{
	int n = engine.mail_len;

	engine.wakeups += n > 0;
	for (int i = 0; i < n; i++)
		carry_out(&engine.mail[i]);
	engine.mail_len = 0;
	return n > 0;
}

void
fake_engine_auto(void)
{
	fake_engine_run();
	engine.at_once = true;
}

void
fake_engine_elapse(double seconds)
{
	uint64_t frames;

	engine.wakeups++;
	if (!engine.tracks_len || engine.paused)
		return;
	frames = (uint64_t)(seconds * zc_track_info(engine.tracks[0])->hw.rate_hz + 0.5);
	while (frames && engine.tracks_len) {
		uint64_t left = zc_track_info(engine.tracks[0])->frames - engine.frame;

		if (frames < left) {
			engine.frame += frames;
			return;
		}
		frames -= left;
		engine.frame += left;
		if (engine.start_first && engine.tracks_len > 1)
			start(1);
		give_back(0, 0, false);
		if (engine.start_first)
			engine.started = engine.tracks_len > 0;
		start_if_due();
		if (!engine.tracks_len)
			post((struct zc_ev){ .kind = ZC_EV_DRAINED });
	}
}

void
fake_engine_start_first(bool on)
{
	engine.start_first = on;
}

void
fake_engine_too_late(bool on)
{
	engine.too_late = on;
}

void
fake_engine_fail(int index, int result)
{
	give_back(index, result, false);
	start_if_due();
	if (!engine.tracks_len)
		post((struct zc_ev){ .kind = ZC_EV_DRAINED });
}

void
fake_engine_lose_tracks(int result)
{
	give_all_back(result, true);
}

void
fake_engine_lose_sink(int result)
{
	post((struct zc_ev){ .kind = ZC_EV_SINK_LOST, .result = result });
	post((struct zc_ev){ .kind = ZC_EV_SINK_BACK, .sink = engine.sink });
	engine.sink = NULL;
}

void
fake_engine_lose(int result)
{
	fake_engine_lose_tracks(result);
	fake_engine_lose_sink(result);
}

void
fake_engine_refuse_sink(void)
{
	engine.refuse_sink = true;
}

void
fake_engine_no_uring(int result)
{
	post((struct zc_ev){ .kind = ZC_EV_NO_URING, .result = result });
}

static void
note(const struct zc_cmd *cmd)
{
	static const char *const names[] = { "SINK", "RELEASE", "QUEUE", "FLUSH", "SEEK",
		"PAUSE", "RESUME", "STOP", "QUIT" };
	size_t len = strlen(engine.log), size = sizeof(engine.log) - len;
	char *to = engine.log + len;

	if (len + 1 < sizeof(engine.log) && len) {
		*to++ = ' ';
		size--;
	}
	if (cmd->kind == ZC_CMD_QUEUE)
		snprintf(
			to, size, "QUEUE:%s@%" PRIu64, fake_track_name(cmd->track), cmd->frame);
	else if (cmd->kind == ZC_CMD_SEEK)
		snprintf(to, size, "SEEK@%" PRIu64, cmd->frame);
	else
		snprintf(to, size, "%s", names[cmd->kind]);
}

const char *
fake_engine_log(void)
{
	memcpy(engine.log_copy, engine.log, sizeof(engine.log_copy));
	engine.log[0] = '\0';
	return engine.log_copy;
}

int
zc_engine_send(struct zc_engine *e, const struct zc_cmd *cmd)
{
	if (e->mail_len == MAILBOX_MAX)
		return -EAGAIN;
	e->mail[e->mail_len++] = *cmd;
	note(cmd);
	if (e->at_once)
		fake_engine_run();
	return 0;
}

int
zc_engine_event_fd(const struct zc_engine *e)
{
	return e->fd;
}

int
zc_engine_recv(struct zc_engine *e, struct zc_ev *ev)
{
	eventfd_t count;

	if (!e->events_len) {
		eventfd_read(e->fd, &count);
		return 0;
	}
	*ev = e->events[0];
	e->events_len--;
	memmove(&e->events[0], &e->events[1], (size_t)e->events_len * sizeof(e->events[0]));
	return 1;
}

int
zc_engine_wakes(struct zc_engine *e, struct zc_wake *out, int max, uint64_t *lost)
{
	(void)e, (void)out, (void)max, (void)lost;
	return 0;
}

void
zc_engine_snapshot(const struct zc_engine *e, struct zc_snapshot *out)
{
	memset(out, 0, sizeof(*out));
	out->count.wakeups = e->wakeups;
	if (!e->tracks_len)
		return;
	out->state = e->paused ? ZC_STATE_PAUSED : ZC_STATE_PLAYING;
	out->track_id = zc_track_info(e->tracks[0])->id;
	out->played_frame = e->frame;
}

uint64_t
zc_snapshot_frame(const struct zc_snapshot *s, int64_t now_ns)
{
	(void)now_ns;
	return s->played_frame - s->track_start_frame;
}
