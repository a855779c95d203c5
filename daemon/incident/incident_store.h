/* The folder of incidents: one recording per incident, incident-ID.zcr. No state of its own; any
 * thread that may block, usually the worker. */
#ifndef ZC_INCIDENT_STORE_H
#define ZC_INCIDENT_STORE_H

#include <stdint.h>

#include "pipeline/err.h"
#include "daemon/incident/incident.h"

/* Writes the name of the file of incident id in folder into buf. Returns buf. */
char *zc_incident_file(const char *folder, uint32_t id, char *buf, size_t size);

/* Locks the folder against other daemons, which would overwrite these incidents; creates it if
 * necessary. Returns a descriptor that holds the lock until it is closed; -EADDRINUSE with a
 * warning if another daemon holds it; or another -errno without one, since storing will fail too.
 * warn may be NULL. */
int zc_incident_claim(const char *folder, struct zc_warnings *warn);

/* Writes an incident, whole or not at all, then deletes the oldest ones while they are more than
 * `keep` or larger than keep_kib together; the newest always stays. *oldest is the lowest id left.
 * 0, or -errno with a text that names the folder or file and says what to do. */
int zc_incident_store(const char *folder, const struct zc_incident *i,
	const struct zc_wake *wakes, uint32_t count, uint32_t keep, uint32_t keep_kib,
	uint32_t *oldest, struct zc_err *err);

/* Reads the newest `max` incidents into list, oldest first, and skips damaged files. Returns how
 * many, 0 if there is no folder, or -errno with text. *newest is the highest id, also of a damaged
 * file; 0: none. */
int zc_incident_load(const char *folder, struct zc_incident *list, uint32_t max,
	uint32_t *newest, struct zc_err *err);

/* Reads at most max wake records of a stored incident. Returns how many, or -errno with text. */
int zc_incident_wakes(
	const char *file, struct zc_wake *wakes, uint32_t max, struct zc_err *err);

#endif
