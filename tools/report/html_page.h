/* The frame of a page: one file, nothing fetched, no script. One thread. */
#ifndef ZC_REPORT_HTML_PAGE_H
#define ZC_REPORT_HTML_PAGE_H

#include <stdio.h>

#include "tools/report/table.h"

void zcjitter_page_begin(FILE *out, const char *kind, const char *title, const char *under);
void zcjitter_page_end(FILE *out);
/* A heading, and the table below it; a table without rows is left out with its heading. Frees
 * the table. */
void zcjitter_page_table(struct zcjitter_table *t, FILE *out);
/* A figure that is seen at once: its name, its value. */
void zcjitter_page_tile(
	FILE *out, const char *style_class, const char *name, const char *value);

#endif
