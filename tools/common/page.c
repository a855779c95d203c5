/* Pages of labelled lines, and the answers of the daemon's own commands on them. One thread. */
#include "tools/common/page.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

#include "tools/common/kv.h"
#include "tools/common/text.h"

void
zc_page_line(const char *label, const char *text)
{
	char clean[1024];

	if (!text || !*text)
		return;
	zc_text_clean(clean, sizeof(clean), text, SIZE_MAX);
	printf("%-14s %s\n", label, clean);
}

void
zc_page_linef(const char *label, const char *fmt, ...)
{
	char text[1024];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	zc_page_line(label, text);
}

int
zc_page_records(struct zc_tool *c, const char *command, const char *arg, const char *key,
	const char *none, void (*print)(const json_t *record))
{
	json_t *records, *top;
	int r = zc_tool_connect(c);

	if (!r)
		r = zc_kv_get(c, command, arg, false, &records);
	if (r)
		return r;
	if (c->args->json) {
		top = zc_json_object();
		zc_json_put(top, key, records);
		return zc_json_print(top, false) ? ZC_EXIT_FAILED : ZC_EXIT_OK;
	}
	if (!json_array_size(records))
		puts(none);
	for (size_t i = 0; i < json_array_size(records); i++)
		print(json_array_get(records, i));
	json_decref(records);
	return ZC_EXIT_OK;
}
