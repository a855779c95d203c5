/* The library: what is known of the files of the music directory and of the queue.
 *
 * Tags are read on the worker's thread and kept by URI with the file's size and time. Listings
 * come straight from the file system, read there as well. Control thread only. */
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
	const struct zc_tags *tags; /* owned by the library; NULL: cannot be read as sound */
	int64_t mtime_s;
	uint64_t size;
	bool inside; /* below the music directory */
	uint32_t scan; /* the last update that saw it */
	uint32_t read_in; /* the last update that read it */
	char uri[];
};

struct zc_library_events {
	/* The tags of these queue entries are known now, or others than before. */
	void (*tags)(void *ctx, const uint32_t *ids, int count);
	/* An update started or ended; changed: it found differences. */
	void (*updating)(void *ctx, bool changed);
	void *ctx;
};

/* All lent until free, music_directory (may be NULL) copied. NULL without memory. */
struct zc_library *zc_library_new(struct zc_worker *worker, struct zc_queue *queue,
	const char *music_directory, const struct zc_library_events *events);
/* Only after zc_worker_free. */
void zc_library_free(struct zc_library *l);
/* Another music directory: what was known of the old one is forgotten. 0 or -ENOMEM. */
int zc_library_set_directory(struct zc_library *l, const char *music_directory);
const char *zc_library_directory(const struct zc_library *l);

/* What a client means by a name: below the music directory, or, where absolute paths are
 * allowed, an absolute one or a file:// URI; one that lies below the music directory is made
 * relative to it. 0, or -errno with text. out has PATH_MAX bytes. */
int zc_library_name(const struct zc_library *l, const char *name, bool absolute_allowed,
	char *out, struct zc_err *err);

/* What is known, or NULL. Lent until control returns to the event loop. */
const struct zc_file *zc_library_find(const struct zc_library *l, const char *uri);
/* All that is known; order of discovery. Lent as above. */
uint32_t zc_library_count(const struct zc_library *l);
const struct zc_file *zc_library_at(const struct zc_library *l, uint32_t i);

/* Reads the tags of a queue entry when the worker comes to it, unless they are known and the
 * file is unchanged; told by the event. */
void zc_library_want(struct zc_library *l, uint32_t id);

/* Looks for new, changed and gone files below uri ("" for all); all: reads unchanged ones
 * again. The number of the job, 0 without memory or music directory. */
uint32_t zc_library_update(struct zc_library *l, const char *uri, bool all);
/* The number of the job at work, 0: none. */
uint32_t zc_library_updating(const struct zc_library *l);
/* UNIX time of the last update, 0: none yet. */
int64_t zc_library_updated_s(const struct zc_library *l);

struct zc_found {
	char *uri; /* owns */
	bool folder;
	int64_t mtime_s;
	uint64_t size;
};

/* Listing in the background. */
struct zc_listing {
	struct zc_err err; /* code 0: all is well */
	struct zc_found *found; /* owns */
	uint32_t count;
};

/* Reads uri as zc_library_name gave it, with enum zc_walk_flags. ready(ctx) is called later,
 * once. tags: also reads the tags of up to a hundred sound files that are not known yet. NULL
 * without memory. */
struct zc_listing *zc_library_list(struct zc_library *l, const char *uri, unsigned int flags,
	bool tags, void (*ready)(void *ctx), void *ctx);
/* Any time: before ready, it is not called any more. */
void zc_listing_free(struct zc_listing *l);

/* The picture of a file, read in the background. */
enum zc_picture_from {
	ZC_PICTURE_BESIDE, /* cover.jpg and the like in its folder */
	ZC_PICTURE_INSIDE /* among its tags */
};

struct zc_picture {
	struct zc_err err; /* code 0: all is well */
	uint8_t *bytes; /* owns; NULL: there is none */
	size_t size;
	char mime[64]; /* "": unknown */
};

/* Reads the picture of uri as zc_library_name gave it. ready(ctx) is called later, once. NULL
 * without memory. */
struct zc_picture *zc_library_picture(struct zc_library *l, const char *uri,
	enum zc_picture_from from, void (*ready)(void *ctx), void *ctx);
/* Any time: before ready, it is not called any more. */
void zc_picture_free(struct zc_picture *p);

#endif
