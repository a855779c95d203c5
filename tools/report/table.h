/* Tables, as text, and as HTML. What a report says is in its tables; the forms only draw them.
 * One that runs out of memory says so and ends the program. One thread. */
#ifndef ZC_REPORT_TABLE_H
#define ZC_REPORT_TABLE_H

#include <stdio.h>

#define ZCJITTER_COLUMNS_MAX 24

struct zcjitter_table {
	const char *title; /* borrows */
	const char *about; /* borrows: a sentence above it; or NULL */
	const char *align; /* borrows: a letter for each column, l or r; also how many */
	char **cells; /* owns, each of them too; the first row are the heads, unless `plain` */
	size_t count, room;
	int plain; /* it has no row of heads: names and values */
};

void zcjitter_table_begin(struct zcjitter_table *t, const char *title, const char *align);
/* The next cell, row by row. */
void zcjitter_table_add(struct zcjitter_table *t, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
/* Several at once, up to a NULL. */
void zcjitter_table_heads(struct zcjitter_table *t, ...) __attribute__((sentinel));
void zcjitter_table_free(struct zcjitter_table *t);
size_t zcjitter_table_rows(const struct zcjitter_table *t);

void zcjitter_table_text(const struct zcjitter_table *t, FILE *out);
/* The same, unless it has no rows, and frees it. */
void zcjitter_table_put(struct zcjitter_table *t, FILE *out);
void zcjitter_table_html(const struct zcjitter_table *t, FILE *out);

/* Text for HTML's and SVG's content and attributes: escaped, control characters and what is no
 * UTF-8 replaced. */
void zcjitter_html_text(const char *text, FILE *out);

/* Times and numbers for people, into buf of at least ZCJITTER_NUMBER_MAX bytes; each returns
 * buf: "12.3 µs". */
#define ZCJITTER_NUMBER_MAX 40
char *zcjitter_ns_str(double ns, char *buf);
char *zcjitter_bytes_str(double bytes, char *buf);
/* Digits in groups of three. */
char *zcjitter_count_str(unsigned long long n, char *buf);
/* n in so many seconds, for one: "1 053", "0.25"; "-" for no time. */
char *zcjitter_rate_of(unsigned long long n, double seconds, char *buf);
/* "1.234" to three digits. */
char *zcjitter_ratio_str(double ratio, char *buf);

#endif
