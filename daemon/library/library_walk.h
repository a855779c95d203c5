/* Finding files: safe names, safe opening, walking folders. Any thread that may wait for a
 * disk.
 *
 * A URI names a file or folder below a base folder, without "." or ".." or empty parts, or,
 * without a base, by absolute path. Below a base nothing outside of it is ever opened, also not
 * through symbolic links. */
#ifndef ZC_LIBRARY_WALK_H
#define ZC_LIBRARY_WALK_H

#include <stdbool.h>
#include <stdint.h>

#include "pipeline/err.h"

/* True if the name ends like that of a sound file. */
bool zc_is_audio(const char *name);
/* The known endings and types: "wav", "audio/x-wav"; NULL behind the last. */
struct zc_audio_suffix {
	const char *suffix, *mime;
};
extern const struct zc_audio_suffix zc_audio_suffixes[];

/* True if uri has no part that is empty, "." or "..", and no line break. "" is the base itself.
 */
bool zc_uri_safe(const char *uri);

/* True if uri is the folder or lies in it; "" is the folder of all. */
bool zc_uri_below(const char *uri, const char *folder);

/* True if this error of opening, a negative errno, tells that there is nothing there for us: no
 * such file, no permission, a link to the outside. False for trouble that may pass, as of a
 * disk or with too many open files. */
bool zc_uri_error_is_final(int error);

/* Opens with O_CLOEXEC and flags. base NULL: uri is an absolute path. The descriptor or -errno.
 */
int zc_uri_open(const char *base, const char *uri, int flags);
/* The same for reading, only regular files: else -EISDIR or -ENXIO, without having opened them.
 */
int zc_uri_open_file(const char *base, const char *uri);

enum zc_walk_flags {
	ZC_WALK_DEEP = 1, /* folders in folders */
	ZC_WALK_ALL = 2, /* every file, not only sound files */
	ZC_WALK_STAT = 4 /* size and time are wanted */
};

struct zc_walk;

struct zc_walk_entry {
	const char *uri; /* lent until the next entry */
	bool folder;
	int64_t mtime_s; /* with ZC_WALK_STAT or for the entry that was named itself */
	uint64_t size;
};

/* NULL and *err, which names the uri: -ENOENT, -EACCES, -ENXIO (neither file nor folder), ...
 */
struct zc_walk *zc_walk_new(
	const char *base, const char *uri, unsigned int flags, struct zc_err *err);
void zc_walk_free(struct zc_walk *w);
/* 1: *e is the next one; 0: there are no more. A file that was named itself is the only one,
 * whatever its ending; of a folder its sound files come first, then its folders, each followed
 * by what is in it. Hidden files, folders that cannot be read and links that lead outside are
 * left out. */
int zc_walk_next(struct zc_walk *w, struct zc_walk_entry *e);
/* Why something was left out so far that may be there: the first error that is not final, a
 * negative errno, or 0. */
int zc_walk_error(const struct zc_walk *w);

#endif
