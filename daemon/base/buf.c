/* Byte queue. Invariant: data[start .. start + len) is queued. */
#include "daemon/base/buf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* An empty queue keeps a buffer up to this size. */
#define KEEP_BYTES 4096

char *
zc_buf_room(struct zc_buf *b, size_t bytes)
{
	size_t cap = b->cap ? b->cap : 512;
	char *data;

	if (b->start + b->len + bytes <= b->cap)
		return b->data + b->start + b->len;
	if (b->start) {
		memmove(b->data, b->data + b->start, b->len);
		b->start = 0;
	}
	while (cap < b->len + bytes)
		cap *= 2;
	if (cap > b->cap) {
		data = realloc(b->data, cap);
		if (!data) {
			b->failed = true;
			return NULL;
		}
		b->data = data;
		b->cap = cap;
	}
	return b->data + b->len;
}

void
zc_buf_added(struct zc_buf *b, size_t bytes)
{
	b->len += bytes;
}

void
zc_buf_add(struct zc_buf *b, const void *bytes, size_t len)
{
	char *room = zc_buf_room(b, len);

	if (!room)
		return;
	memcpy(room, bytes, len);
	b->len += len;
}

void
zc_buf_vprintf(struct zc_buf *b, const char *fmt, va_list ap)
{
	char *room = zc_buf_room(b, 256);
	va_list again;
	int len;

	if (!room)
		return;
	va_copy(again, ap);
	len = vsnprintf(room, 256, fmt, ap);
	if (len >= 256) {
		room = zc_buf_room(b, (size_t)len + 1);
		if (room)
			vsnprintf(room, (size_t)len + 1, fmt, again);
	}
	va_end(again);
	if (room && len > 0)
		b->len += (size_t)len;
}

void
zc_buf_consume(struct zc_buf *b, size_t bytes)
{
	if (bytes < b->len) {
		b->start += bytes;
		b->len -= bytes;
		return;
	}
	b->start = 0;
	b->len = 0;
	if (b->cap > KEEP_BYTES)
		zc_buf_free(b);
}

void
zc_buf_free(struct zc_buf *b)
{
	free(b->data);
	b->data = NULL;
	b->start = b->len = b->cap = 0;
}
