/* The frame of an HTML page: one file without scripts that fetches nothing. One thread. */
#ifndef ZC_REPORT_HTML_PAGE_H
#define ZC_REPORT_HTML_PAGE_H

#include <stdio.h>

#include "tools/report/table.h"

void zcjitter_page_begin(FILE *out, const char *kind, const char *title, const char *under);
void zcjitter_page_end(FILE *out);
/* A heading and the table below it; nothing if the table has no rows. Frees the table. */
void zcjitter_page_table(struct zcjitter_table *t, FILE *out);
/* A prominent figure: its name and value. */
void zcjitter_page_tile(
	FILE *out, const char *style_class, const char *name, const char *value);

#endif
