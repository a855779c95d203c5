/* Following the daemon while it plays: one loop for `play` and `watch`. One thread. */
#ifndef ZC_ZCCTL_FOLLOW_H
#define ZC_ZCCTL_FOLLOW_H

#include "tools/common/json.h"
#include "tools/common/tool.h"

/* What the daemon last said. */
struct zcctl_view {
	struct mpd_status *status; /* owns */
	struct mpd_song *song; /* owns; NULL: none */
	json_t *own; /* owns; zc_status, empty object where the server has none */
	int64_t at_ns; /* CLOCK_MONOTONIC of the answer */
};

void zcctl_view_free(struct zcctl_view *v);

/* Asks the daemon. ZC_EXIT_OK, or the exit code after the error was printed. */
int zcctl_view_get(struct zc_tool *c, struct zcctl_view *v);

/* Length of the track in seconds, 0 if it is not known. */
double zcctl_view_total(const struct zcctl_view *v);

/* Seconds into the track at now_ns, going on from the answer while it plays. */
double zcctl_view_elapsed(const struct zcctl_view *v, int64_t now_ns);

/* The line that is drawn again and again: state, time, bar, format, path, at most `columns`
 * wide. Returns buf of size bytes. */
char *zcctl_view_line(
	const struct zcctl_view *v, int64_t now_ns, size_t columns, char *buf, size_t size);

/* "staged: ring not pinnable (...)" out of one of the daemon's own answers, "" where it does
 * not say. Returns buf. */
char *zcctl_path_str(const json_t *own, char *buf, size_t size);

/* The view as JSON, at now_ns. */
json_t *zcctl_view_json(const struct zcctl_view *v, int64_t now_ns);

/* What is done with what the daemon says. */
#define ZCCTL_GO_ON -1
struct zcctl_follower {
	/* At the start and whenever the daemon says that something changed; may use the
	 * connection. Anything but ZCCTL_GO_ON ends it, as the exit code. */
	int (*changed)(void *ctx, const struct zcctl_view *v);
	/* Between changes each every_ns: then the daemon is asked nothing until it says that
	 * something changed. NULL: the line is kept up to date if standard output is a terminal
	 * and --json is not given. */
	void (*tick)(void *ctx, const struct zcctl_view *v);
	int64_t every_ns;
	void *ctx; /* lent */
};

/* Follows until `changed` ends it. Returns its exit code, ZC_EXIT_INTERRUPTED after SIGINT,
 * SIGTERM or SIGHUP, or another after the error was printed. The connection is free for
 * commands again afterwards. */
int zcctl_follow(struct zc_tool *c, const struct zcctl_follower *f);

/* Takes the line away, so that something can be printed in its place. */
void zcctl_line_clear(void);

#endif
