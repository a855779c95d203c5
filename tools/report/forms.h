/* The forms of a report. Each writes to out; the caller checks out for errors. One thread. */
#ifndef ZC_REPORT_FORMS_H
#define ZC_REPORT_FORMS_H

#include <stdio.h>

#include "tools/common/json.h"
#include "tools/report/run.h"

/* form_text.c */
void zcjitter_text(const struct zcjitter_run *run, FILE *out);

/* form_html.c */
void zcjitter_html(const struct zcjitter_run *run, FILE *out);

/* form_hdr.c */

/* A log of HdrHistogram, version 1.3: a line for each figure, with its name as the tag. */
void zcjitter_hdr(const struct zcjitter_run *run, FILE *out);

/* form_json.c */

/* The document that conf/zcjitter.schema.json describes; the caller drops the reference. */
json_t *zcjitter_json(const struct zcjitter_run *run);
/* A document as JSON text, indented. */
void zcjitter_json_write(const json_t *document, FILE *out);
/* A document as CSV with a line for each value: its name (the member names on the way to it,
 * joined by dots, with indices for arrays) and the value. The bins of histograms are left
 * out. */
void zcjitter_csv_write(const json_t *document, FILE *out);

#endif
