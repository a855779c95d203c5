/* Records of tracks, in one array with the newest first, so that it can be lent as it is.
 * Tracks end so seldom that moving it costs nothing. Control thread. */
#include "daemon/player/report.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/base/journal.h"
#include "daemon/base/log.h"

#define LINE_MAX_BYTES 900

struct zc_report {
	struct zc_played list[ZC_PLAYED_MAX];
	int len;
};

struct zc_report *
zc_report_new(void)
{
	return calloc(1, sizeof(struct zc_report));
}

void
zc_report_free(struct zc_report *r)
{
	free(r);
}

static void __attribute__((format(printf, 4, 5)))
append(char *buf, size_t size, size_t *len, const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(buf + *len, size - *len, fmt, ap);
	va_end(ap);
	if (n > 0)
		*len += (size_t)n < size - *len ? (size_t)n : size - *len - 1;
}

static void
append_payload(const struct zc_played *r, char *buf, size_t size, size_t *len)
{
	const struct zc_track_counts *c = &r->counts;
	uint64_t filled = c->bytes_direct + c->bytes_copied + c->bytes_decoded;
	uint64_t payload = r->info.frames * zc_fmt_frame_bytes(&r->info.hw);

	append(buf, size, len,
		"; bytes %" PRIu64 " direct + %" PRIu64 " copied + %" PRIu64 " decoded",
		c->bytes_direct, c->bytes_copied, c->bytes_decoded);
	if (!r->whole)
		return;
	if (filled == payload)
		append(buf, size, len, " = payload");
	else
		append(buf, size, len, " = %" PRIu64 ", but the payload is %" PRIu64, filled,
			payload);
}

char *
zc_report_line(const struct zc_played *r, char *buf, size_t size)
{
	char reason[ZC_REASON_TEXT_MAX], file[ZC_FMT_STR_MAX], hw[ZC_FMT_STR_MAX];
	size_t len = 0;

	buf[0] = '\0';
	if (!r->info.frames) {
		append(buf, size, &len, "%s", r->error);
		return buf;
	}
	append(buf, size, &len, "%s: %s", r->uri,
		!r->result                ? "played to its end"
		: r->result == -ECANCELED ? "stopped"
					  : "failed");
	if (r->result && r->result != -ECANCELED)
		append(buf, size, &len, " (%s)", r->error);
	append(buf, size, &len, ", %" PRIu64 " of %" PRIu64 " frames; %s %s as %s",
		r->frames_played, r->info.frames, r->info.codec,
		zc_fmt_str(&r->info.file, file), zc_fmt_str(&r->info.hw, hw));
	append(buf, size, &len, "; %s: %s", zc_path_name(r->counts.path),
		zc_reason_text(r->counts.reason, r->counts.reason_arg, r->info.codec, reason));
	append_payload(r, buf, size, &len);
	append(buf, size, &len, "; %" PRIu32 " xrun%s", r->counts.xruns,
		r->counts.xruns == 1 ? "" : "s");
	return buf;
}

void
zc_report_add(struct zc_report *r, const struct zc_played *record)
{
	char line[LINE_MAX_BYTES];

	if (r->len < ZC_PLAYED_MAX)
		r->len++;
	memmove(&r->list[1], &r->list[0], (size_t)(r->len - 1) * sizeof(r->list[0]));
	r->list[0] = *record;
	zc_log(record->result && record->result != -ECANCELED ? ZC_LOG_ERROR : ZC_LOG_INFO,
		"%s", zc_report_line(record, line, sizeof(line)));
}

static void
log_receipt(const struct zc_played *record)
{
	const struct zc_receipt *v = &record->receipt;
	enum zc_log_level level = v->state == ZC_VERIFY_FAILED ? ZC_LOG_WARNING : ZC_LOG_INFO;
	char line[LINE_MAX_BYTES];
	struct zc_journal j;

	snprintf(line, sizeof(line), "%s: receipt: %s%s%s", record->uri,
		v->state == ZC_VERIFY_FAILED ? "what was played is not what the file has: "
					     : "",
		v->text, v->state == ZC_VERIFY_FAILED ? "; see zcctl played" : "");
	zc_journal_begin(&j, level, line);
	zc_journal_put(&j, "file", "%s", record->uri);
	zc_journal_put(&j, "verify", "%s", zc_verify_name(v->state));
	if (v->differs) {
		zc_journal_put(&j, "frame", "%" PRIu64, v->differs_frame);
		zc_journal_put(&j, "channel", "%" PRIu32, v->differs_channel);
	}
	zc_journal_log(&j, level, line);
}

void
zc_report_receipt(struct zc_report *r, const struct zc_receipt *receipt)
{
	for (int i = 0; i < r->len; i++) {
		struct zc_receipt *own = &r->list[i].receipt;

		if (own->state != ZC_VERIFY_PENDING || own->track_id != receipt->track_id)
			continue;
		*own = *receipt;
		log_receipt(&r->list[i]);
	}
}

int
zc_report_pending(const struct zc_report *r)
{
	int n = 0;

	for (int i = 0; i < r->len; i++)
		n += r->list[i].receipt.state == ZC_VERIFY_PENDING;
	return n;
}

void
zc_report_give_up(struct zc_report *r)
{
	for (int i = 0; i < r->len; i++) {
		struct zc_receipt given_up = { .track_id = r->list[i].receipt.track_id,
			.state = ZC_VERIFY_INCOMPLETE,
			.text = "not finished: the daemon was stopped" };

		if (r->list[i].receipt.state == ZC_VERIFY_PENDING)
			zc_report_receipt(r, &given_up);
	}
}

int
zc_report_list(const struct zc_report *r, const struct zc_played **list)
{
	*list = r->list;
	return r->len;
}
