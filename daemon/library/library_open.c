#include "daemon/library/library_open.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

const struct zc_audio_suffix zc_audio_suffixes[] = {
	{ "wav", "audio/x-wav" },
	{ "wave", "audio/wav" },
	{ "rf64", NULL },
	{ "w64", NULL },
	{ "aif", NULL },
	{ "aiff", "audio/x-aiff" },
	{ "aifc", NULL },
	{ "caf", "audio/x-caf" },
	{ "au", "audio/basic" },
	{ "snd", NULL },
	{ "flac", "audio/flac" },
	{ "ogg", "audio/ogg" },
	{ "oga", NULL },
	{ "opus", "audio/opus" },
	{ "mp3", "audio/mpeg" },
	{ "raw", NULL },
	{ "pcm", NULL },
	{ NULL, NULL },
};

bool
zc_is_audio(const char *name)
{
	const char *dot = strrchr(name, '.');

	if (!dot)
		return false;
	for (const struct zc_audio_suffix *s = zc_audio_suffixes; s->suffix; s++)
		if (!strcasecmp(dot + 1, s->suffix))
			return true;
	return false;
}

bool
zc_uri_safe(const char *uri)
{
	const char *p = uri;

	if (strchr(uri, '\n'))
		return false;
	while (*p) {
		size_t len = strcspn(p, "/");

		if (!len || (len == 1 && p[0] == '.') ||
			(len == 2 && p[0] == '.' && p[1] == '.'))
			return false;
		p += len;
		if (*p && !*++p)
			return false;
	}
	return true;
}

bool
zc_uri_below(const char *uri, const char *folder)
{
	size_t len = strlen(folder);

	return !len || (!strncmp(uri, folder, len) && (!uri[len] || uri[len] == '/'));
}

bool
zc_uri_error_is_final(int error)
{
	switch (-error) {
	case ENOENT:
	case ENOTDIR:
	case EISDIR:
	case ENXIO:
	case EACCES:
	case EPERM:
	case ELOOP:
	case EXDEV:
	case ENAMETOOLONG:
		return true;
	default:
		return false;
	}
}

/* For kernels and sandboxes without openat2: opens one part after the other and follows no link.
 */
static int
open_by_parts(int base_fd, const char *uri, int flags)
{
	int dir_fd = base_fd, fd = -1;
	char part[NAME_MAX + 1];

	for (;;) {
		size_t len = strcspn(uri, "/");
		bool last = !uri[len];

		if (len > NAME_MAX) {
			fd = -ENAMETOOLONG;
			break;
		}
		memcpy(part, uri, len);
		part[len] = '\0';
		fd = openat(dir_fd, len ? part : ".",
			O_NOFOLLOW | O_CLOEXEC | (last ? flags : O_PATH | O_DIRECTORY));
		if (fd < 0)
			fd = -errno;
		if (fd < 0 || last)
			break;
		if (dir_fd != base_fd)
			close(dir_fd);
		dir_fd = fd;
		uri += len + 1;
	}
	if (dir_fd != base_fd)
		close(dir_fd);
	return fd;
}

static int
open_beneath(int base_fd, const char *uri, int flags)
{
	struct open_how how = { .flags = (uint64_t)flags | O_CLOEXEC,
		.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS };
	long fd = syscall(SYS_openat2, base_fd, *uri ? uri : ".", &how, sizeof(how));

	if (fd < 0 && (errno == ENOSYS || errno == EPERM))
		return open_by_parts(base_fd, uri, flags);
	return fd < 0 ? -errno : (int)fd;
}

int
zc_uri_open(const char *base, const char *uri, int flags)
{
	int base_fd, fd;

	if (!base) {
		fd = uri[0] == '/' ? open(uri, flags | O_CLOEXEC) : -1;
		return fd >= 0 ? fd : uri[0] == '/' ? -errno : -ENOENT;
	}
	if (!zc_uri_safe(uri))
		return -ENOENT;
	base_fd = open(base, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (base_fd < 0)
		return -errno;
	fd = open_beneath(base_fd, uri, flags);
	close(base_fd);
	return fd;
}

int
zc_uri_open_file(const char *base, const char *uri)
{
	int path_fd = zc_uri_open(base, uri, O_PATH), fd = -ENXIO;
	char self[32];
	struct stat st;

	if (path_fd < 0)
		return path_fd;
	if (fstat(path_fd, &st) < 0) {
		fd = -errno;
	} else if (S_ISREG(st.st_mode)) {
		snprintf(self, sizeof(self), "/proc/self/fd/%d", path_fd);
		fd = open(self, O_RDONLY | O_CLOEXEC);
		if (fd < 0)
			fd = -errno;
	} else if (S_ISDIR(st.st_mode)) {
		fd = -EISDIR;
	}
	close(path_fd);
	return fd;
}
