/* A journal entry with fields of its own. Where there is no libsystemd, or stderr is not the
 * journal, it becomes a plain log line. Any thread but the realtime ones. */
#ifndef ZC_JOURNAL_H
#define ZC_JOURNAL_H

#include <sys/uio.h>

#include "daemon/base/log.h"

#define ZC_JOURNAL_FIELD_BYTES 640
#define ZC_JOURNAL_FIELDS_MAX 40

struct zc_journal {
	struct iovec iov[ZC_JOURNAL_FIELDS_MAX];
	char text[ZC_JOURNAL_FIELDS_MAX][ZC_JOURNAL_FIELD_BYTES];
	int count;
};

/* Begins an entry with this message. */
void zc_journal_begin(struct zc_journal *j, enum zc_log_level level, const char *line);
/* Adds the field ZC_NAME, with the name in capitals. Dropped if there are too many; a long value
 * is cut off. */
void zc_journal_put(struct zc_journal *j, const char *name, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
/* Sends the entry to the journal, or else logs line. */
void zc_journal_log(const struct zc_journal *j, enum zc_log_level level, const char *line);

#endif
