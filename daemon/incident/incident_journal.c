#include "daemon/incident/incident_journal.h"

#include <inttypes.h>
#include <stdio.h>

#include "daemon/incident/incident.h"
#include "daemon/incident/incident_fields.h"
#include "daemon/base/journal.h"
#include "daemon/base/log.h"

#define LINE_BYTES 1024

void
zc_incident_log(const struct zc_incident *i)
{
	const struct zc_verdict *v = &i->verdict;
	enum zc_log_level level =
		v->trigger >= ZC_TRIGGER_XRUN ? ZC_LOG_WARNING : ZC_LOG_NOTICE;
	char line[LINE_BYTES], more[32] = "";
	struct zc_journal j;

	if (i->count > 1)
		snprintf(more, sizeof(more), ", %" PRIu32 " in a burst", i->count);
	snprintf(line, sizeof(line), "incident %" PRIu32 " (%s%s)%s%.300s: %s", i->id,
		zc_trigger_name(v->trigger), more, *i->uri ? " in " : "", i->uri, v->text);
	zc_journal_begin(&j, level, line);
	zc_journal_put(&j, "incident", "%" PRIu32, i->id);
	zc_journal_put(&j, "trigger", "%s", zc_trigger_name(v->trigger));
	zc_journal_put(&j, "verdict", "%s", zc_cause_name(v->cause));
	if (v->also)
		zc_journal_put(&j, "also", "%s", zc_cause_name(v->also));
	zc_journal_put(&j, "file", "%s", i->uri);
	zc_journal_put(&j, "device", "%s", i->device);
	zc_journal_put(&j, "late_us", "%" PRId64, v->late_ns / 1000);
	for (int k = 0; k < zc_incident_field_count; k++)
		zc_journal_put(&j, zc_incident_fields[k].name, "%" PRId64,
			zc_incident_field_get(i, &zc_incident_fields[k]));
	zc_journal_log(&j, level, line);
}
