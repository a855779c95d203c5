/* A file is written under another name and renamed, so that a file with an incident's name is
 * always whole. */
#include "daemon/incident/incident_store.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon/incident/incident_fields.h"
#include "daemon/base/lock.h"
#include "pipeline/recording.h"

#define NAME_FORMAT "incident-%08u.zcr"

char *
zc_incident_file(const char *folder, uint32_t id, char *buf, size_t size)
{
	snprintf(buf, size, "%s/" NAME_FORMAT, folder, id);
	return buf;
}

/* The id in a file's name, 0 if it is not the name of an incident. */
static uint32_t
id_of(const char *name)
{
	char again[32];
	unsigned int id;

	if (sscanf(name, NAME_FORMAT, &id) != 1)
		return 0;
	snprintf(again, sizeof(again), NAME_FORMAT, id);
	return strcmp(again, name) ? 0 : id;
}

static int
is_incident(const struct dirent *d)
{
	return id_of(d->d_name) != 0;
}

/* Oldest first. */
static int
by_id(const struct dirent **a, const struct dirent **b)
{
	uint32_t x = id_of((*a)->d_name), y = id_of((*b)->d_name);

	return (x > y) - (x < y);
}

/* The files of incidents, oldest first, for free_files. Returns their number, or -errno. */
static int
list_files(const char *folder, struct dirent ***files)
{
	int n = scandir(folder, files, is_incident, by_id);

	if (n < 0) {
		*files = NULL;
		return errno == ENOENT ? 0 : -errno;
	}
	return n;
}

static void
free_files(struct dirent **files, int n)
{
	for (int i = 0; i < n; i++)
		free(files[i]);
	free(files);
}

static int
prune(const char *folder, uint32_t keep, uint32_t keep_kib, uint32_t *oldest)
{
	uint64_t room_bytes = (uint64_t)keep_kib * 1024, bytes = 0;
	struct dirent **files;
	int n = list_files(folder, &files), first = n;
	char path[PATH_MAX];
	struct stat st;

	/* The newest always stays. */
	while (first > 0) {
		snprintf(path, sizeof(path), "%s/%s", folder, files[first - 1]->d_name);
		if (!stat(path, &st))
			bytes += (uint64_t)st.st_size;
		if (first < n && ((uint32_t)(n - first) >= keep || bytes > room_bytes))
			break;
		first--;
	}
	*oldest = first < n && n > 0 ? id_of(files[first]->d_name) : 0;
	while (first-- > 0) {
		snprintf(path, sizeof(path), "%s/%s", folder, files[first]->d_name);
		unlink(path);
	}
	free_files(files, n);
	return n < 0 ? n : 0;
}

static int
write_to(int fd, const char *path, const struct zc_incident *i, const struct zc_wake *wakes,
	uint32_t count, struct zc_err *err)
{
	struct zc_recording_writer w;
	char *json = zc_incident_to_json(i);
	int r;

	if (!json)
		return zc_fail(err, -ENOMEM, "out of memory for incident %u", i->id);
	r = zc_recording_begin(&w, fd, path, NULL, err);
	if (!r)
		r = zc_recording_put_text(&w, ZC_RECORDING_INCIDENT, json, err);
	if (!r)
		r = zc_recording_put_wakes(&w, wakes, count, err);
	if (!r)
		r = zc_recording_end(&w, "incident", i->unix_ms * 1000000, err);
	free(json);
	return r;
}

int
zc_incident_claim(const char *folder, struct zc_warnings *warn)
{
	char path[PATH_MAX];
	struct zc_err err;
	int fd;

	mkdir(folder, 0700);
	snprintf(path, sizeof(path), "%s/", folder);
	fd = zc_lock_take(path, "keeps its incidents", "incident_directory", &err);
	if (fd == -EADDRINUSE)
		zc_warn(warn, "%s; a restart loses the incidents of this daemon", err.text);
	return fd;
}

int
zc_incident_store(const char *folder, const struct zc_incident *i, const struct zc_wake *wakes,
	uint32_t count, uint32_t keep, uint32_t keep_kib, uint32_t *oldest, struct zc_err *err)
{
	char path[PATH_MAX], new_path[PATH_MAX + 4];
	int fd, r;

	*oldest = 0;
	if (mkdir(folder, 0700) < 0 && errno != EEXIST)
		return zc_fail(err, -errno,
			"incident_directory %s cannot be created: %s; create it, or set another one",
			folder, strerror(errno));
	zc_incident_file(folder, i->id, path, sizeof(path));
	snprintf(new_path, sizeof(new_path), "%s.new", path);
	fd = open(new_path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return zc_fail(err, -errno, "%s: %s", new_path, strerror(errno));
	r = write_to(fd, new_path, i, wakes, count, err);
	if (close(fd) < 0 && !r)
		r = zc_fail(err, -errno, "%s: %s", new_path, strerror(errno));
	if (!r && rename(new_path, path) < 0)
		r = zc_fail(err, -errno, "%s: %s", path, strerror(errno));
	if (r)
		unlink(new_path);
	else
		prune(folder, keep, keep_kib, oldest);
	return r;
}

/* Calls fn for each chunk until it returns other than 0. Returns that, 0 at the end of the file, or
 * -errno with text. */
static int
read_file(const char *path, int (*fn)(void *ctx, const struct zc_recording_chunk *c), void *ctx,
	struct zc_err *err)
{
	struct zc_recording_reader reader;
	struct zc_recording_chunk chunk;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW), r;

	if (fd < 0)
		return zc_fail(err, -errno, "%s: %s", path, strerror(errno));
	r = zc_recording_open(&reader, fd, path, err);
	while (!r) {
		r = zc_recording_next(&reader, &chunk, err);
		if (r != 1)
			break;
		r = fn(ctx, &chunk);
	}
	zc_recording_close(&reader);
	close(fd);
	return r;
}

/* Ends read_file. */
#define FOUND 2

static int
parse_incident(void *ctx, const struct zc_recording_chunk *c)
{
	if (c->type != ZC_RECORDING_INCIDENT)
		return 0;
	return zc_incident_from_json(c->text, ctx) ? -EBADMSG : FOUND;
}

int
zc_incident_load(const char *folder, struct zc_incident *list, uint32_t max, uint32_t *newest,
	struct zc_err *err)
{
	char path[PATH_MAX];
	struct dirent **files;
	uint32_t got = 0;
	int n = list_files(folder, &files);

	*newest = n > 0 ? id_of(files[n - 1]->d_name) : 0;
	if (n < 0)
		return zc_fail(err, n, "incident_directory %s: %s", folder, strerror(-n));
	for (int i = (uint32_t)n > max ? n - (int)max : 0; i < n; i++) {
		uint32_t id = id_of(files[i]->d_name);

		zc_incident_file(folder, id, path, sizeof(path));
		if (read_file(path, parse_incident, &list[got], NULL) == FOUND &&
			list[got].id == id)
			got++;
	}
	free_files(files, n);
	return (int)got;
}

struct wakes {
	struct zc_wake *to; /* borrows */
	uint32_t max, count;
};

static int
copy_wakes(void *ctx, const struct zc_recording_chunk *c)
{
	struct wakes *w = ctx;

	if (c->type != ZC_RECORDING_WAKES)
		return 0;
	for (size_t i = 0; i < c->wake_count && w->count < w->max; i++)
		w->to[w->count++] = c->wakes[i];
	return 0;
}

int
zc_incident_wakes(const char *file, struct zc_wake *wakes, uint32_t max, struct zc_err *err)
{
	struct wakes w = { .to = wakes, .max = max };
	int r = read_file(file, copy_wakes, &w, err);

	return r < 0 ? r : (int)w.count;
}
