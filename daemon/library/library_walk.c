/* Walking through folders. Invariant: frame[0 .. depth) are the open folders, each with its sorted
 * names and the next of them; path is the URI of the innermost folder or of the entry in it that
 * was reported last. */
#include "daemon/library/library_walk.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon/library/library_open.h"

#define DEPTH_MAX 64

struct name {
	bool folder, link;
	char text[NAME_MAX + 1];
};

struct frame {
	int fd; /* owns */
	dev_t dev;
	ino_t ino;
	struct name **names; /* owns array and names */
	uint32_t count, next;
	size_t path_len; /* of the URI of the folder */
};

struct zc_walk {
	char *base; /* owns; NULL: absolute paths */
	unsigned int flags;
	bool single; /* uri is a file that was not reported yet */
	bool enter_next; /* path is a folder that was reported and is to be entered */
	struct stat single_stat;
	int error; /* see zc_walk_error */
	int depth;
	struct frame frame[DEPTH_MAX];
	char path[PATH_MAX];
};

static void
note_error(struct zc_walk *w, int error)
{
	if (error && !w->error && !zc_uri_error_is_final(error))
		w->error = error;
}

static int
by_kind_and_name(const void *pa, const void *pb)
{
	const struct name *a = *(struct name *const *)pa, *b = *(struct name *const *)pb;

	if (a->folder != b->folder)
		return a->folder - b->folder;
	return strverscmp(a->text, b->text);
}

/* Sets w->path to the URI of a name in the innermost folder. False if that is too long. */
static bool
set_path(struct zc_walk *w, const char *name)
{
	size_t at = w->frame[w->depth - 1].path_len, len = strlen(name);
	bool slash = at && w->path[at - 1] != '/';

	if (at + slash + len + 1 > sizeof(w->path))
		return false;
	if (slash)
		w->path[at++] = '/';
	memcpy(w->path + at, name, len + 1);
	return true;
}

/* Links are followed only as far as zc_uri_open goes. */
static int
stat_link_or_file(
	struct zc_walk *w, const struct frame *f, const struct name *n, struct stat *st)
{
	int fd, r;

	if (!n->link)
		return fstatat(f->fd, n->text, st, AT_SYMLINK_NOFOLLOW) < 0 ? -errno : 0;
	if (!set_path(w, n->text))
		return -ENAMETOOLONG;
	fd = zc_uri_open(w->base, w->path, O_PATH);
	if (fd < 0)
		return fd;
	r = fstat(fd, st) < 0 ? -errno : 0;
	close(fd);
	return r;
}

static bool
stat_name(struct zc_walk *w, const struct frame *f, const struct name *n, struct stat *st)
{
	int r = stat_link_or_file(w, f, n, st);

	note_error(w, r);
	return !r;
}

/* Finds out whether the entry is a folder or a link; false if it is to be skipped. */
static bool
classify(struct zc_walk *w, const struct frame *f, const struct dirent *d, struct name *n)
{
	struct stat st;

	n->link = d->d_type == DT_LNK;
	n->folder = d->d_type == DT_DIR;
	if (d->d_type == DT_LNK || d->d_type == DT_UNKNOWN) {
		if (!stat_name(w, f, n, &st))
			return false;
		if (S_ISLNK(st.st_mode)) {
			n->link = true;
			if (!stat_name(w, f, n, &st))
				return false;
		}
		n->folder = S_ISDIR(st.st_mode);
		if (!n->folder && !S_ISREG(st.st_mode))
			return false;
	} else if (d->d_type != DT_REG && d->d_type != DT_DIR) {
		return false;
	}
	return n->folder || (w->flags & ZC_WALK_ALL) || zc_is_audio(n->text);
}

static bool
add_name(struct frame *f, const struct name *n, uint32_t *cap)
{
	size_t bytes = offsetof(struct name, text) + strlen(n->text) + 1;
	struct name *copy;

	if (f->count == *cap) {
		uint32_t more = *cap ? 2 * *cap : 32;
		struct name **names = realloc(f->names, more * sizeof(names[0]));

		if (!names)
			return false;
		f->names = names;
		*cap = more;
	}
	copy = malloc(bytes);
	if (!copy)
		return false;
	memcpy(copy, n, bytes);
	f->names[f->count++] = copy;
	return true;
}

static int
read_names(struct zc_walk *w, struct frame *f)
{
	int fd = fcntl(f->fd, F_DUPFD_CLOEXEC, 0), r = 0;
	DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;
	uint32_t cap = 0;
	struct dirent *d;

	if (!dir) {
		r = -errno;
		if (fd >= 0)
			close(fd);
		return r;
	}
	while (!r && (errno = 0, d = readdir(dir))) {
		size_t len = strlen(d->d_name);
		struct name n;

		if (d->d_name[0] == '.' || len > NAME_MAX || strchr(d->d_name, '\n'))
			continue;
		memcpy(n.text, d->d_name, len + 1);
		if (classify(w, f, d, &n) && !add_name(f, &n, &cap))
			r = -ENOMEM;
	}
	if (!r)
		r = -errno;
	closedir(dir);
	if (f->count)
		qsort(f->names, f->count, sizeof(f->names[0]), by_kind_and_name);
	return r;
}

static void
leave(struct zc_walk *w)
{
	struct frame *f = &w->frame[--w->depth];

	for (uint32_t i = 0; i < f->count; i++)
		free(f->names[i]);
	free(f->names);
	close(f->fd);
	w->path[f->path_len] = '\0';
}

/* True for a folder that contains the present one: entering such a link would never end. */
static bool
is_ancestor(const struct zc_walk *w, const struct stat *st)
{
	for (int i = 0; i < w->depth; i++)
		if (w->frame[i].dev == st->st_dev && w->frame[i].ino == st->st_ino)
			return true;
	return false;
}

/* Enters the folder that w->path names; owns fd from now on. */
static int
enter(struct zc_walk *w, int fd)
{
	struct frame *f = &w->frame[w->depth];
	struct stat st;
	int r = fstat(fd, &st) < 0 ? -errno : 0;

	if (!r && (w->depth == DEPTH_MAX || is_ancestor(w, &st)))
		r = -ELOOP;
	if (r) {
		close(fd);
		return r;
	}
	*f = (struct frame){
		.fd = fd, .dev = st.st_dev, .ino = st.st_ino, .path_len = strlen(w->path)
	};
	w->depth++;
	r = read_names(w, f);
	w->path[f->path_len] = '\0';
	if (r)
		leave(w);
	return r;
}

static int
explain(const char *base, const char *uri, int r, struct zc_err *err)
{
	const char *where = *uri && base ? " in the music directory" : "";

	if (!*uri && base)
		uri = base;
	switch (-r) {
	case ENOENT:
	case ENOTDIR:
		return zc_fail(err, -ENOENT, "%s: no such file or folder%s", uri, where);
	case EXDEV:
		return zc_fail(err, -ENOENT, "%s: leads out of the music directory", uri);
	case ENXIO:
		return zc_fail(err, r, "%s: neither a file nor a folder", uri);
	case EACCES:
		return zc_fail(err, r, "%s: the daemon's user may not read it", uri);
	default:
		return zc_fail(err, r, "%s: %s", uri, strerror(-r));
	}
}

static int
open_first(struct zc_walk *w)
{
	int fd = zc_uri_open(w->base, w->path, O_PATH);
	int r = 0;

	if (fd < 0)
		return fd;
	if (fstat(fd, &w->single_stat) < 0)
		r = -errno;
	close(fd);
	if (r)
		return r;
	if (S_ISREG(w->single_stat.st_mode)) {
		w->single = true;
		return 0;
	}
	if (!S_ISDIR(w->single_stat.st_mode))
		return -ENXIO;
	fd = zc_uri_open(w->base, w->path, O_RDONLY | O_DIRECTORY);
	return fd < 0 ? fd : enter(w, fd);
}

struct zc_walk *
zc_walk_new(const char *base, const char *uri, unsigned int flags, struct zc_err *err)
{
	struct zc_walk *w = calloc(1, sizeof(*w));
	int r = 0;

	if (!w || (base && !(w->base = strdup(base))))
		r = -ENOMEM;
	else if (strlen(uri) >= sizeof(w->path))
		r = -ENAMETOOLONG;
	if (!r) {
		strcpy(w->path, uri);
		w->flags = flags;
		r = open_first(w);
	}
	if (!r)
		return w;
	explain(base, uri, r, err);
	zc_walk_free(w);
	return NULL;
}

void
zc_walk_free(struct zc_walk *w)
{
	if (!w)
		return;
	while (w->depth)
		leave(w);
	free(w->base);
	free(w);
}

static void
fill(const struct zc_walk *w, const struct stat *st, bool folder, struct zc_walk_entry *e)
{
	e->uri = w->path;
	e->folder = folder;
	e->mtime_s = st->st_mtim.tv_sec;
	e->size = (uint64_t)st->st_size;
}

int
zc_walk_next(struct zc_walk *w, struct zc_walk_entry *e)
{
	if (w->single) {
		w->single = false;
		fill(w, &w->single_stat, false, e);
		return 1;
	}
	while (w->depth) {
		struct frame *f = &w->frame[w->depth - 1];
		const struct name *n;
		struct stat st = { 0 };
		bool known;

		if (w->enter_next) {
			int fd = zc_uri_open(w->base, w->path, O_RDONLY | O_DIRECTORY);

			w->enter_next = false;
			note_error(w, fd >= 0 ? enter(w, fd) : fd);
			continue;
		}
		if (f->next == f->count) {
			leave(w);
			continue;
		}
		n = f->names[f->next++];
		known = !(w->flags & ZC_WALK_STAT) || stat_name(w, f, n, &st);
		if (!known || !set_path(w, n->text))
			continue;
		w->enter_next = n->folder && (w->flags & ZC_WALK_DEEP);
		fill(w, &st, n->folder, e);
		return 1;
	}
	return 0;
}

int
zc_walk_error(const struct zc_walk *w)
{
	return w->error;
}
