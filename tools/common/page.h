/* Pages of labelled lines. One thread. */
#ifndef ZC_TOOLS_PAGE_H
#define ZC_TOOLS_PAGE_H

#include "tools/common/json.h"
#include "tools/common/tool.h"

/* Prints "label    text", without anything that controls a terminal; nothing if text is NULL or
 * empty. */
void zc_page_line(const char *label, const char *text);
/* The same with a format. */
void zc_page_linef(const char *label, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* Sends one of the daemon's own commands (arg may be NULL) and prints the records of its
 * answer: as JSON under key, or each by print; the text `none` if there are none. The exit
 * code. */
int zc_page_records(struct zc_tool *c, const char *command, const char *arg, const char *key,
	const char *none, void (*print)(const json_t *record));

#endif
