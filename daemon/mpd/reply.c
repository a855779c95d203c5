/* Writing answers. Control thread only. */
#include "daemon/mpd/reply.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "daemon/mpd/client.h"

void
zc_reply(struct zc_client *c, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	zc_buf_vprintf(&c->out, fmt, ap);
	va_end(ap);
}

void
zc_reply_text(struct zc_client *c, const char *key, const char *value)
{
	size_t keys = strlen(key), len = strlen(value);
	char *p = zc_buf_room(&c->out, keys + len + 3);

	if (!p)
		return;
	memcpy(p, key, keys);
	p += keys;
	*p++ = ':';
	*p++ = ' ';
	for (size_t i = 0; i < len; i++)
		*p++ = (unsigned char)value[i] < ' ' ? ' ' : value[i];
	*p = '\n';
	zc_buf_added(&c->out, keys + len + 3);
}

void
zc_reply_bool(struct zc_client *c, const char *key, bool value)
{
	zc_reply(c, "%s: %d\n", key, value);
}

void
zc_reply_u64(struct zc_client *c, const char *key, uint64_t value)
{
	zc_reply(c, "%s: %" PRIu64 "\n", key, value);
}

void
zc_reply_time(struct zc_client *c, const char *key, int64_t unix_s)
{
	time_t t = unix_s;
	struct tm tm;
	char text[32];

	if (gmtime_r(&t, &tm) && strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &tm))
		zc_reply(c, "%s: %s\n", key, text);
}

void
zc_reply_format(struct zc_client *c, const char *key, const struct zc_fmt *f)
{
	char text[ZC_FMT_STR_MAX];

	if (zc_fmt_valid(f))
		zc_reply(c, "%s: %s\n", key, zc_fmt_mpd_str(f, text));
}

int
zc_ack(struct zc_client *c, enum zc_ack code, const char *fmt, ...)
{
	char text[ZC_ERR_MAX];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	for (char *p = text; *p; p++)
		if ((unsigned char)*p < ' ')
			*p = ' ';
	zc_reply(c, "ACK [%d@%d] {%s} %s\n", code, c->list_index, c->command, text);
	return ZC_DONE_ACK;
}

static enum zc_ack
ack_code(int code)
{
	switch (-code) {
	case EINVAL:
	case ERANGE:
	case ENAMETOOLONG:
		return ZC_ACK_ARG;
	case EACCES:
	case EPERM:
		return ZC_ACK_PERMISSION;
	case ENOENT:
	case ENOTDIR:
	case EISDIR:
	case ELOOP:
	case EXDEV:
		return ZC_ACK_NO_EXIST;
	case EEXIST:
		return ZC_ACK_EXIST;
	case ENOSPC:
		return ZC_ACK_PLAYLIST_MAX;
	case ENOTCONN:
		return ZC_ACK_PLAYER_SYNC;
	default:
		return ZC_ACK_SYSTEM;
	}
}

int
zc_ack_err(struct zc_client *c, const struct zc_err *err)
{
	return zc_ack(c, ack_code(err->code), "%s", err->text);
}
