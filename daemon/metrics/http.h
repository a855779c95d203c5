/* The HTTP endpoint for Prometheus: GET /metrics and nothing else. libmicrohttpd runs inside the
 * daemon's own loop. Control thread. */
#ifndef ZC_HTTP_H
#define ZC_HTTP_H

#include <stdint.h>

#include "pipeline/err.h"

struct zc_http;
struct zc_loop;
struct zc_metrics_sources;

/* Listens on an address, which is a literal IPv4 or IPv6 one, and a port; port 0: a free one, see
 * zc_http_port. *sources is copied; loop and what *sources points to are lent until
 * zc_http_free. NULL and *err, which says what to do: the port is taken, the machine does not
 * have the address, or the program was built without libmicrohttpd. */
struct zc_http *zc_http_new(struct zc_loop *loop, const struct zc_metrics_sources *sources,
	const char *address, uint32_t port, struct zc_err *err);
/* Drops all clients. h may be NULL. */
void zc_http_free(struct zc_http *h);

/* The port it listens on. */
uint32_t zc_http_port(const struct zc_http *h);

#endif
