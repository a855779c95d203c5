/* Errors and warnings as text. Any thread except the realtime ones. */
#include "pipeline/err.h"

#include <stdio.h>

int
zc_fail(struct zc_err *err, int code, const char *fmt, ...)
{
	va_list ap;

	if (err) {
		err->code = code;
		va_start(ap, fmt);
		vsnprintf(err->text, sizeof(err->text), fmt, ap);
		va_end(ap);
	}
	return code;
}

void
zc_warn(struct zc_warnings *w, const char *fmt, ...)
{
	va_list ap;

	if (!w || w->count >= ZC_WARN_MAX)
		return;
	va_start(ap, fmt);
	vsnprintf(w->text[w->count++], ZC_ERR_MAX, fmt, ap);
	va_end(ap);
}
