/* The daemon's log: one line per message on stderr, with the prefix <LEVEL> if stderr is the
 * journal. Any thread but the realtime ones. */
#ifndef ZC_LOG_H
#define ZC_LOG_H

#include <stdbool.h>

/* Values as in syslog. */
enum zc_log_level {
	ZC_LOG_ERROR = 3, /* a request failed */
	ZC_LOG_WARNING = 4, /* degraded, and how to fix it */
	ZC_LOG_NOTICE = 5, /* started, ready, stopped */
	ZC_LOG_INFO = 6, /* tracks, devices, clients */
	ZC_LOG_DEBUG = 7
};

/* Drops messages above this level from now on; it is ZC_LOG_NOTICE at first. */
void zc_log_set_level(enum zc_log_level level);

/* True if messages of this level are written. */
bool zc_log_wants(enum zc_log_level level);
/* True if stderr is the journal, which then accepts fields as well. */
bool zc_log_is_journal(void);

/* Writes one line; control characters in the text become spaces. */
void zc_log(enum zc_log_level level, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

#endif
