/* The library: tags of the files in the music directory and in the queue.
 *
 * A table holds what was read of each file, by URI, with the file's size and time to notice
 * changes. The worker thread reads files and folders; all functions here are for the control
 * thread. Listings are not kept: they come from the file system each time. */
#ifndef ZC_LIBRARY_H
#define ZC_LIBRARY_H

#include <stdbool.h>
#include <stdint.h>

#include "pipeline/err.h"
#include "daemon/tags/tags.h"

struct zc_library;
struct zc_queue;
struct zc_worker;

struct zc_file {
	const struct zc_tags *tags; /* owned by the library; NULL: not readable as sound */
	int64_t mtime_s; /* UNIX time of the last change */
	uint64_t size; /* bytes */
	bool in_directory; /* below the music directory; false: an absolute path */
	uint32_t found_by; /* job number of the last update that found it; 0: none */
	uint32_t read_by; /* job number of the last update that read its tags; 0: none */
	char uri[];
};

struct zc_library_events {
	/* The tags of these queue entries became known or changed. ids are lent for the call. */
	void (*tags)(void *ctx, const uint32_t *ids, int count);
	/* An update was requested or ended; changed: it found differences. */
	void (*updating)(void *ctx, bool changed);
	void *ctx; /* lent until zc_library_free */
};

/* library.c: the table.
 *
 * worker and queue are lent until zc_library_free; *events and music_directory, which may be
 * NULL, are copied. NULL without memory. */
struct zc_library *zc_library_new(struct zc_worker *worker, struct zc_queue *queue,
	const char *music_directory, const struct zc_library_events *events);
/* Only after zc_worker_free. */
void zc_library_free(struct zc_library *l);
/* Changes the music directory and forgets the files of the old one; reads of the old one that are
 * under way are dropped. 0 or -ENOMEM. */
int zc_library_set_directory(struct zc_library *l, const char *music_directory);
/* NULL: none. Lent until zc_library_set_directory or zc_library_free. */
const char *zc_library_directory(const struct zc_library *l);

/* Turns a name that a client sent into a URI, in out, which has PATH_MAX bytes. A name is a path
 * below the music directory or, where absolute_allowed, an absolute path or a file:// URI. An
 * absolute path below the music directory becomes relative to it. 0, or -errno with text. */
int zc_library_name(const struct zc_library *l, const char *name, bool absolute_allowed,
	char *out, struct zc_err *err);

/* The file as the table has it, or NULL. Lent until control returns to the event loop. */
const struct zc_file *zc_library_find(const struct zc_library *l, const char *uri);
/* All files in the table, in order of discovery. Lent as above. */
uint32_t zc_library_count(const struct zc_library *l);
const struct zc_file *zc_library_at(const struct zc_library *l, uint32_t i);

/* library_read.c: tags of queue entries, and listings, in the background.
 *
 * Has the tags of a queue entry read, unless they are known and the file is unchanged. The tags
 * event reports the result. Without memory the entry stays without tags. */
void zc_library_request_tags(struct zc_library *l, uint32_t id);

struct zc_found {
	char *uri; /* owns */
	bool folder;
	int64_t mtime_s;
	uint64_t size;
};

struct zc_listing {
	struct zc_err err; /* code 0: success */
	struct zc_found *found; /* owns */
	uint32_t count;
};

/* Lists uri, as zc_library_name gave it, with enum zc_walk_flags. tags: also reads the tags of up
 * to a hundred sound files that are not in the table. ready(ctx) is called once, later; until
 * then the result is empty. ctx is lent until ready or zc_listing_free. NULL without memory. */
struct zc_listing *zc_library_list(struct zc_library *l, const char *uri, unsigned int flags,
	bool tags, void (*ready)(void *ctx), void *ctx);
/* Any time; before ready it is then not called. l may be NULL. */
void zc_listing_free(struct zc_listing *l);

/* library_scan.c: updates.
 *
 * Looks for new, changed and removed files at or below uri ("" for all). all: reads unchanged
 * files again. Returns the number of the job, or 0 without memory or music directory. Files stay
 * in the table where the update could not read the file system for a reason that may pass. */
uint32_t zc_library_update(struct zc_library *l, const char *uri, bool all);
/* The number of the running job, 0: none. */
uint32_t zc_library_updating(const struct zc_library *l);
/* UNIX time at which the last update ended, 0: none yet. */
int64_t zc_library_updated_s(const struct zc_library *l);

/* library_picture.c: pictures of files, read in the background. */
enum zc_picture_from {
	ZC_PICTURE_IN_FOLDER, /* cover.jpg and the like beside the file */
	ZC_PICTURE_IN_TAGS
};

struct zc_picture {
	struct zc_err err; /* code 0: success */
	uint8_t *bytes; /* owns; NULL: there is no picture */
	size_t size;
	char mime[64]; /* "": unknown */
};

/* Reads the picture of uri, as zc_library_name gave it. ready(ctx) is called once, later; ctx is
 * lent until then or zc_picture_free. NULL without memory. */
struct zc_picture *zc_library_picture(struct zc_library *l, const char *uri,
	enum zc_picture_from from, void (*ready)(void *ctx), void *ctx);
/* Any time; before ready it is then not called. p may be NULL. */
void zc_picture_free(struct zc_picture *p);

#endif
