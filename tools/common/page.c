/* Pages of labelled lines, and the answers of the daemon's own commands on them. One thread. */
#include "tools/common/page.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

#include "tools/common/kv.h"
#include "tools/common/text.h"

void
zcctl_line(const char *label, const char *text)
{
	char clean[1024];

	if (!text || !*text)
		return;
	zcctl_clean(clean, sizeof(clean), text, SIZE_MAX);
	printf("%-14s %s\n", label, clean);
}

void
zcctl_linef(const char *label, const char *fmt, ...)
{
	char text[1024];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	zcctl_line(label, text);
}

int
zcctl_show_records(struct zcctl *c, const char *command, const char *arg, const char *key,
	const char *none, void (*print)(const json_t *record))
{
	json_t *records, *top;
	int r = zcctl_connect(c);

	if (!r)
		r = zcctl_kv_get(c, command, arg, false, &records);
	if (r)
		return r;
	if (c->args->json) {
		top = zc_json_object();
		zc_json_put(top, key, records);
		return zc_json_print(top, false) ? ZCCTL_FAILED : ZCCTL_OK;
	}
	if (!json_array_size(records))
		puts(none);
	for (size_t i = 0; i < json_array_size(records); i++)
		print(json_array_get(records, i));
	json_decref(records);
	return ZCCTL_OK;
}
