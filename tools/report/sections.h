/* The tables of a report: what it says, whatever its form. Each is begun and filled here and to
 * be freed by the caller. One thread. */
#ifndef ZC_REPORT_SECTIONS_H
#define ZC_REPORT_SECTIONS_H

#include "tools/report/run.h"
#include "tools/report/table.h"

/* What the recording is, how it ended, and what stands out. */
void zcjitter_tab_recording(const struct zcjitter_run *run, struct zcjitter_table *t);
/* A line for each figure but the margin: its quantiles, the extremes and when the worst was. */
void zcjitter_tab_figures(const struct zcjitter_run *run, struct zcjitter_table *t);
/* The same of the margin, whose bad end is the low one. */
void zcjitter_tab_margin(const struct zcjitter_run *run, struct zcjitter_table *t);
void zcjitter_tab_counters(const struct zcjitter_run *run, struct zcjitter_table *t);
/* Track number i: its path certificate. */
void zcjitter_tab_track(const struct zcjitter_run *run, size_t i, struct zcjitter_table *t);
void zcjitter_tab_incidents(const struct zcjitter_run *run, struct zcjitter_table *t);
/* A group of what is known of machine and settings. */
void zcjitter_tab_group(const char *title, const json_t *group, struct zcjitter_table *t);

/* The member as text for people, into buf; returns it, or what the member holds. */
const char *zcjitter_member_str(const json_t *object, const char *key, char *buf, size_t size);
double zcjitter_member_number(const json_t *object, const char *key, double missing);

/* When the incident was, in the time of wake-ups; INT64_MIN: not known. */
int64_t zcjitter_incident_at_ns(const struct zcjitter_run *run, const json_t *incident);

/* "+12.5 ppm ± 0.3", or "not known". */
char *zcjitter_rate_str(const struct zcjitter_run *run, char *buf, size_t size);

#endif
