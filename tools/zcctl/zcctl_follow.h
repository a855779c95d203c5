/* The loop of `play` and `watch`: follows the daemon while it plays. One thread. */
#ifndef ZC_ZCCTL_FOLLOW_H
#define ZC_ZCCTL_FOLLOW_H

#include "tools/zcctl/zcctl_view.h"

/* The callbacks of the loop. */
#define ZCCTL_GO_ON -1
struct zcctl_follower {
	/* Called at the start and at each change that the daemon reports; may use the
	 * connection. Any result but ZCCTL_GO_ON ends the loop, as its exit code. */
	int (*changed)(void *ctx, const struct zcctl_view *v);
	/* Called every every_ns between changes; the daemon is then only asked when it reports
	 * a change. NULL: a status line is kept up to date if standard output is a terminal and
	 * --json is not given. */
	void (*tick)(void *ctx, const struct zcctl_view *v);
	int64_t every_ns;
	void *ctx; /* lent */
};

/* Follows until `changed` ends it. Returns its exit code, ZC_EXIT_INTERRUPTED after SIGINT,
 * SIGTERM or SIGHUP, or another code after it printed an error. Afterwards the connection is
 * free for commands. */
int zcctl_follow(struct zc_tool *c, const struct zcctl_follower *f);

/* Erases the status line, so that something can be printed in its place. */
void zcctl_line_clear(void);

#endif
