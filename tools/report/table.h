/* Tables, as text and as HTML. A report's contents are tables, which the forms draw. Out of
 * memory ends the program with a message. One thread. */
#ifndef ZC_REPORT_TABLE_H
#define ZC_REPORT_TABLE_H

#include <stdio.h>

#define ZCJITTER_COLUMNS_MAX 24

struct zcjitter_table {
	const char *title; /* borrows */
	const char *about; /* borrows: a sentence above it; or NULL */
	const char *align; /* borrows: l or r for each column */
	char **cells; /* owns, with each cell; the first row is the heading, unless `plain` */
	size_t count, room;
	int plain; /* it has no heading: names and values */
};

void zcjitter_table_begin(struct zcjitter_table *t, const char *title, const char *align);
/* Appends a cell, row by row. */
void zcjitter_table_add(struct zcjitter_table *t, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
/* Appends several cells, up to a NULL. */
void zcjitter_table_heads(struct zcjitter_table *t, ...) __attribute__((sentinel));
void zcjitter_table_free(struct zcjitter_table *t);
size_t zcjitter_table_rows(const struct zcjitter_table *t);

void zcjitter_table_text(const struct zcjitter_table *t, FILE *out);
/* The same unless it has no rows, and frees it. */
void zcjitter_table_put(struct zcjitter_table *t, FILE *out);
void zcjitter_table_html(const struct zcjitter_table *t, FILE *out);

/* Text for the content and attributes of HTML and SVG: escaped, with control characters and
 * invalid UTF-8 replaced. */
void zcjitter_html_text(const char *text, FILE *out);

/* Times and numbers for people, "12.3 µs", into buf of at least ZCJITTER_NUMBER_MAX bytes; each
 * returns buf. */
#define ZCJITTER_NUMBER_MAX 40
char *zcjitter_ns_str(double ns, char *buf);
char *zcjitter_bytes_str(double bytes, char *buf);
/* Digits in groups of three. */
char *zcjitter_count_str(unsigned long long n, char *buf);
/* n per second, "1 053", "0.25"; "-" if seconds is 0. */
char *zcjitter_rate_of(unsigned long long n, double seconds, char *buf);
/* "1.23" to three digits. */
char *zcjitter_ratio_str(double ratio, char *buf);

#endif
