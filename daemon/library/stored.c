#include "daemon/library/stored.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon/queue/queue.h"
#include "daemon/base/textfile.h"

#define SUFFIX ".m3u"
#define NAME_MAX_BYTES 200

static int
path_of(const char *dir, const char *name, const char *suffix, char *path, struct zc_err *err)
{
	if (!dir)
		return zc_fail(err, -ENOENT,
			"stored playlists are disabled; set playlist_directory in the "
			"configuration");
	if (!*name || *name == '.' || strlen(name) > NAME_MAX_BYTES || strchr(name, '/') ||
		strchr(name, '\n'))
		return zc_fail(err, -EINVAL, "Bad playlist name: \"%.64s\"", name);
	if (snprintf(path, PATH_MAX, "%s/%s%s", dir, name, suffix) >= PATH_MAX)
		return zc_fail(err, -ENAMETOOLONG, "%s: the path is too long", name);
	return 0;
}

static int
explain(struct zc_err *err, int r, const char *name, const char *path)
{
	if (r == -ENOENT)
		return zc_fail(err, r, "No such playlist: %s", name);
	return zc_fail(err, r, "%s: %s", path, strerror(-r));
}

void
zc_stored_free(struct zc_stored *s)
{
	for (uint32_t i = 0; i < s->count; i++)
		free(s->uri[i]);
	free(s->uri);
	memset(s, 0, sizeof(*s));
}

int
zc_stored_add(struct zc_stored *s, const char *uri)
{
	if (s->count == s->cap) {
		uint32_t cap = s->cap ? 2 * s->cap : 64;
		char **list = realloc(s->uri, cap * sizeof(list[0]));

		if (!list)
			return -ENOMEM;
		s->uri = list;
		s->cap = cap;
	}
	s->uri[s->count] = strdup(uri);
	return s->uri[s->count] ? (s->count++, 0) : -ENOMEM;
}

void
zc_stored_delete(struct zc_stored *s, uint32_t start, uint32_t end)
{
	/* memmove must not be given the NULL of an empty list. */
	if (start == end)
		return;
	for (uint32_t i = start; i < end; i++)
		free(s->uri[i]);
	memmove(s->uri + start, s->uri + end, (s->count - end) * sizeof(s->uri[0]));
	s->count -= end - start;
}

static void
reverse(struct zc_stored *s, uint32_t start, uint32_t end)
{
	while (start < end && start < --end) {
		char *uri = s->uri[start];

		s->uri[start++] = s->uri[end];
		s->uri[end] = uri;
	}
}

/* Exchanges two neighbouring ranges in place: reverses each, then both together. */
static void
exchange(struct zc_stored *s, uint32_t start, uint32_t middle, uint32_t end)
{
	reverse(s, start, middle);
	reverse(s, middle, end);
	reverse(s, start, end);
}

void
zc_stored_move(struct zc_stored *s, uint32_t start, uint32_t end, uint32_t to)
{
	if (to < start)
		exchange(s, to, start, end);
	else
		exchange(s, start, end, end + (to - start));
}

int
zc_stored_read(const char *dir, const char *name, struct zc_stored *out, struct zc_err *err)
{
	char path[PATH_MAX], *line = NULL;
	size_t cap = 0;
	ssize_t len;
	struct zc_err cause;
	FILE *f;
	int r = path_of(dir, name, SUFFIX, path, err);

	memset(out, 0, sizeof(*out));
	if (r)
		return r;
	f = zc_textfile_open(path, &cause);
	if (!f)
		return cause.code == -ENOENT ? explain(err, cause.code, name, path)
					     : zc_fail(err, cause.code, "%s", cause.text);
	while (!r && out->count < ZC_QUEUE_MAX && (len = getline(&line, &cap, f)) >= 0) {
		while (len && (line[len - 1] == '\n' || line[len - 1] == '\r'))
			line[--len] = '\0';
		if (len && line[0] != '#')
			r = zc_stored_add(out, line);
	}
	if (!r && ferror(f))
		r = -errno;
	free(line);
	fclose(f);
	if (!r)
		return 0;
	zc_stored_free(out);
	return explain(err, r, name, path);
}

int
zc_stored_write(const char *dir, const char *name, const struct zc_stored *s, bool replace,
	struct zc_err *err)
{
	char path[PATH_MAX], new_path[PATH_MAX];
	FILE *f;
	int r = path_of(dir, name, SUFFIX, path, err);

	if (!r)
		r = path_of(dir, name, SUFFIX ".new", new_path, err);
	if (r)
		return r;
	if (!replace && !access(path, F_OK))
		return zc_fail(err, -EEXIST, "Playlist already exists: %s", name);
	if (mkdir(dir, 0755) < 0 && errno != EEXIST)
		return zc_fail(err, -errno, "%s: %s", dir, strerror(errno));
	f = fopen(new_path, "we");
	if (!f)
		return explain(err, errno == ENOENT ? -ENOTDIR : -errno, name, new_path);
	for (uint32_t i = 0; i < s->count && !r; i++)
		/* A failed write empties the buffer: fflush would then find nothing wrong. */
		r = fprintf(f, "%s\n", s->uri[i]) < 0 ? -errno : 0;
	if (!r && (fflush(f) || fsync(fileno(f)) < 0))
		r = -errno;
	fclose(f);
	if (!r && rename(new_path, path) < 0)
		r = -errno;
	if (!r)
		return 0;
	unlink(new_path);
	return explain(err, r, name, path);
}

int
zc_stored_remove(const char *dir, const char *name, struct zc_err *err)
{
	char path[PATH_MAX];
	int r = path_of(dir, name, SUFFIX, path, err);

	if (r)
		return r;
	return unlink(path) < 0 ? explain(err, -errno, name, path) : 0;
}

int
zc_stored_rename(const char *dir, const char *from, const char *to, struct zc_err *err)
{
	char old_path[PATH_MAX], new_path[PATH_MAX];
	int r = path_of(dir, from, SUFFIX, old_path, err);

	if (!r)
		r = path_of(dir, to, SUFFIX, new_path, err);
	if (r)
		return r;
	if (!access(new_path, F_OK))
		return zc_fail(err, -EEXIST, "Playlist already exists: %s", to);
	return rename(old_path, new_path) < 0 ? explain(err, -errno, from, old_path) : 0;
}

void
zc_stored_list(
	const char *dir, void (*fn)(void *ctx, const char *name, int64_t mtime_s), void *ctx)
{
	DIR *d = dir ? opendir(dir) : NULL;
	const struct dirent *e;

	while (d && (e = readdir(d))) {
		size_t len = strlen(e->d_name), suffix = strlen(SUFFIX);
		char name[NAME_MAX + 1];
		struct stat st;

		if (len <= suffix || e->d_name[0] == '.' ||
			strcmp(e->d_name + len - suffix, SUFFIX) || strchr(e->d_name, '\n') ||
			fstatat(dirfd(d), e->d_name, &st, 0) < 0 || !S_ISREG(st.st_mode))
			continue;
		memcpy(name, e->d_name, len - suffix);
		name[len - suffix] = '\0';
		fn(ctx, name, st.st_mtim.tv_sec);
	}
	if (d)
		closedir(d);
}
