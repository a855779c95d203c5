/* The table of known files. Invariant: file[] holds every file once, in order of discovery, and
 * slot[] finds each by its URI. */
#include "daemon/library/library.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/library/library_priv.h"
#include "daemon/library/library_open.h"

static uint32_t
hash(const char *uri)
{
	uint32_t h = UINT32_C(2166136261);

	while (*uri)
		h = (h ^ (unsigned char)*uri++) * UINT32_C(16777619);
	return h ^ (h >> 15);
}

/* The slot of uri, or the empty one where it would go. */
static uint32_t
slot_of(const struct zc_library *l, const char *uri)
{
	uint32_t i = hash(uri) & l->slot_mask;

	while (l->slot[i] && strcmp(l->slot[i]->uri, uri))
		i = (i + 1) & l->slot_mask;
	return i;
}

static int
grow(struct zc_library *l)
{
	uint32_t cap = l->cap ? 2 * l->cap : 64;
	struct zc_file **file, **slot;

	if (l->count < l->cap)
		return 0;
	file = realloc(l->file, cap * sizeof(file[0]));
	if (file)
		l->file = file;
	slot = calloc(2 * (size_t)cap, sizeof(slot[0]));
	if (!file || !slot) {
		free(slot);
		return -ENOMEM;
	}
	free(l->slot);
	l->slot = slot;
	l->slot_mask = 2 * cap - 1;
	l->cap = cap;
	for (uint32_t i = 0; i < l->count; i++)
		l->slot[slot_of(l, l->file[i]->uri)] = l->file[i];
	return 0;
}

struct zc_library *
zc_library_new(struct zc_worker *worker, struct zc_queue *queue, const char *music_directory,
	const struct zc_library_events *events)
{
	struct zc_library *l = calloc(1, sizeof(*l));

	if (!l)
		return NULL;
	pthread_mutex_init(&l->lock, NULL);
	l->worker = worker;
	l->queue = queue;
	l->events = *events;
	if (grow(l) || (music_directory && !(l->directory = strdup(music_directory)))) {
		zc_library_free(l);
		return NULL;
	}
	return l;
}

static void
free_file(struct zc_file *f)
{
	free((void *)f->tags);
	free(f);
}

void
zc_library_free(struct zc_library *l)
{
	if (!l)
		return;
	for (uint32_t i = 0; i < l->count; i++)
		free_file(l->file[i]);
	free(l->file);
	free(l->slot);
	free(l->requested);
	free(l->directory);
	pthread_mutex_destroy(&l->lock);
	free(l);
}

const char *
zc_library_directory(const struct zc_library *l)
{
	return l->directory;
}

int
zc_library_set_directory(struct zc_library *l, const char *music_directory)
{
	char *copy = NULL;

	if (music_directory && l->directory && !strcmp(music_directory, l->directory))
		return 0;
	if (music_directory && !(copy = strdup(music_directory)))
		return -ENOMEM;
	free(l->directory);
	l->directory = copy;
	l->generation++;
	zc_library_sweep(l, "", 0);
	return 0;
}

const struct zc_file *
zc_library_find(const struct zc_library *l, const char *uri)
{
	return l->slot[slot_of(l, uri)];
}

bool
zc_library_knows(struct zc_library *l, const char *uri, int64_t mtime_s, uint64_t size)
{
	const struct zc_file *f;
	bool known;

	pthread_mutex_lock(&l->lock);
	f = zc_library_find(l, uri);
	known = f && f->mtime_s == mtime_s && f->size == size;
	pthread_mutex_unlock(&l->lock);
	return known;
}

uint32_t
zc_library_count(const struct zc_library *l)
{
	return l->count;
}

const struct zc_file *
zc_library_at(const struct zc_library *l, uint32_t i)
{
	return i < l->count ? l->file[i] : NULL;
}

bool
zc_library_is_current(const struct zc_library *l, uint32_t generation, const char *uri)
{
	return uri[0] == '/' || generation == l->generation;
}

struct zc_file *
zc_library_put(struct zc_library *l, uint32_t generation, const char *uri, struct zc_read *r)
{
	size_t bytes = strlen(uri) + 1;
	struct zc_file *f = l->slot[slot_of(l, uri)], *fresh = NULL;

	if (!zc_library_is_current(l, generation, uri)) {
		free(r->tags);
		return NULL;
	}
	pthread_mutex_lock(&l->lock);
	if (!f && !grow(l))
		f = fresh = calloc(1, sizeof(*f) + bytes);
	if (f) {
		free((void *)f->tags);
		f->tags = r->tags;
		f->mtime_s = r->mtime_s;
		f->size = r->size;
	} else {
		free(r->tags);
	}
	if (fresh) {
		memcpy(f->uri, uri, bytes);
		f->in_directory = uri[0] != '/';
		l->file[l->count++] = f;
		l->slot[slot_of(l, uri)] = f;
	}
	pthread_mutex_unlock(&l->lock);
	return f;
}

bool
zc_library_sweep(struct zc_library *l, const char *below, uint32_t job)
{
	uint32_t kept = 0;
	bool removed = false;

	pthread_mutex_lock(&l->lock);
	memset(l->slot, 0, (l->slot_mask + 1) * sizeof(l->slot[0]));
	for (uint32_t i = 0; i < l->count; i++) {
		struct zc_file *f = l->file[i];

		if (f->in_directory && (!job || f->found_by != job) &&
			zc_uri_below(f->uri, below)) {
			free_file(f);
			removed = true;
			continue;
		}
		l->file[kept++] = f;
		l->slot[slot_of(l, f->uri)] = f;
	}
	l->count = kept;
	pthread_mutex_unlock(&l->lock);
	return removed;
}

/* The part of an absolute path below the music directory, or NULL. */
static const char *
relative_path(const struct zc_library *l, const char *path)
{
	size_t len = l->directory ? strlen(l->directory) : 0;

	if (!len || strncmp(path, l->directory, len))
		return NULL;
	if (path[len] == '/')
		return path + len + 1;
	return path[len] ? NULL : path + len;
}

int
zc_library_name(const struct zc_library *l, const char *name, bool absolute_allowed, char *out,
	struct zc_err *err)
{
	bool is_url = !strncmp(name, "file://", 7);
	const char *path = is_url ? name + 7 : name, *relative;
	size_t len;

	/* Clients name the root "/" as well as "". */
	if (path[0] == '/' && !is_url && !path[1])
		path++;
	else if (is_url || path[0] == '/') {
		if (!absolute_allowed)
			return zc_fail(err, -EACCES,
				"%s: absolute paths are allowed only on the local socket",
				name);
		relative = relative_path(l, path);
		if (relative)
			path = relative;
		else if (path[0] != '/')
			return zc_fail(err, -ENOENT, "%s: not an absolute path", name);
	} else if (strstr(path, "://")) {
		return zc_fail(err, -ENOENT, "%s: only local files are played", name);
	}
	len = strlen(path);
	while (len > 1 && path[len - 1] == '/')
		len--;
	if (len >= PATH_MAX)
		return zc_fail(err, -ENAMETOOLONG, "%.64s...: the path is longer than %d bytes",
			path, PATH_MAX - 1);
	memcpy(out, path, len);
	out[len] = '\0';
	if (out[0] != '/' && !l->directory)
		return zc_fail(err, -ENOENT,
			"%s: no music directory is set; set music_directory, or use an "
			"absolute path on the local socket",
			*out ? out : "/");
	if (!zc_uri_safe(out + (out[0] == '/')))
		return zc_fail(err, -ENOENT, "%s: not a plain path", name);
	return 0;
}
