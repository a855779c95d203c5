/* The state file: what a restart takes up again, as text. Any thread; nothing is kept here. */
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

/* Queue, options and point as text. Its length and *text, which is then the caller's to free;
 * or -ENOMEM. */
int64_t zc_state_text(
	const struct zc_queue *q, const struct zc_state_point *point, char **text);

/* Writes it with a checksum so that path holds either what it held before or all of the text,
 * also after a crash: to a temporary file beside it, which is synced and renamed. Blocks on the
 * disk. 0 or -errno with a text that names the file. */
int zc_state_store(const char *path, const char *text, size_t bytes, struct zc_err *err);

/* Reads it into q, which must be empty, and *point. 0; -ENOENT: there is none, *err is
 * untouched; others: it cannot be read or is damaged, q is empty, and it was set aside under
 * another name: the text says which. */
int zc_state_load(
	const char *path, struct zc_queue *q, struct zc_state_point *point, struct zc_err *err);

#endif
