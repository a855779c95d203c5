/* Names of files and folders, and opening them safely. Any thread that may block on a disk.
 *
 * A URI is the path of a file or folder below a base folder, without "." or ".." or empty parts;
 * where the base is NULL it is an absolute path. Nothing outside of the base is ever opened, not
 * through symbolic links either. */
#ifndef ZC_LIBRARY_OPEN_H
#define ZC_LIBRARY_OPEN_H

#include <stdbool.h>

/* True if the name has the suffix of a sound file, in any case. */
bool zc_is_audio(const char *name);

/* The known suffixes with their MIME types: "wav", "audio/x-wav"; mime NULL: none of its own. The
 * last entry has suffix NULL. */
struct zc_audio_suffix {
	const char *suffix, *mime;
};
extern const struct zc_audio_suffix zc_audio_suffixes[];

/* True if uri has no part that is empty, "." or "..", and no line break. "" is the base itself.
 */
bool zc_uri_safe(const char *uri);

/* True if uri is the folder or lies below it; everything lies below "". */
bool zc_uri_below(const char *uri, const char *folder);

/* True if this error of opening, a negative errno, is final: no such file, no permission, a link to
 * the outside. False if it may pass, as with a failing disk or too many open files. */
bool zc_uri_error_is_final(int error);

/* Opens with O_CLOEXEC and flags. Returns a descriptor, which the caller closes, or -errno. */
int zc_uri_open(const char *base, const char *uri, int flags);
/* Opens a regular file for reading. Anything else is not opened: -EISDIR for a folder, -ENXIO for
 * a device, FIFO or socket. */
int zc_uri_open_file(const char *base, const char *uri);

#endif
