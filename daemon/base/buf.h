/* A byte queue: append at the end, consume from the front. It frees its memory when it runs empty,
 * so that idle connections cost next to nothing. One thread at a time. */
#ifndef ZC_BUF_H
#define ZC_BUF_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

struct zc_buf {
	char *data; /* owns */
	size_t start, len, cap;
	bool failed; /* out of memory: bytes are missing. Stays set; the owner resets it. */
};

/* The len queued bytes, lent until the next call. NULL if nothing was ever added. */
static inline char *
zc_buf_bytes(const struct zc_buf *b)
{
	return b->data ? b->data + b->start : NULL;
}

/* Room for at least `bytes` more at the end; NULL without memory, and b->failed is set. */
char *zc_buf_room(struct zc_buf *b, size_t bytes);
/* Appends the first `bytes` of that room, which the caller has written. */
void zc_buf_added(struct zc_buf *b, size_t bytes);
/* Both append, or set b->failed. */
void zc_buf_add(struct zc_buf *b, const void *bytes, size_t len);
void zc_buf_vprintf(struct zc_buf *b, const char *fmt, va_list ap);
/* Removes `bytes` from the front, or all if there are fewer. */
void zc_buf_consume(struct zc_buf *b, size_t bytes);
/* Frees the memory and leaves an empty queue. */
void zc_buf_free(struct zc_buf *b);

#endif
