/* Players that the engine is compared with: the copying player, aplay, mpd, and a whole
 * zcaudiod. One thread. */
#ifndef ZC_LAB_PEER_H
#define ZC_LAB_PEER_H

#include "tools/lab/copy.h"
#include "tools/lab/daemon.h"

enum lab_peer_kind { LAB_PEER_COPY, LAB_PEER_APLAY, LAB_PEER_MPD, LAB_PEER_ZCAUDIOD };

struct lab_peer {
	enum lab_peer_kind kind;
	pid_t pid;
	struct lab_copy copy; /* of LAB_PEER_COPY */
	struct lab_daemon daemon; /* of LAB_PEER_ZCAUDIOD */
};

/* "copy", "aplay", "mpd" and "zcaudiod". 0 or -EINVAL. */
int lab_peer_find(const char *name, size_t len, enum lab_peer_kind *kind);

/* Starts the player and lets it play the file; a server keeps its files in `folder` (from
 * lab_folder_make). 0 or -errno with text. */
int lab_peer_start(struct lab_peer *p, enum lab_peer_kind kind, const struct lab_play *play,
	const char *folder, struct zc_err *err);

/* The engine's counters of a zcaudiod, as far as a row of the benchmark shows them. 0,
 * -ENOTSUP: another player, or -EPROTO. */
int lab_peer_count(const struct lab_peer *p, struct zc_counters *out);

/* Ends the player. */
void lab_peer_stop(struct lab_peer *p);

#endif
