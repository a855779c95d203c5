/* The daemon is asked once for each change that `idle` reports. In between the elapsed time is
 * computed here, so that following costs the daemon nothing. One thread. */
#include "tools/zcctl/zcctl_follow.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "tools/draw/terminal.h"
#include "tools/common/kv.h"
#include "tools/zcctl/zcctl_song.h"
#include "tools/common/text.h"
#include "tools/common/now.h"

#define REDRAW_NS 200000000
/* An xrun causes no idle event, so the counter is fetched again after this time. */
#define ASK_AGAIN_NS 5000000000

static volatile sig_atomic_t stop_signal;
static bool line_drawn;

static void
draw(const struct zcctl_view *v)
{
	char line[1024];
	size_t columns, rows;

	zc_terminal_size(&columns, &rows);
	/* The last column stays free: some terminals wrap when it is written. */
	zcctl_view_line(v, zc_now_ns(), columns - 1, line, sizeof(line));
	printf("\r%s\033[K", line);
	fflush(stdout);
	line_drawn = true;
}

void
zcctl_line_clear(void)
{
	if (line_drawn)
		fputs("\r\033[K", stdout);
	line_drawn = false;
}

static void
on_signal(int sig)
{
	if (sig != SIGWINCH)
		stop_signal = sig;
}

/* Waits until the daemon reports a change or it is time to ask again, and redraws meanwhile. 1:
 * leave idle and ask; 0: a signal asked to end. */
static int
wait_for_change(struct zc_tool *c, const struct zcctl_follower *f, const struct zcctl_view *v,
	const sigset_t *mask)
{
	struct pollfd p = { .fd = mpd_connection_get_fd(c->conn), .events = POLLIN };
	bool playing = mpd_status_get_state(v->status) == MPD_STATE_PLAY;
	bool line = !f->tick && !c->args->json && isatty(STDOUT_FILENO);
	int64_t until = f->tick || !playing ? INT64_MAX : zc_now_ns() + ASK_AGAIN_NS;

	while (!stop_signal) {
		int64_t now = zc_now_ns(), left = until > now ? until - now : 0;
		int64_t step = f->tick ? f->every_ns : line && playing ? REDRAW_NS : left;
		int64_t ns = step < left ? step : left;
		struct timespec t = { ns / 1000000000, ns % 1000000000 };

		if (!left)
			break;
		if (line)
			draw(v);
		if (ppoll(&p, 1, ns == INT64_MAX ? NULL : &t, mask) > 0)
			break;
		if (f->tick && !stop_signal)
			f->tick(f->ctx, v);
		/* Nobody reads our output any more; `changed` will notice that too. */
		if (f->tick && ferror(stdout))
			break;
	}
	return !stop_signal;
}

int
zcctl_follow(struct zc_tool *c, const struct zcctl_follower *f)
{
	const int signals[] = { SIGINT, SIGTERM, SIGHUP, SIGWINCH };
	const struct sigaction catch = { .sa_handler = on_signal };
	struct sigaction before[4];
	struct zcctl_view view = { 0 };
	sigset_t block, mask;
	int r;

	/* The signals are blocked except in ppoll, so that none is missed between check and
	 * wait. */
	sigemptyset(&block);
	for (int i = 0; i < 4; i++)
		sigaddset(&block, signals[i]);
	sigprocmask(SIG_BLOCK, &block, &mask);
	for (int i = 0; i < 4; i++)
		sigaction(signals[i], &catch, &before[i]);
	stop_signal = 0;
	for (;;) {
		r = zcctl_view_get(c, &view);
		if (r || (r = f->changed(f->ctx, &view)) != ZCCTL_GO_ON)
			break;
		r = ZC_EXIT_OK;
		if (!mpd_send_idle(c->conn)) {
			r = zc_tool_failed(c, NULL);
			break;
		}
		if (!wait_for_change(c, f, &view, &mask))
			r = ZC_EXIT_INTERRUPTED;
		/* If an event came first the server ignores noidle. */
		mpd_run_noidle(c->conn);
		if (mpd_connection_get_error(c->conn) != MPD_ERROR_SUCCESS)
			r = zc_tool_failed(c, NULL);
		if (r)
			break;
	}
	if (line_drawn)
		putchar('\n');
	line_drawn = false;
	zcctl_view_free(&view);
	for (int i = 0; i < 4; i++)
		sigaction(signals[i], &before[i], NULL);
	sigprocmask(SIG_SETMASK, &mask, NULL);
	return r;
}
