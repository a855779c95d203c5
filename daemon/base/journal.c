#include "daemon/base/journal.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "config.h"

#ifdef HAVE_SYSTEMD
/* The place in the source does not help: entries are about events. */
#define SD_JOURNAL_SUPPRESS_LOCATION
#include <systemd/sd-journal.h>
#else
static int
sd_journal_sendv(const struct iovec *iov, int n)
{
	(void)iov;
	return n ? -1 : 0;
}
#endif

/* Adds the field whose text was just written. */
static void
add_field(struct zc_journal *j)
{
	char *text = j->text[j->count];

	j->iov[j->count++] = (struct iovec){ .iov_base = text, .iov_len = strlen(text) };
}

void
zc_journal_put(struct zc_journal *j, const char *name, const char *fmt, ...)
{
	va_list ap;
	char *to;
	int len;

	if (j->count == ZC_JOURNAL_FIELDS_MAX)
		return;
	to = j->text[j->count];
	len = snprintf(to, ZC_JOURNAL_FIELD_BYTES, "ZC_%s=", name);
	if (len < 0 || len >= ZC_JOURNAL_FIELD_BYTES)
		return;
	for (char *c = to; *c; c++)
		*c = (char)toupper((unsigned char)*c);
	va_start(ap, fmt);
	vsnprintf(to + len, (size_t)(ZC_JOURNAL_FIELD_BYTES - len), fmt, ap);
	va_end(ap);
	add_field(j);
}

void
zc_journal_begin(struct zc_journal *j, enum zc_log_level level, const char *line)
{
	j->count = 0;
	snprintf(j->text[j->count], ZC_JOURNAL_FIELD_BYTES, "MESSAGE=%s", line);
	add_field(j);
	snprintf(j->text[j->count], ZC_JOURNAL_FIELD_BYTES, "PRIORITY=%d", level);
	add_field(j);
	snprintf(j->text[j->count], ZC_JOURNAL_FIELD_BYTES, "SYSLOG_IDENTIFIER=zcaudiod");
	add_field(j);
}

void
zc_journal_log(const struct zc_journal *j, enum zc_log_level level, const char *line)
{
	if (!zc_log_wants(level))
		return;
	if (zc_log_is_journal() && sd_journal_sendv(j->iov, j->count) >= 0)
		return;
	zc_log(level, "%s", line);
}
