/* Incidents: an xrun, a lost device, a page fault on the engine's thread or a late wake-up,
 * with the verdict over the wake records around it and those records, kept in a folder over
 * restarts.
 *
 * Control thread only; the folder is written and read by the worker. One for a burst: what
 * follows within seconds is counted in, and the gravest of it is judged. */
#ifndef ZC_INCIDENT_H
#define ZC_INCIDENT_H

#include <stdbool.h>
#include <stdint.h>

#include "pipeline/area.h"
#include "pipeline/verdict.h"

struct zc_incidents;
struct zc_loop;
struct zc_worker;

#define ZC_INCIDENT_WAKES_MAX 1024u /* kept from before one */

struct zc_incident {
	uint32_t id; /* from 1 on, over restarts */
	uint32_t count; /* of incidents in this burst */
	int64_t unix_ms;
	uint64_t frame; /* of the track */
	uint32_t rate_hz; /* of the track; 0: nothing was played */
	char uri[512];
	char device[64];
	struct zc_verdict verdict;
};

struct zc_incidents_conf {
	const char *folder; /* lent for the call; NULL: nothing is kept over a restart */
	uint32_t keep; /* incidents at most */
	uint32_t keep_kib; /* of files at most */
	uint32_t wakes; /* records kept from before an incident */
	uint32_t late_us; /* the engine's threshold */
	bool trace; /* look who ran instead of the engine, where the kernel lets us */
};

/* What was heard when it happened; all lent for the call. */
struct zc_incident_what {
	uint64_t wake_seq;
	const char *uri;
	const char *device;
	uint64_t frame;
	uint32_t rate_hz;
};

/* area and loop are lent until zc_incidents_free. A folder that another daemon has is left to
 * it, with a warning: what happens then is known only as long as this one runs. warn may be
 * NULL. NULL without memory. */
struct zc_incidents *zc_incidents_new(struct zc_loop *loop, const struct zc_area *area,
	const struct zc_incidents_conf *conf, struct zc_warnings *warn);
/* Begins to read what is in the folder. The worker is lent, and freed before zc_incidents_free.
 */
void zc_incidents_start(struct zc_incidents *in, struct zc_worker *worker);
/* Ends the burst that is open, if any; it is stored by the worker at its end. in may be NULL.
 */
void zc_incidents_end(struct zc_incidents *in);
void zc_incidents_free(struct zc_incidents *in);

/* The engine said that this wake-up was an incident. */
void zc_incidents_add(struct zc_incidents *in, const struct zc_incident_what *what);

/* Something about playing changed: clocks and the thread's waits are read from time to time
 * while it plays, to have something to compare with. in may be NULL. */
void zc_incidents_playing(struct zc_incidents *in, bool playing);

/* The incidents that are kept, oldest first, lent until the loop runs again; returns how many.
 */
uint32_t zc_incidents_list(const struct zc_incidents *in, const struct zc_incident **list);
/* NULL: there is none of that id. Lent likewise. */
const struct zc_incident *zc_incidents_find(const struct zc_incidents *in, uint32_t id);
/* Counted since the daemon started, by cause; bursts with all that is in them. */
const uint64_t *zc_incidents_counts(const struct zc_incidents *in);
/* The file that keeps incident id, into buf; "" where nothing is kept. Returns buf. */
char *zc_incidents_file(const struct zc_incidents *in, uint32_t id, char *buf, size_t size);

#endif
