/* The state file: what the daemon restores at a restart, as text. Any thread; no state here. */
#ifndef ZC_STATE_FILE_H
#define ZC_STATE_FILE_H

#include <stddef.h>

#include "pipeline/err.h"
#include "pipeline/msg.h"
#include "daemon/queue/queue.h"

/* Where playing was. */
struct zc_state_point {
	enum zc_play_state state;
	uint32_t song_id; /* 0: none */
	double elapsed_s;
};

/* Queue, options and point as text. Returns its length and *text, which the caller frees; or
 * -ENOMEM. */
int64_t zc_state_text(
	const struct zc_queue *q, const struct zc_state_point *point, char **text);

/* Writes the text and a checksum to a temporary file beside path, syncs and renames it, so that
 * even after a crash path holds either its old content or all of the new. Blocks on the disk. 0
 * or -errno with a text that names the file. */
int zc_state_store(const char *path, const char *text, size_t bytes, struct zc_err *err);

/* Reads the file into q, which must be empty, and *point. 0; -ENOENT: there is no file, *err is
 * untouched; others: it cannot be read or is damaged. Then q stays empty, and the file is
 * renamed: the text says to what. */
int zc_state_load(
	const char *path, struct zc_queue *q, struct zc_state_point *point, struct zc_err *err);

#endif
