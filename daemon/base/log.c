/* Log lines. Each is a single write, so that lines of several threads never mix. */
#include "daemon/base/log.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define LINE_MAX_BYTES 1024

static _Atomic int max_level = ZC_LOG_NOTICE;

void
zc_log_set_level(enum zc_log_level level)
{
	atomic_store(&max_level, (int)level);
}

bool
zc_log_wants(enum zc_log_level level)
{
	return (int)level <= atomic_load(&max_level);
}

/* systemd sets JOURNAL_STREAM to device:inode of the stream that it passed to us; stderr may have
 * been redirected since. */
bool
zc_log_is_journal(void)
{
	const char *stream = getenv("JOURNAL_STREAM");
	unsigned long long dev, ino;
	struct stat st;

	return stream && sscanf(stream, "%llu:%llu", &dev, &ino) == 2 &&
	       !fstat(STDERR_FILENO, &st) && st.st_dev == dev && st.st_ino == ino;
}

void
zc_log(enum zc_log_level level, const char *fmt, ...)
{
	char line[LINE_MAX_BYTES];
	int head = 0, n;
	va_list ap;

	if (!zc_log_wants(level))
		return;
	if (zc_log_is_journal())
		head = snprintf(line, sizeof(line), "<%d>", level);
	else
		head = snprintf(line, sizeof(line), "zcaudiod: %s",
			level == ZC_LOG_ERROR     ? "error: "
			: level == ZC_LOG_WARNING ? "warning: "
						  : "");
	va_start(ap, fmt);
	n = vsnprintf(line + head, sizeof(line) - (size_t)head, fmt, ap);
	va_end(ap);
	if (n < 0)
		return;
	n += head;
	if (n > LINE_MAX_BYTES - 1)
		n = LINE_MAX_BYTES - 1;
	for (int i = head; i < n; i++)
		if ((unsigned char)line[i] < ' ')
			line[i] = ' ';
	line[n++] = '\n';
	if (write(STDERR_FILENO, line, (size_t)n) < 0)
		return;
}
