/* Incidents: an xrun, a lost device, a page fault on the engine's thread or a late wake-up. Each is
 * stored in a folder with the wake records around it and a verdict about its cause.
 *
 * Incidents that follow each other within seconds are one burst and become one entry: it counts
 * them, and its verdict is about the gravest. Control thread only; the worker reads and writes
 * the folder. */
#ifndef ZC_INCIDENT_H
#define ZC_INCIDENT_H

#include <stdbool.h>
#include <stdint.h>

#include "pipeline/area.h"
#include "pipeline/verdict.h"

struct zc_incidents;
struct zc_loop;
struct zc_worker;

#define ZC_INCIDENT_WAKES_MAX 1024u /* most wake records stored from before an incident */

struct zc_incident {
	uint32_t id; /* from 1 on, continued after a restart */
	uint32_t count; /* incidents in this burst */
	int64_t unix_ms;
	uint64_t frame; /* position in the track */
	uint32_t rate_hz; /* of the track; 0: nothing was playing */
	char uri[512];
	char device[64];
	struct zc_verdict verdict;
};

struct zc_incidents_conf {
	const char *folder; /* lent for the call; NULL: incidents are lost at a restart */
	uint32_t keep; /* most incidents */
	uint32_t keep_kib; /* largest size of their files together */
	uint32_t wakes; /* records stored from before an incident */
	uint32_t late_us; /* a later wake-up is an incident; 0: none is */
	bool trace; /* find out who ran instead of the engine, if the kernel lets us */
};

/* What was playing at an incident. Strings are lent for the call. */
struct zc_incident_context {
	uint64_t wake_seq; /* of the wake record of the incident */
	const char *uri;
	const char *device;
	uint64_t frame;
	uint32_t rate_hz;
};

/* loop and area are lent until zc_incidents_free. If another daemon uses the folder, that is a
 * warning, and the incidents of this one are lost at a restart. warn may be NULL. NULL without
 * memory. */
struct zc_incidents *zc_incidents_new(struct zc_loop *loop, const struct zc_area *area,
	const struct zc_incidents_conf *conf, struct zc_warnings *warn);
/* Has the worker read the folder. The worker is lent and must be freed before zc_incidents_free.
 */
void zc_incidents_start(struct zc_incidents *in, struct zc_worker *worker);
/* Ends an open burst when the daemon stops; it is stored by zc_worker_free at the latest. in may be
 * NULL. */
void zc_incidents_end(struct zc_incidents *in);
void zc_incidents_free(struct zc_incidents *in);

/* Adds an incident that the engine reported. Ignored if its wake record was overwritten already. */
void zc_incidents_add(struct zc_incidents *in, const struct zc_incident_context *at);

/* Playing started or ended. While playing, clocks and the engine's waiting time are read regularly,
 * so that an incident can be compared with a reading before it. in may be NULL. */
void zc_incidents_playing(struct zc_incidents *in, bool playing);

/* All entries, oldest first, lent until control returns to the event loop. Returns their number. */
uint32_t zc_incidents_list(const struct zc_incidents *in, const struct zc_incident **list);
/* The entry with that id, lent as above, or NULL. */
const struct zc_incident *zc_incidents_find(const struct zc_incidents *in, uint32_t id);
/* Incidents since the daemon started by cause, ZC_CAUSE_COUNT numbers. All incidents of a burst
 * count for its verdict. Lent until zc_incidents_free. */
const uint64_t *zc_incidents_counts(const struct zc_incidents *in);
/* Writes the name of the file of incident id into buf, "" if there is no folder. Returns buf. */
char *zc_incidents_file(const struct zc_incidents *in, uint32_t id, char *buf, size_t size);

#endif
