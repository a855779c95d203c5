/* The forms of a report. Each writes to out, whose state the caller looks at. One thread. */
#ifndef ZC_REPORT_FORMS_H
#define ZC_REPORT_FORMS_H

#include <stdio.h>

#include "tools/common/json.h"
#include "tools/report/run.h"

void zcjitter_text(const struct zcjitter_run *run, FILE *out);
void zcjitter_html(const struct zcjitter_run *run, FILE *out);
/* HdrHistogram's log, version 1.3: a line for each figure, its name the tag. */
void zcjitter_hdr(const struct zcjitter_run *run, FILE *out);

/* The document that conf/zcjitter.schema.json describes; the caller drops the reference. */
json_t *zcjitter_json(const struct zcjitter_run *run);
/* A document as JSON text, indented. */
void zcjitter_json_write(const json_t *document, FILE *out);
/* A document as CSV, a line for each value: what it is (the names on the way to it, the numbers
 * in arrays among them), and the value. The histograms' bins are left out. */
void zcjitter_csv_write(const json_t *document, FILE *out);

#endif
