/* One read at the start of a file, to see whether it can be done. May block. */
#ifndef ZC_PROBE_READ_H
#define ZC_PROBE_READ_H

#include <stdbool.h>
#include <stdint.h>

struct io_uring;

/* Reads len bytes at offset 0 of fd into dst, by the ring's fixed buffer 0 if `fixed`. Nothing
 * else may be going on in the ring. Bytes read or -errno. */
int zc_probe_read(struct io_uring *ring, int fd, void *dst, uint32_t len, bool fixed);

#endif
