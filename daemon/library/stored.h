/* Stored playlists as files: NAME.m3u in one folder, one URI a line. Control thread only; the
 * files are small. */
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

/* Takes entries [start, end) out, which must be there. */
void zc_stored_delete(struct zc_stored *s, uint32_t start, uint32_t end);
/* The entries [start, end) come to stand at `to` among the others. */
void zc_stored_move(struct zc_stored *s, uint32_t start, uint32_t end, uint32_t to);

/* dir NULL: every call fails and the text says which key to set. All 0 or -errno with text:
 * -EINVAL (no fit name), -ENOENT, -EEXIST, ... */
int zc_stored_read(
	const char *dir, const char *name, struct zc_stored *out, struct zc_err *err);
/* Whole or not at all. replace false: -EEXIST where there is one already. Makes the folder. */
int zc_stored_write(const char *dir, const char *name, const struct zc_stored *s, bool replace,
	struct zc_err *err);
int zc_stored_remove(const char *dir, const char *name, struct zc_err *err);
int zc_stored_rename(const char *dir, const char *from, const char *to, struct zc_err *err);

/* Calls fn for each. */
void zc_stored_list(
	const char *dir, void (*fn)(void *ctx, const char *name, int64_t mtime_s), void *ctx);

#endif
