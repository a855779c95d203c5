/* The numbers of an incident by name: one table for its JSON, its protocol reply and its journal
 * entry. Any thread. */
#ifndef ZC_INCIDENT_FIELDS_H
#define ZC_INCIDENT_FIELDS_H

#include <stddef.h>
#include <stdint.h>

struct zc_incident;

struct zc_incident_field {
	const char *name; /* includes the unit */
	size_t offset; /* in struct zc_incident */
	size_t bytes; /* 1 (bool), 4 (unsigned) or 8 (signed) */
};

extern const struct zc_incident_field zc_incident_fields[];
extern const int zc_incident_field_count;

/* The value of a field. */
int64_t zc_incident_field_get(const struct zc_incident *i, const struct zc_incident_field *f);
void zc_incident_field_set(
	struct zc_incident *i, const struct zc_incident_field *f, int64_t value);

/* A JSON object with these fields and `time` (UNIX seconds), `file`, `device`, `trigger`, `verdict`,
 * `also`, `text`, `ran_instead` and `weights_ns` (by cause). The caller frees it. NULL without
 * memory. */
char *zc_incident_to_json(const struct zc_incident *i);
/* The inverse. 0, or -EBADMSG if json is not such an object. */
int zc_incident_from_json(const char *json, struct zc_incident *i);

#endif
