/* The contents of a report as tables, for each form alike. Each function begins and fills a
 * table, which the caller frees. One thread. */
#ifndef ZC_REPORT_SECTIONS_H
#define ZC_REPORT_SECTIONS_H

#include "tools/report/run.h"
#include "tools/report/table.h"

/* The recording, how it ended, and what stands out. */
void zcjitter_tab_recording(const struct zcjitter_run *run, struct zcjitter_table *t);
/* A line for each figure except the margin: its quantiles, extremes, and when the worst was. */
void zcjitter_tab_figures(const struct zcjitter_run *run, struct zcjitter_table *t);
/* The same for the margin, whose low end is the bad one. */
void zcjitter_tab_margin(const struct zcjitter_run *run, struct zcjitter_table *t);
void zcjitter_tab_counters(const struct zcjitter_run *run, struct zcjitter_table *t);
/* Track number i, with its certificate. */
void zcjitter_tab_track(const struct zcjitter_run *run, size_t i, struct zcjitter_table *t);
void zcjitter_tab_incidents(const struct zcjitter_run *run, struct zcjitter_table *t);
/* A group of facts about the machine or the settings. */
void zcjitter_tab_group(const char *title, const json_t *group, struct zcjitter_table *t);

/* The member as text for people, in buf or in the object itself. */
const char *zcjitter_member_str(const json_t *object, const char *key, char *buf, size_t size);
double zcjitter_member_number(const json_t *object, const char *key, double missing);

/* When the incident was, by the clock of wake-ups; INT64_MIN: unknown. */
int64_t zcjitter_incident_at_ns(const struct zcjitter_run *run, const json_t *incident);

/* "+12.5 ppm ± 0.3", or "unknown". */
char *zcjitter_rate_str(const struct zcjitter_run *run, char *buf, size_t size);

#endif
