/* zcctl play: files into the queue, playing, and waiting for the end. The queue is not touched
 * before every file was found, and not emptied before the daemon took every one. One thread. */
#include "tools/zcctl/zcctl_play.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/common/options.h"
#include "tools/zcctl/zcctl.h"
#include "tools/zcctl/zcctl_follow.h"

static int
parse_options(struct zcctl_playing *p, int argc, char **argv)
{
	static const struct option longs[] = { { "append", no_argument, NULL, 'a' },
		{ "no-wait", no_argument, NULL, 'n' },
		{ "on-interrupt", required_argument, NULL, 'i' }, { 0 } };
	static const char *const words[] = { "stop", "pause", "leave" };
	char text[160];
	int o, k;

	optind = 0;
	opterr = 0;
	while ((o = getopt_long(argc, argv, ":an", longs, NULL)) != -1) {
		switch (o) {
		case 'a':
			p->append = true;
			break;
		case 'n':
			p->wait = false;
			break;
		case 'i':
			for (k = 0; k < 3 && strcmp(optarg, words[k]); k++)
				;
			if (k == 3)
				return zc_tool_usage(p->c,
					"--on-interrupt=%s: takes stop, pause or leave",
					optarg);
			p->on_interrupt = (enum zcctl_on_interrupt)k;
			break;
		default:
			return zc_tool_usage(p->c, "play: %s",
				zc_options_error(o, argv, longs, text, sizeof(text)));
		}
	}
	return ZC_EXIT_OK;
}

/* Starts playing: what was added, or what there is. */
static int
start(struct zcctl_playing *p, const struct mpd_status *before)
{
	struct mpd_connection *conn = p->c->conn;
	unsigned int length = mpd_status_get_queue_length(before);
	enum mpd_state state = mpd_status_get_state(before);

	if (!p->add.count || p->append) {
		if (state == MPD_STATE_PLAY) {
			/* What is kept is of a track before ours. */
			if (mpd_status_get_error(before))
				snprintf(p->printed_error, sizeof(p->printed_error), "%s",
					mpd_status_get_error(before));
			return ZC_EXIT_OK;
		}
		if (state == MPD_STATE_PAUSE)
			return zc_tool_done(p->c, mpd_run_pause(conn, false));
		if (!p->add.count)
			return length ? zc_tool_done(p->c, mpd_run_play(conn))
				      : zc_tool_error(p->c, ZC_EXIT_FAILED,
						"the queue is empty; name files: zcctl play "
						"FILE...");
	}
	/* First the new, then away with the old: the sound does not wait for the tidying. */
	if (!mpd_run_play_id(conn, p->add.ids[0]) ||
		(!p->append && length && !mpd_run_delete_range(conn, 0, length)))
		return zc_tool_failed(p->c, p->add.names[0]);
	return ZC_EXIT_OK;
}

static int
interrupted(struct zcctl_playing *p)
{
	static const char *const done[] = { "stopped", "paused", "left playing" };
	bool ok = true;

	if (p->on_interrupt == ZCCTL_INTERRUPT_STOP)
		ok = mpd_run_stop(p->c->conn);
	else if (p->on_interrupt == ZCCTL_INTERRUPT_PAUSE)
		ok = mpd_run_pause(p->c->conn, true);
	if (!ok)
		return zc_tool_failed(p->c, NULL);
	if (!p->c->args->json)
		printf("%s\n", done[p->on_interrupt]);
	return ZC_EXIT_INTERRUPTED;
}

static int
run(struct zcctl_playing *p, int count, char **operands)
{
	struct mpd_status *before;
	int r = zc_add_find(p->c, &p->add, count, operands);

	if (!r)
		r = zc_tool_connect(p->c);
	if (r)
		return r;
	before = mpd_run_status(p->c->conn);
	if (!before)
		return zc_tool_failed(p->c, NULL);
	if (count)
		r = zc_add_send(p->c, &p->add);
	if (!r)
		r = start(p, before);
	mpd_status_free(before);
	if (r)
		return r;
	if (count)
		zc_add_print(p->c, &p->add);
	if (!p->wait)
		return ZC_EXIT_OK;
	p->fates = calloc((size_t)p->add.count + 1, sizeof(*p->fates));
	if (!p->fates)
		return zc_tool_error(p->c, ZC_EXIT_FAILED, "out of memory");
	r = zcctl_follow(
		p->c, &(struct zcctl_follower){ .changed = zcctl_play_changed, .ctx = p });
	return r == ZC_EXIT_INTERRUPTED ? interrupted(p) : r;
}

int
zcctl_play(struct zc_tool *c, int argc, char **argv)
{
	struct zcctl_playing p = { .c = c, .wait = true };
	int r = parse_options(&p, argc, argv);

	if (!r)
		r = run(&p, argc - optind, argv + optind);
	zc_add_free(&p.add);
	free(p.fates);
	return r;
}
