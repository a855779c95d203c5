/* The folder of incidents: one recording for each, incident-ID.zcr. Worker thread, or any that
 * may block; nothing is kept here. */
#ifndef ZC_INCIDENT_STORE_H
#define ZC_INCIDENT_STORE_H

#include <stdint.h>

#include "pipeline/err.h"
#include "daemon/incident/incident.h"

/* The name of incident id's file in folder into buf; returns buf. */
char *zc_incident_file(const char *folder, uint32_t id, char *buf, size_t size);

/* Keeps other daemons out of the folder, which is made if it is not there: two would write over
 * each other's incidents. Returns a descriptor that holds it, -EADDRINUSE with a warning if
 * another has it, or another -errno where there can be no lock, which storing will tell. warn
 * may be NULL. */
int zc_incident_claim(const char *folder, struct zc_warnings *warn);

/* Writes one, whole or not at all, then deletes the oldest ones while there are more than
 * `keep` or more than keep_kib of them. *oldest is the oldest that is left. 0, or -errno with a
 * text that names the folder or file and says what to do. */
int zc_incident_store(const char *folder, const struct zc_incident *i,
	const struct zc_wake *wakes, uint32_t count, uint32_t keep, uint32_t keep_kib,
	uint32_t *oldest, struct zc_err *err);

/* Reads the newest `max` of the folder into list, oldest first; damaged files are left out.
 * Returns how many, or -errno with text; a folder that is not there holds none. *newest is the
 * newest id, also of a damaged one; 0: none. */
int zc_incident_load(const char *folder, struct zc_incident *list, uint32_t max,
	uint32_t *newest, struct zc_err *err);

/* The records of a stored incident; at most max. Returns how many, or -errno with text. */
int zc_incident_wakes(
	const char *file, struct zc_wake *wakes, uint32_t max, struct zc_err *err);

#endif
