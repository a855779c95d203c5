/* Errors and warnings as text for people. Set-up code and the daemon use them; realtime code returns
 * error codes. */
#ifndef ZC_ERR_H
#define ZC_ERR_H

#include <stdarg.h>

#define ZC_ERR_MAX 384

struct zc_err {
	int code; /* negative errno, 0 for none */
	char text[ZC_ERR_MAX]; /* says what failed and what to do, without a newline */
};

/* Fills *err (which may be NULL) and returns code, so that a caller can `return zc_fail(...)`.
 */
int zc_fail(struct zc_err *err, int code, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* A list of things that the system did not grant, and how to grant them; none is a reason to stop.
 */
#define ZC_WARN_MAX 12
struct zc_warnings {
	int count;
	char text[ZC_WARN_MAX][ZC_ERR_MAX];
};

/* Adds one line; the list keeps the first ZC_WARN_MAX. w may be NULL. */
void zc_warn(struct zc_warnings *w, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

#endif
