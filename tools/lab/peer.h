/* Players that the engine is compared with: the copying player, aplay, mpd, and a whole
 * zcaudiod. One thread. */
#ifndef ZC_LAB_PEER_H
#define ZC_LAB_PEER_H

#include "tools/lab/copy.h"
#include "tools/lab/daemon.h"

enum zc_lab_peer_kind {
	ZC_LAB_PEER_COPY,
	ZC_LAB_PEER_APLAY,
	ZC_LAB_PEER_MPD,
	ZC_LAB_PEER_ZCAUDIOD
};

struct zc_lab_peer {
	enum zc_lab_peer_kind kind;
	pid_t pid;
	struct zc_lab_copy copy; /* of ZC_LAB_PEER_COPY */
	struct zc_lab_daemon daemon; /* of ZC_LAB_PEER_ZCAUDIOD */
};

/* Finds "copy", "aplay", "mpd" or "zcaudiod". 0 or -EINVAL. */
int zc_lab_peer_find(const char *name, size_t len, enum zc_lab_peer_kind *kind);

/* Starts the player with the file; a server keeps its files in `folder` (from
 * zc_lab_folder_make). 0 or -errno with text. */
int zc_lab_peer_start(struct zc_lab_peer *p, enum zc_lab_peer_kind kind,
	const struct zc_lab_play *play, const char *folder, struct zc_err *err);

/* Reads the counters of a zcaudiod's engine, those that the benchmark shows. 0, -ENOTSUP:
 * another player, or -EPROTO. */
int zc_lab_peer_count(const struct zc_lab_peer *p, struct zc_counters *out);

/* Ends the player. */
void zc_lab_peer_stop(struct zc_lab_peer *p);

#endif
