/* Following the daemon while it plays: one loop for `play` and `watch`. One thread. */
#ifndef ZC_ZCCTL_FOLLOW_H
#define ZC_ZCCTL_FOLLOW_H

#include "tools/zcctl/zcctl_view.h"

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
