/* Without libsystemd, or where stderr is no journal, the entry is a line like any other. */
#include "incident_journal.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/uio.h>

#include "config.h"
#include "incident.h"
#include "incident_fields.h"
#include "log.h"

#ifdef HAVE_SYSTEMD
/* The line of code is no news: the entry is about an incident. */
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

#define LINE_BYTES 1024
#define FIELD_BYTES 640
#define FIELDS_MAX 40

struct entry {
	struct iovec iov[FIELDS_MAX];
	char text[FIELDS_MAX][FIELD_BYTES];
	int count;
};

/* The name is written in capitals behind prefix. */
static void __attribute__((format(printf, 4, 5)))
put(struct entry *e, const char *prefix, const char *name, const char *fmt, ...)
{
	char *to;
	int len;
	va_list ap;

	if (e->count == FIELDS_MAX)
		return;
	to = e->text[e->count];
	len = snprintf(to, FIELD_BYTES, "%s%s=", prefix, name);
	if (len < 0 || len >= FIELD_BYTES)
		return;
	for (char *c = to; *c; c++)
		*c = (char)toupper((unsigned char)*c);
	va_start(ap, fmt);
	vsnprintf(to + len, (size_t)(FIELD_BYTES - len), fmt, ap);
	va_end(ap);
	e->iov[e->count++] = (struct iovec){ .iov_base = to, .iov_len = strlen(to) };
}

static int
send_fields(const struct zc_incident *i, enum zc_log_level level, const char *line)
{
	const struct zc_verdict *v = &i->verdict;
	struct entry e = { .count = 0 };

	put(&e, "", "message", "%.*s", FIELD_BYTES - 16, line);
	put(&e, "", "priority", "%d", level);
	put(&e, "", "syslog_identifier", "zcaudiod");
	put(&e, "zc_", "incident", "%" PRIu32, i->id);
	put(&e, "zc_", "trigger", "%s", zc_trigger_name(v->trigger));
	put(&e, "zc_", "verdict", "%s", zc_cause_name(v->cause));
	if (v->also)
		put(&e, "zc_", "also", "%s", zc_cause_name(v->also));
	put(&e, "zc_", "file", "%s", i->uri);
	put(&e, "zc_", "device", "%s", i->device);
	put(&e, "zc_", "late_us", "%" PRId64, v->late_ns / 1000);
	for (int k = 0; k < zc_incident_field_count; k++)
		put(&e, "zc_", zc_incident_fields[k].name, "%" PRId64,
			zc_incident_field_get(i, &zc_incident_fields[k]));
	return sd_journal_sendv(e.iov, e.count);
}

void
zc_incident_log(const struct zc_incident *i)
{
	const struct zc_verdict *v = &i->verdict;
	enum zc_log_level level =
		v->trigger >= ZC_TRIGGER_XRUN ? ZC_LOG_WARNING : ZC_LOG_NOTICE;
	char line[LINE_BYTES], more[32] = "";

	if (!zc_log_wants(level))
		return;
	if (i->count > 1)
		snprintf(more, sizeof(more), ", %" PRIu32 " in a burst", i->count);
	snprintf(line, sizeof(line), "incident %" PRIu32 " (%s%s)%s%.300s: %s", i->id,
		zc_trigger_name(v->trigger), more, *i->uri ? " in " : "", i->uri, v->text);
	if (zc_log_is_journal() && send_fields(i, level, line) >= 0)
		return;
	zc_log(level, "%s", line);
}
