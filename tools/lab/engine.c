#include "tools/lab/engine.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "pipeline/device.h"
#include "pipeline/track.h"
#include "tools/lab/cost.h"
#include "tools/lab/process.h"
#include "tools/common/now.h"

/* A warm-up play is stopped after this time. */
#define WARM_UP_MS 300

enum ask { ASK_NOW, ASK_WHEN_ENDED };

struct run {
	const struct zc_lab_play *play; /* borrows */
	struct zc_engine *engine; /* owns */
	struct zc_lab_engine_state state;
	uint64_t cpu_before_ns;
	int64_t command_ns; /* time of the play command */
	int64_t done_before_ns;
	uint32_t seq;
	bool sink_back;
	bool track_back;
};

static int
send_cmd(struct run *r, enum zc_cmd_kind kind, struct zc_sink *sink, struct zc_track *track)
{
	const struct zc_cmd cmd = {
		.kind = kind, .seq = ++r->seq, .sink = sink, .track = track
	};

	return zc_engine_send(r->engine, &cmd);
}

/* A wake record holds what was committed before its own commit: the wake-up before the first
 * one with frames did it. */
static void
find_start(struct run *r)
{
	struct zc_wake wakes[64];
	int n;

	while (!r->state.start_ns && (n = zc_engine_wakes(r->engine, wakes, 64, NULL)) > 0)
		for (int i = 0; i < n && !r->state.start_ns; i++) {
			if (wakes[i].committed_frame && r->done_before_ns)
				r->state.start_ns = r->done_before_ns - r->command_ns;
			r->done_before_ns =
				wakes[i].woke_ns >= r->command_ns ? wakes[i].done_ns : 0;
		}
}

static void
drain_wakes(struct run *r)
{
	struct zc_wake wakes[64];

	while (zc_engine_wakes(r->engine, wakes, 64, NULL) > 0)
		;
}

static void
handle_events(struct run *r)
{
	struct zc_track_counts counts;
	struct zc_ev ev;

	while (zc_engine_recv(r->engine, &ev)) {
		switch (ev.kind) {
		case ZC_EV_TRACK_BACK:
			zc_track_counts(ev.track, &counts);
			r->state.path = counts.path;
			r->state.reason = counts.reason;
			r->state.reason_arg = counts.reason_arg;
			r->state.result = ev.result;
			r->track_back = true;
			zc_track_close(ev.track);
			break;
		case ZC_EV_PATH:
			r->state.path = ev.path;
			r->state.reason = ev.reason;
			r->state.reason_arg = ev.reason_arg;
			break;
		case ZC_EV_SINK_BACK:
			zc_sink_free(ev.sink);
			r->sink_back = true;
			break;
		default:
			break;
		}
	}
}

/* Does what a daemon does for `play`: opens the file, opens the device for it, hands both
 * over. */
static int
play(struct run *r)
{
	struct zc_track_conf conf = { .path = r->play->file,
		.id = r->seq + 1,
		.best = r->play->engine->best_path,
		.no_uring = r->play->engine->no_uring };
	struct zc_err err = { 0 };
	struct zc_device_info device;
	struct zc_track *track = NULL;
	struct zc_sink *sink = NULL;
	int code = zc_device_find(r->play->device, &device, &err);

	conf.caps = &device.caps;
	r->cpu_before_ns = zc_lab_cost_thread_cpu_ns(getpid(), "zc-filler");
	r->command_ns = zc_now_ns();
	r->done_before_ns = 0;
	r->state.start_ns = 0;
	r->sink_back = r->track_back = false;
	if (!code && !(track = zc_track_open(&conf, &err)))
		code = err.code;
	if (!code && !(sink = zc_device_open(
			       device.name, &zc_track_info(track)->hw, r->play->sink, &err)))
		code = err.code;
	if (code) {
		if (track)
			zc_track_close(track);
		snprintf(r->state.error, sizeof(r->state.error), "%s", err.text);
		return code;
	}
	r->state.audio_s = zc_track_info(track)->seconds;
	zc_track_probe_sink(track, sink);
	code = send_cmd(r, ZC_CMD_SINK, sink, NULL);
	return code ? code : send_cmd(r, ZC_CMD_QUEUE, NULL, track);
}

/* Handles events until *flag is set or until_ns; INT64_MAX: for ever. */
static void
wait_for(struct run *r, const bool *flag, int64_t until_ns)
{
	struct pollfd p = { .fd = zc_engine_event_fd(r->engine), .events = POLLIN };
	int64_t left;

	while (!*flag && (left = until_ns - zc_now_ns()) > 0) {
		poll(&p, 1, until_ns == INT64_MAX ? -1 : (int)(left / 1000000) + 1);
		handle_events(r);
	}
}

/* Plays a moment and stops, so that caches and memory are warm as in a daemon. */
static int
warm_up(struct run *r)
{
	const bool never = false;
	int code = play(r);

	if (code)
		return code;
	wait_for(r, &never, zc_now_ns() + WARM_UP_MS * 1000000ll);
	send_cmd(r, ZC_CMD_STOP, NULL, NULL);
	wait_for(r, &r->track_back, INT64_MAX);
	send_cmd(r, ZC_CMD_RELEASE, NULL, NULL);
	wait_for(r, &r->sink_back, INT64_MAX);
	drain_wakes(r);
	return 0;
}

static void
answer(struct run *r, int control)
{
	struct zc_snapshot snap;

	find_start(r);
	drain_wakes(r);
	zc_engine_snapshot(r->engine, &snap);
	r->state.count = snap.count;
	r->state.ended = r->track_back;
	if (write(control, &r->state, sizeof(r->state)) != sizeof(r->state))
		_exit(1);
}

/* Answers until the other end hangs up. */
static void
serve(struct run *r, int control)
{
	struct pollfd p[2] = { { .fd = control, .events = POLLIN },
		{ .fd = zc_engine_event_fd(r->engine), .events = POLLIN } };
	bool owed = false;
	unsigned char ask;

	for (;;) {
		bool was_playing = !r->track_back;

		poll(p, 2, -1);
		handle_events(r);
		if (was_playing && r->track_back) {
			r->state.decode_ns = zc_lab_cost_thread_cpu_ns(getpid(), "zc-filler") -
					     r->cpu_before_ns;
		}
		if (p[0].revents) {
			if (read(control, &ask, 1) != 1)
				return;
			owed = true;
		}
		if (owed && (ask == ASK_NOW || r->track_back)) {
			answer(r, control);
			owed = false;
		}
	}
}

static int
child(const struct zc_lab_play *asked, int control)
{
	struct run r = { .play = asked };
	struct zc_warnings warn = { 0 };
	struct zc_err err = { 0 };
	int code;

	r.engine = zc_engine_new(asked->engine, &warn, &err);
	if (!r.engine) {
		fprintf(stderr, "zcjitter: %s\n", err.text);
		return 1;
	}
	snprintf(r.state.about, sizeof(r.state.about), "%s", zc_engine_about(r.engine));
	/* On the virtual clock even a moment would be the whole file. */
	code = asked->sink->sim_virtual ? 0 : warm_up(&r);
	if (!code)
		code = play(&r);
	if (code) {
		r.state.result = code;
		r.track_back = true;
	}
	serve(&r, control);
	zc_engine_free(r.engine);
	return 0;
}

int
zc_lab_engine_start(struct zc_lab_engine *p, const struct zc_lab_play *asked)
{
	int ends[2];

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends))
		return -errno;
	p->pid = zc_lab_process_fork();
	if (p->pid < 0) {
		close(ends[0]);
		close(ends[1]);
		return -errno;
	}
	if (!p->pid) {
		close(ends[0]);
		exit(child(asked, ends[1]));
	}
	close(ends[1]);
	p->control = ends[0];
	return 0;
}

int
zc_lab_engine_ask(struct zc_lab_engine *p, bool wait, struct zc_lab_engine_state *out)
{
	unsigned char ask = wait ? ASK_WHEN_ENDED : ASK_NOW;

	if (write(p->control, &ask, 1) != 1 ||
		read(p->control, out, sizeof(*out)) != sizeof(*out))
		return -ECHILD;
	return 0;
}

void
zc_lab_engine_stop(struct zc_lab_engine *p)
{
	close(p->control);
	zc_lab_process_wait(p->pid);
	*p = (struct zc_lab_engine){ .pid = -1, .control = -1 };
}
