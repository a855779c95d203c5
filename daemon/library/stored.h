/* Stored playlists: files NAME.m3u in one folder, one URI per line. Read and written on the control
 * thread, since they are small. */
#ifndef ZC_STORED_H
#define ZC_STORED_H

#include <stdbool.h>
#include <stdint.h>

#include "pipeline/err.h"

struct zc_stored {
	char **uri; /* owns array and strings */
	uint32_t count, cap;
};

void zc_stored_free(struct zc_stored *s);
/* 0 or -ENOMEM. */
int zc_stored_add(struct zc_stored *s, const char *uri);

/* Removes the entries [start, end), which must exist. */
void zc_stored_delete(struct zc_stored *s, uint32_t start, uint32_t end);
/* Moves the entries [start, end) so that they begin at position `to` afterwards. */
void zc_stored_move(struct zc_stored *s, uint32_t start, uint32_t end, uint32_t to);

/* The functions below return 0 or -errno with text: -EINVAL (not a valid name), -ENOENT, -EEXIST
 * and so on. If dir is NULL they fail, and the text says which key to set.
 *
 * Reads at most ZC_QUEUE_MAX entries. *out is to be freed in any case. */
int zc_stored_read(
	const char *dir, const char *name, struct zc_stored *out, struct zc_err *err);
/* Writes the playlist whole or not at all, and creates the folder. Unless replace is set, fails
 * with -EEXIST where it exists. */
int zc_stored_write(const char *dir, const char *name, const struct zc_stored *s, bool replace,
	struct zc_err *err);
int zc_stored_remove(const char *dir, const char *name, struct zc_err *err);
int zc_stored_rename(const char *dir, const char *from, const char *to, struct zc_err *err);

/* Calls fn for each playlist, in no order. name is lent for the call. dir may be NULL. */
void zc_stored_list(
	const char *dir, void (*fn)(void *ctx, const char *name, int64_t mtime_s), void *ctx);

#endif
