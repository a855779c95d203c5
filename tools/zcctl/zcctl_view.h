/* The daemon's state as zcctl shows it: one answer, as a line or as JSON. One thread. */
#ifndef ZC_ZCCTL_VIEW_H
#define ZC_ZCCTL_VIEW_H

#include "tools/common/json.h"
#include "tools/common/tool.h"

/* The daemon's latest answer. */
struct zcctl_view {
	struct mpd_status *status; /* owns */
	struct mpd_song *song; /* owns; NULL: none */
	json_t *zc; /* owns; the answer to zc_status, an empty object where the server has none */
	int64_t at_ns; /* CLOCK_MONOTONIC of the answer */
};

void zcctl_view_free(struct zcctl_view *v);

/* Asks the daemon. ZC_EXIT_OK, or the exit code after the error was printed. */
int zcctl_view_get(struct zc_tool *c, struct zcctl_view *v);

/* Length of the track in seconds, 0 if unknown. */
double zcctl_view_total(const struct zcctl_view *v);

/* Seconds into the track at now_ns, extrapolated from the answer while it plays. */
double zcctl_view_elapsed(const struct zcctl_view *v, int64_t now_ns);

/* The status line: state, time, bar, format, path, at most `columns` wide. Returns buf of size
 * bytes. */
char *zcctl_view_line(
	const struct zcctl_view *v, int64_t now_ns, size_t columns, char *buf, size_t size);

/* "staged: ring not pinnable (...)" from one of the daemon's own answers, "" where it has no
 * path. Returns buf. */
char *zcctl_path_str(const json_t *zc, char *buf, size_t size);

/* The view as JSON, at now_ns. */
json_t *zcctl_view_json(const struct zcctl_view *v, int64_t now_ns);

/* "playing", "paused", "stopped" or "unknown". */
const char *zcctl_state_name(enum mpd_state state);

#endif
