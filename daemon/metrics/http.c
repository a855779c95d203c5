/* libmicrohttpd in its external epoll mode, without a thread: the loop watches its descriptor,
 * and a timer stands for its timeouts. Clients are limited in number, in memory and in time. */
#include "daemon/metrics/http.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>

#include "config.h"

#ifdef HAVE_MICROHTTPD

#include <microhttpd.h>

#include "daemon/base/loop.h"
#include "daemon/metrics/metrics.h"

#define CLIENTS_MAX 16u
#define CLIENT_BYTES ((size_t)8192)
#define IDLE_S 10u
#define MS_NS INT64_C(1000000)

struct zc_http {
	struct zc_metrics_sources sources; /* lent */
	struct MHD_Daemon *mhd; /* owned */
	struct zc_watch *watch; /* owned */
	struct zc_timer *timer; /* owned */
};

static enum MHD_Result
answer(struct MHD_Connection *c, unsigned int status, const char *type, const char *allow,
	void *text, size_t bytes, enum MHD_ResponseMemoryMode mode)
{
	struct MHD_Response *r = MHD_create_response_from_buffer(bytes, text, mode);
	enum MHD_Result done;

	if (!r) {
		if (mode == MHD_RESPMEM_MUST_FREE)
			free(text);
		return MHD_NO;
	}
	MHD_add_response_header(r, MHD_HTTP_HEADER_CONTENT_TYPE, type);
	if (allow)
		MHD_add_response_header(r, MHD_HTTP_HEADER_ALLOW, allow);
	done = MHD_queue_response(c, status, r);
	MHD_destroy_response(r);
	return done;
}

static enum MHD_Result
refuse(struct MHD_Connection *c, unsigned int status, const char *allow, const char *text)
{
	return answer(c, status, "text/plain; charset=utf-8", allow, (void *)text, strlen(text),
		MHD_RESPMEM_PERSISTENT);
}

static enum MHD_Result
metrics(struct zc_http *h, struct MHD_Connection *c)
{
	struct zc_buf b = { 0 };
	size_t bytes;
	char *text;

	zc_metrics_write(&h->sources, &b);
	bytes = b.len;
	text = b.failed ? NULL : malloc(bytes);
	if (text)
		memcpy(text, zc_buf_bytes(&b), bytes);
	zc_buf_free(&b);
	if (!text)
		return MHD_NO;
	return answer(
		c, MHD_HTTP_OK, ZC_METRICS_TYPE, NULL, text, bytes, MHD_RESPMEM_MUST_FREE);
}

static enum MHD_Result
requested(void *ctx, struct MHD_Connection *c, const char *url, const char *method,
	const char *version, const char *body, size_t *body_bytes, void **request)
{
	static int head_read; /* its address marks a request whose head was accepted */

	(void)version;
	(void)body;
	/* The first call has only the head. The body of a refused request is not read. */
	if (strcmp(url, "/metrics"))
		return refuse(c, MHD_HTTP_NOT_FOUND, NULL, "only /metrics is here\n");
	if (strcmp(method, MHD_HTTP_METHOD_GET) && strcmp(method, MHD_HTTP_METHOD_HEAD))
		return refuse(c, MHD_HTTP_METHOD_NOT_ALLOWED, "GET, HEAD",
			"/metrics can only be read\n");
	if (!*request) {
		*request = &head_read;
		return MHD_YES;
	}
	if (*body_bytes) {
		*body_bytes = 0;
		return MHD_YES;
	}
	return metrics(ctx, c);
}

static unsigned int
clients(const struct zc_http *h)
{
	const union MHD_DaemonInfo *info =
		MHD_get_daemon_info(h->mhd, MHD_DAEMON_INFO_CURRENT_CONNECTIONS);

	return info ? info->num_connections : 0;
}

/* At the limit of clients libmicrohttpd stops listening; when one leaves, it listens again only
 * in the next run, so that has to follow at once. */
static void
run(struct zc_http *h)
{
	MHD_UNSIGNED_LONG_LONG ms;
	unsigned int before;

	do {
		before = clients(h);
		MHD_run(h->mhd);
	} while (clients(h) < before);
	zc_timer_set(h->timer, MHD_get_timeout(h->mhd, &ms) == MHD_YES
				       ? zc_loop_now_ns() + (int64_t)ms * MS_NS
				       : INT64_MAX);
}

static void
ready(void *ctx, int fd, uint32_t events)
{
	(void)fd;
	(void)events;
	run(ctx);
}

static void
timer_due(void *ctx)
{
	run(ctx);
}

static int
parse_address(
	const char *address, uint32_t port, struct sockaddr_storage *to, unsigned int *flags)
{
	struct sockaddr_in *v4 = (struct sockaddr_in *)to;
	struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)to;

	memset(to, 0, sizeof(*to));
	if (inet_pton(AF_INET, address, &v4->sin_addr) == 1) {
		v4->sin_family = AF_INET;
		v4->sin_port = htons((uint16_t)port);
		return 0;
	}
	if (inet_pton(AF_INET6, address, &v6->sin6_addr) != 1)
		return -EINVAL;
	v6->sin6_family = AF_INET6;
	v6->sin6_port = htons((uint16_t)port);
	*flags |= MHD_USE_IPv6;
	return 0;
}

struct zc_http *
zc_http_new(struct zc_loop *loop, const struct zc_metrics_sources *sources, const char *address,
	uint32_t port, struct zc_err *err)
{
	struct zc_http *h = calloc(1, sizeof(*h));
	const union MHD_DaemonInfo *info;
	unsigned int flags = MHD_USE_EPOLL;
	struct sockaddr_storage to;

	if (!h) {
		zc_fail(err, -ENOMEM, "out of memory for the metrics port");
		return NULL;
	}
	h->sources = *sources;
	if (parse_address(address, port, &to, &flags)) {
		zc_fail(err, -EINVAL,
			"metrics_address \"%s\" is not an IP address; write 127.0.0.1 or ::1",
			address);
		goto fail;
	}
	errno = 0;
	h->mhd = MHD_start_daemon(flags, 0, NULL, NULL, requested, h, MHD_OPTION_SOCK_ADDR, &to,
		MHD_OPTION_CONNECTION_LIMIT, CLIENTS_MAX, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
		CLIENT_BYTES, MHD_OPTION_CONNECTION_TIMEOUT, IDLE_S, MHD_OPTION_END);
	if (!h->mhd) {
		zc_fail(err, errno ? -errno : -EIO,
			"cannot serve metrics on %s port %u: %s; set another metrics_port",
			address, port, errno ? strerror(errno) : "libmicrohttpd failed");
		goto fail;
	}
	info = MHD_get_daemon_info(h->mhd, MHD_DAEMON_INFO_EPOLL_FD);
	h->timer = zc_timer_new(loop, timer_due, h);
	if (info && h->timer)
		h->watch = zc_watch_add(loop, info->epoll_fd, EPOLLIN, ready, h);
	if (h->watch)
		return h;
	zc_fail(err, -ENOMEM, "out of memory for the metrics port");
fail:
	zc_http_free(h);
	return NULL;
}

void
zc_http_free(struct zc_http *h)
{
	if (!h)
		return;
	zc_watch_del(h->watch);
	zc_timer_free(h->timer);
	if (h->mhd)
		MHD_stop_daemon(h->mhd);
	free(h);
}

uint32_t
zc_http_port(const struct zc_http *h)
{
	const union MHD_DaemonInfo *info =
		MHD_get_daemon_info(h->mhd, MHD_DAEMON_INFO_BIND_PORT);

	return info ? info->port : 0;
}

#else

struct zc_http *
zc_http_new(struct zc_loop *loop, const struct zc_metrics_sources *sources, const char *address,
	uint32_t port, struct zc_err *err)
{
	(void)loop, (void)sources;
	zc_fail(err, -ENOSYS,
		"cannot serve metrics on %s port %u: built without libmicrohttpd; zcctl "
		"metrics prints them",
		address, port);
	return NULL;
}

void
zc_http_free(struct zc_http *h)
{
	(void)h;
}

uint32_t
zc_http_port(const struct zc_http *h)
{
	(void)h;
	return 0;
}

#endif
