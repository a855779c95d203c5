/* The state of the library, for the files of this folder. */
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

	/* The table: the control thread changes it under the lock and reads it without; the
	 * worker reads it under the lock. */
	pthread_mutex_t lock;
	struct zc_file **file; /* owns array and files; in order of discovery */
	struct zc_file **slot; /* owns the array; hash table by URI, open addressing */
	uint32_t count, cap, slot_mask;

	uint32_t *requested; /* owns; ring of queue ids whose tags are requested */
	uint32_t requested_first, requested_len, requested_cap;
	bool reading; /* the worker has a batch of them */

	struct zc_scan *scan; /* owns; the first is running, the others wait */
	uint32_t last_job;
	int64_t updated_s;
};

/* The result of reading one file on the worker's thread. */
struct zc_read {
	int error; /* -errno if it could not be opened; 0: it exists with this time and size */
	bool read; /* the file was read; tags is NULL if it is not a sound file */
	int64_t mtime_s;
	uint64_t size;
	struct zc_tags *tags; /* owns until zc_library_put */
};

/* library.c */
/* True if the table has the file with this time and size. Worker thread. */
bool zc_library_knows(struct zc_library *l, const char *uri, int64_t mtime_s, uint64_t size);
/* True if uri still names the file that it named in that generation: the music directory has not
 * changed, or the path is absolute. Control thread, as below. */
bool zc_library_is_current(const struct zc_library *l, uint32_t generation, const char *uri);
/* Stores a file that was read in that generation; owns its tags from then on. NULL: dropped, since
 * the music directory changed or there is no memory. */
struct zc_file *zc_library_put(
	struct zc_library *l, uint32_t generation, const char *uri, struct zc_read *r);
/* Removes the files of the music directory at or below `below` that job (0: any) did not find.
 * True if there were some. */
bool zc_library_sweep(struct zc_library *l, const char *below, uint32_t job);

/* library_read.c */
/* Looks at a file, and reads its tags if it changed or if always is set. base may be NULL for an
 * absolute path. Worker thread. */
void zc_library_read_file(struct zc_library *l, const char *base, const char *uri, bool always,
	struct zc_read *out);

#endif
