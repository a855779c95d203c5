/* An entry of the journal with fields of its own. Without libsystemd, or where stderr is no
 * journal, there is none. Any thread but the realtime ones. */
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

/* Begins one with this message. */
void zc_journal_begin(struct zc_journal *j, enum zc_log_level level, const char *line);
/* Adds a field; the name is written in capitals behind ZC_. */
void zc_journal_put(struct zc_journal *j, const char *name, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
/* Sends it, or writes line as any other. */
void zc_journal_log(const struct zc_journal *j, enum zc_log_level level, const char *line);

#endif
