/* From names to files. A file that is named is accepted whatever its name; in a folder only
 * names with the extension of a sound file. One thread. */
#include "tools/common/files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

/* The folders being read, innermost first: one that appears again below itself is a loop of
 * links. */
struct open_folder {
	const struct open_folder *outer; /* borrows the caller's; NULL: none */
	dev_t dev;
	ino_t ino;
};

static bool
has_sound_extension(const char *name)
{
	static const char *const endings[] = { "wav", "wave", "rf64", "w64", "aif", "aiff",
		"aifc", "caf", "au", "snd", "flac", "ogg", "oga", "opus", "mp3", "raw", "pcm" };
	const char *dot = strrchr(name, '.');

	for (size_t i = 0; dot && i < sizeof(endings) / sizeof(endings[0]); i++)
		if (!strcasecmp(dot + 1, endings[i]))
			return true;
	return false;
}

/* Whether a part of the path is "..". */
static bool
has_dot_dot(const char *path)
{
	for (const char *at = path; (at = strstr(at, "..")); at++)
		if ((at == path || at[-1] == '/') && (!at[2] || at[2] == '/'))
			return true;
	return false;
}

/* The absolute path without "." and doubled "/". Links are kept as named, so that the daemon
 * recognises a file below its music folder; only ".." is resolved by the kernel, because behind
 * a link it is not the parent in the path. The caller frees; NULL with errno. */
static char *
absolute(const char *path)
{
	char *cwd, *whole, *to;
	int r;

	if (has_dot_dot(path))
		return realpath(path, NULL);
	cwd = *path == '/' ? strdup("") : getcwd(NULL, 0);
	if (!cwd)
		return NULL;
	r = asprintf(&whole, "%s/%s", cwd, path);
	free(cwd);
	if (r < 0)
		return NULL;
	to = whole;
	for (const char *from = whole; *from;) {
		size_t len = strcspn(from + 1, "/") + 1;

		if (len > 1 && !(len == 2 && from[1] == '.')) {
			memmove(to, from, len);
			to += len;
		}
		from += len;
	}
	if (to == whole)
		*to++ = '/';
	*to = 0;
	return whole;
}

static int
append(struct zc_files *files, const char *path, struct zc_err *err)
{
	char *copy;

	if (files->count == files->room) {
		int room = files->room ? 2 * files->room : 64;
		char **grown = realloc(files->path, (size_t)room * sizeof(*grown));

		if (!grown)
			return zc_fail(err, -ENOMEM, "out of memory");
		files->path = grown;
		files->room = room;
	}
	if (strchr(path, '\n'))
		return zc_fail(err, -EINVAL,
			"%s: a name with a line break cannot be sent to the daemon; "
			"rename the file",
			path);
	copy = strdup(path);
	if (!copy)
		return zc_fail(err, -ENOMEM, "out of memory");
	files->path[files->count++] = copy;
	return 0;
}

static int
add_file(struct zc_files *files, const char *path, const struct stat *st, struct zc_err *err)
{
	if (!S_ISREG(st->st_mode))
		return zc_fail(err, -ENXIO, "%s: not a regular file", path);
	if (access(path, R_OK))
		return zc_fail(err, -errno, "%s: cannot be read: %s", path, strerror(errno));
	return append(files, path, err);
}

static int
by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static int
visible(const struct dirent *d)
{
	return d->d_name[0] != '.';
}

static bool
is_open(const struct open_folder *folder, const struct stat *st)
{
	for (; folder; folder = folder->outer)
		if (folder->dev == st->st_dev && folder->ino == st->st_ino)
			return true;
	return false;
}

static void
leave_out(struct zc_files *files, const char *path)
{
	if (!files->left_out++)
		files->left_out_first = strdup(path);
}

static int add_folder(struct zc_files *files, const char *path, const struct stat *st,
	const struct open_folder *outer, struct zc_err *err);

static int
add_entry(struct zc_files *files, const char *folder, const char *name,
	const struct open_folder *outer, struct zc_err *err)
{
	size_t len = strlen(folder);
	struct stat st;
	char *path;
	int r = 0;

	if (asprintf(&path, "%s%s%s", folder, folder[len - 1] == '/' ? "" : "/", name) < 0)
		return zc_fail(err, -ENOMEM, "out of memory");
	/* A dangling link counts as missing. */
	if (stat(path, &st))
		st.st_mode = 0;
	if (S_ISDIR(st.st_mode) && !is_open(outer, &st))
		r = add_folder(files, path, &st, outer, err);
	else if (S_ISREG(st.st_mode) && has_sound_extension(name) && strchr(path, '\n'))
		leave_out(files, path);
	else if (S_ISREG(st.st_mode) && has_sound_extension(name))
		r = add_file(files, path, &st, err);
	free(path);
	return r;
}

static int
add_folder(struct zc_files *files, const char *path, const struct stat *st,
	const struct open_folder *outer, struct zc_err *err)
{
	const struct open_folder here = { outer, st->st_dev, st->st_ino };
	struct dirent **list;
	int n = scandir(path, &list, visible, by_name), r = 0;

	if (n < 0)
		return zc_fail(err, -errno, "%s: cannot be read: %s", path, strerror(errno));
	for (int i = 0; i < n; i++) {
		if (!r)
			r = add_entry(files, path, list[i]->d_name, &here, err);
		free(list[i]);
	}
	free(list);
	return r;
}

static int
add_name(struct zc_files *files, const char *name, struct zc_err *err)
{
	int before = files->count, r;
	struct stat st;
	char *path;

	if (stat(name, &st))
		return zc_fail(err, -errno, "%s: %s", name, strerror(errno));
	path = absolute(name);
	if (!path)
		return zc_fail(err, -errno, "%s: %s", name, strerror(errno));
	if (S_ISDIR(st.st_mode)) {
		r = add_folder(files, path, &st, NULL, err);
		if (!r && files->count == before)
			r = zc_fail(err, -ENOENT,
				files->left_out ? "%s: no sound files in this folder but some "
						  "with a line break in their paths"
						: "%s: no sound files in this folder, going by "
						  "their extensions",
				name);
	} else {
		r = add_file(files, path, &st, err);
	}
	free(path);
	return r;
}

int
zc_files_add(struct zc_files *files, const char *name, struct zc_err *err)
{
	glob_t found;
	int r = 0, e;

	if (!strpbrk(name, "*?[") || !access(name, F_OK) || errno != ENOENT)
		return add_name(files, name, err);
	e = glob(name, 0, NULL, &found);
	if (e == GLOB_NOMATCH)
		return zc_fail(err, -ENOENT, "%s: no file matches", name);
	if (e)
		return zc_fail(err, e == GLOB_NOSPACE ? -ENOMEM : -EIO,
			"%s: the folders of the pattern cannot be read", name);
	for (size_t i = 0; i < found.gl_pathc && !r; i++)
		r = add_name(files, found.gl_pathv[i], err);
	globfree(&found);
	return r;
}

void
zc_files_free(struct zc_files *files)
{
	for (int i = 0; i < files->count; i++)
		free(files->path[i]);
	free(files->path);
	free(files->left_out_first);
	memset(files, 0, sizeof(*files));
}
