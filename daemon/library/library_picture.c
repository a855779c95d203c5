/* Pictures of files, from their tags or their folder. The worker reads a picture as a whole: it is
 * small, and a file that changes meanwhile cannot mix two pictures. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon/library/library_priv.h"
#include "daemon/library/library_open.h"
#include "daemon/library/library_walk.h"
#include "daemon/tags/meta.h"
#include "daemon/tags/meta_bytes.h"
#include "daemon/base/worker.h"

#define FRONT_COVER 3

struct job {
	struct zc_picture pub;
	struct zc_task task;
	char *base, *uri; /* own */
	enum zc_picture_from from;
	uint32_t kind; /* of the picture in pub */
	bool done;
	void (*ready)(void *ctx); /* NULL: the picture was freed */
	void *ctx; /* lent until ready */
};

/* Ranks file names of covers, higher is better; 0: not a cover. */
static int
cover_rank(const char *name)
{
	static const char *const names[] = { "front.", "folder.", "cover." };
	static const char *const endings[] = { "tiff", "bmp", "gif", "webp", "png", "jpeg",
		"jpg" };
	const int kinds = sizeof(endings) / sizeof(endings[0]);

	for (int i = 0; i < 3; i++) {
		size_t len = strlen(names[i]);

		for (int k = 0; !strncasecmp(name, names[i], len) && k < kinds; k++)
			if (!strcasecmp(name + len, endings[k]))
				return i * kinds + k + 1;
	}
	return 0;
}

/* Opens the best cover in the folder of uri, also only below the base. A descriptor or -errno. */
static int
open_cover(const char *base, const char *uri)
{
	const char *slash = strrchr(uri, '/');
	int folder_len = slash ? (int)(slash - uri) : 0, best = 0, fd;
	char path[PATH_MAX], name[NAME_MAX + 1];
	const struct dirent *e;
	DIR *d;

	snprintf(path, sizeof(path), "%.*s", folder_len + (uri[0] == '/' && !folder_len), uri);
	fd = zc_uri_open(base, path, O_RDONLY | O_DIRECTORY);
	d = fd < 0 ? NULL : fdopendir(fd);
	if (!d) {
		if (fd >= 0)
			close(fd);
		return -ENOENT;
	}
	while ((e = readdir(d))) {
		int rank = cover_rank(e->d_name);

		if (rank > best) {
			best = rank;
			snprintf(name, sizeof(name), "%s", e->d_name);
		}
	}
	closedir(d);
	if (!best || snprintf(path, sizeof(path), "%.*s%s%s", folder_len, uri, slash ? "/" : "",
			     name) >= (int)sizeof(path))
		return -ENOENT;
	return zc_uri_open_file(base, path);
}

static void
read_from_folder(struct job *j, const char *base)
{
	int fd = open_cover(base, j->uri);
	struct stat st;

	if (fd < 0)
		return;
	if (!fstat(fd, &st) && st.st_size <= ZC_PICTURE_MAX_BYTES)
		j->pub.bytes = zc_meta_load(fd, 0, (size_t)st.st_size);
	if (j->pub.bytes)
		j->pub.size = (size_t)st.st_size;
	close(fd);
}

/* Keeps the front cover, or else the first picture. */
static void
keep_picture(void *ctx, const struct zc_meta_picture *p)
{
	struct job *j = ctx;
	uint8_t *bytes;

	if (j->pub.bytes && (p->kind != FRONT_COVER || j->kind == FRONT_COVER))
		return;
	bytes = p->size <= ZC_PICTURE_MAX_BYTES ? malloc(p->size) : NULL;
	if (!bytes)
		return;
	memcpy(bytes, p->bytes, p->size);
	free(j->pub.bytes);
	j->pub.bytes = bytes;
	j->pub.size = p->size;
	j->kind = p->kind;
	snprintf(j->pub.mime, sizeof(j->pub.mime), "%s", p->mime);
}

static void
read_from_tags(struct job *j, const char *base)
{
	const struct zc_meta_callbacks callbacks = { .picture = keep_picture, .ctx = j };
	int fd = zc_uri_open_file(base, j->uri);

	if (fd < 0)
		return;
	posix_fadvise(fd, 0, 0, POSIX_FADV_RANDOM);
	zc_meta_read(fd, &callbacks);
	posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
	close(fd);
}

/* True if uri names a file that we may open; else *err says why not. */
static bool
is_file(const char *base, const char *uri, struct zc_err *err)
{
	struct zc_walk *w = zc_walk_new(base, uri, 0, err);
	struct zc_walk_entry e;

	if (!w)
		return false;
	if (zc_walk_next(w, &e) != 1 || e.folder || strcmp(e.uri, uri) != 0)
		zc_fail(err, -EISDIR, "%s: is a folder", uri);
	zc_walk_free(w);
	return !err->code;
}

static struct job *
job_of(struct zc_task *t)
{
	return (struct job *)((char *)t - offsetof(struct job, task));
}

static void
job_run(struct zc_task *t)
{
	struct job *j = job_of(t);
	const char *base = j->uri[0] == '/' ? NULL : j->base;

	if (!is_file(base, j->uri, &j->pub.err))
		return;
	if (j->from == ZC_PICTURE_IN_FOLDER)
		read_from_folder(j, base);
	else
		read_from_tags(j, base);
}

static void
destroy(struct job *j)
{
	free(j->pub.bytes);
	free(j->base);
	free(j->uri);
	free(j);
}

static void
job_done(struct zc_task *t, bool ran)
{
	struct job *j = job_of(t);

	j->done = true;
	if (!j->ready)
		destroy(j);
	else if (ran)
		j->ready(j->ctx);
}

struct zc_picture *
zc_library_picture(struct zc_library *l, const char *uri, enum zc_picture_from from,
	void (*ready)(void *ctx), void *ctx)
{
	struct job *j = calloc(1, sizeof(*j));

	if (!j)
		return NULL;
	j->uri = strdup(uri);
	j->base = l->directory ? strdup(l->directory) : NULL;
	if (!j->uri || (l->directory && !j->base)) {
		destroy(j);
		return NULL;
	}
	j->from = from;
	j->ready = ready;
	j->ctx = ctx;
	j->task.run = job_run;
	j->task.done = job_done;
	zc_worker_do(l->worker, &j->task, true);
	return &j->pub;
}

void
zc_picture_free(struct zc_picture *p)
{
	struct job *j = (struct job *)p;

	if (!j)
		return;
	j->ready = NULL;
	if (j->done)
		destroy(j);
}
