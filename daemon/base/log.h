/* The daemon's log: one line for each message on stderr, with the journal's <N> prefixes where
 * stderr is the journal. Any thread but the realtime ones. */
#ifndef ZC_LOG_H
#define ZC_LOG_H

#include <stdbool.h>

/* The values are syslog's. */
enum zc_log_level {
	ZC_LOG_ERROR = 3, /* something asked for was not done */
	ZC_LOG_WARNING = 4, /* degraded, and how to mend it */
	ZC_LOG_NOTICE = 5, /* started, ready, stopped */
	ZC_LOG_INFO = 6, /* tracks, devices, clients */
	ZC_LOG_DEBUG = 7
};

/* Messages above this level are dropped; ZC_LOG_NOTICE until the first call. */
void zc_log_set_level(enum zc_log_level level);

/* Whether messages of this level are written. */
bool zc_log_wants(enum zc_log_level level);
/* Whether stderr is the journal, which then takes fields as well. */
bool zc_log_is_journal(void);

/* Writes one line; control characters in the text become spaces. */
void zc_log(enum zc_log_level level, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

#endif
