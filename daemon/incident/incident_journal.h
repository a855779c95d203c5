/* Incidents in the log: with fields of their own where stderr is the journal. */
#ifndef ZC_INCIDENT_JOURNAL_H
#define ZC_INCIDENT_JOURNAL_H

struct zc_incident;

/* One entry: a warning for an xrun and a lost device, else a notice. In the journal it has the
 * fields ZC_INCIDENT (the id), ZC_TRIGGER, ZC_VERDICT, ZC_ALSO, ZC_FILE, ZC_DEVICE, and ZC_
 * with the capitals of each name in zc_incident_fields. Control thread. */
void zc_incident_log(const struct zc_incident *i);

#endif
