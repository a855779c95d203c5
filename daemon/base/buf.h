/* A byte queue: append behind, take from the front. It gives its memory back when it runs
 * empty, so that idle connections cost next to nothing. Control thread only. */
#ifndef ZC_BUF_H
#define ZC_BUF_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

struct zc_buf {
	char *data; /* owns */
	size_t start, len, cap;
	bool failed; /* without memory: bytes are missing */
};

/* The bytes that wait, NULL if there never were any; lent until the next call. */
static inline char *
zc_buf_bytes(const struct zc_buf *b)
{
	return b->data ? b->data + b->start : NULL;
}

/* Room for at least `bytes` more behind the last; NULL without memory, and *b has failed. */
char *zc_buf_room(struct zc_buf *b, size_t bytes);
/* The first `bytes` of the room were written. */
void zc_buf_added(struct zc_buf *b, size_t bytes);
void zc_buf_add(struct zc_buf *b, const void *bytes, size_t len);
void zc_buf_vprintf(struct zc_buf *b, const char *fmt, va_list ap);
/* Takes `bytes`, at most all, from the front. */
void zc_buf_take(struct zc_buf *b, size_t bytes);
void zc_buf_free(struct zc_buf *b);

#endif
