/* One read at the start of a file, to find out whether it works. May block. */
#ifndef ZC_PROBE_READ_H
#define ZC_PROBE_READ_H

#include <stdbool.h>
#include <stdint.h>

struct io_uring;

/* Reads len bytes at offset 0 of fd into dst, through fixed buffer 0 of the ring if `fixed`. The
 * ring must be idle. Bytes read or -errno. */
int zc_probe_read(struct io_uring *ring, int fd, void *dst, uint32_t len, bool fixed);

#endif
