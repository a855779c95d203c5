/* The library's inside, for library.c and library_scan.c. */
#ifndef ZC_LIBRARY_PRIV_H
#define ZC_LIBRARY_PRIV_H

#include <pthread.h>

#include "daemon/library/library.h"

struct zc_library {
	struct zc_worker *worker; /* lent until free */
	struct zc_queue *queue; /* lent until free */
	struct zc_library_events events;
	char *directory; /* owns; NULL: none */
	uint32_t generation; /* counts changes of directory */
	pthread_mutex_t lock;
	struct zc_file **file; /* owns array and files */
	struct zc_file **slot; /* owns the array; open addressing */
	uint32_t count, cap, slot_mask;

	uint32_t *wanted; /* owns; ring of queue ids */
	uint32_t wanted_first, wanted_len, wanted_cap;
	bool reading; /* a batch of them is with the worker */

	struct zc_scan *scan; /* owns; the first is at work, the others wait */
	uint32_t last_job;
	int64_t updated_s;
};

/* One file as the worker found it. */
struct zc_read {
	int error; /* -errno if it could not be opened; its name may be gone then */
	bool there;
	bool read; /* tags is what it holds now, NULL where it is no sound */
	int64_t mtime_s;
	uint64_t size;
	struct zc_tags *tags; /* owns until zc_library_put */
};

/* The worker's thread: looks at the file and reads it where it is not known as it is, or
 * always. */
void zc_read_file(struct zc_library *l, const char *base, const char *uri, bool always,
	struct zc_read *out);
/* The worker's thread: true if the file is known as it is. */
bool zc_library_knows(struct zc_library *l, const char *uri, int64_t mtime_s, uint64_t size);
/* True if uri still names the file that it named in that generation: the music directory is the
 * same, or the path is absolute. */
bool zc_library_is_current(const struct zc_library *l, uint32_t generation, const char *uri);
/* Stores a file that was read for that generation and takes over its tags. NULL: dropped, since
 * the music directory is another one now or there is no memory. */
struct zc_file *zc_library_put(
	struct zc_library *l, uint32_t generation, const char *uri, struct zc_read *r);
/* Forgets the files of the music directory at or below `below` that scan (0: any) did not see.
 * True if there were some. */
bool zc_library_sweep(struct zc_library *l, const char *below, uint32_t scan);

#endif
