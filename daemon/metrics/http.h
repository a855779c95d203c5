/* The HTTP endpoint for Prometheus: GET /metrics and nothing else, by libmicrohttpd inside the
 * daemon's own loop. Control thread. */
#ifndef ZC_HTTP_H
#define ZC_HTTP_H

#include <stdint.h>

#include "pipeline/err.h"

struct zc_http;
struct zc_loop;
struct zc_server_env;

/* Listens on address, a literal IPv4 or IPv6 one, and port (0: any, see zc_http_port). loop and
 * env are lent until zc_http_free. NULL and *err with what to do: the port is taken, the
 * address is none of this machine's, or the program was built without libmicrohttpd. */
struct zc_http *zc_http_new(struct zc_loop *loop, const struct zc_server_env *env,
	const char *address, uint32_t port, struct zc_err *err);
/* Drops its clients. h may be NULL. */
void zc_http_free(struct zc_http *h);

uint32_t zc_http_port(const struct zc_http *h);

#endif
