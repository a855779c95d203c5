/* Incidents in the log, with fields of their own if stderr is the journal. */
#ifndef ZC_INCIDENT_JOURNAL_H
#define ZC_INCIDENT_JOURNAL_H

struct zc_incident;

/* Logs one entry: a warning for an xrun or a lost device, else a notice. Journal fields are
 * ZC_INCIDENT (the id), ZC_TRIGGER, ZC_VERDICT, ZC_ALSO, ZC_FILE, ZC_DEVICE, ZC_LATE_US, and
 * ZC_NAME for each name in zc_incident_fields. Control thread. */
void zc_incident_log(const struct zc_incident *i);

#endif
