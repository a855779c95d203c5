/* A connection: bytes in, lines, commands, bytes out.
 *
 * Invariant between turns: either nothing is left to execute and the client is watched for
 * input, or something is, and it is watched for room to write (which is there at once unless
 * the other side does not read), or its cursor waits. Control thread only. */
#include "daemon/mpd/client.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "daemon/mpd/dispatch.h"
#include "daemon/base/log.h"
#include "daemon/base/loop.h"
#include "daemon/mpd/idle.h"
#include "daemon/mpd/mpd_cmd.h"
#include "daemon/mpd/reply.h"
#include "daemon/mpd/server_state.h"
#include "daemon/tags/tags.h"

#define NS_PER_S INT64_C(1000000000)
/* So much is done for one client before the others have their turn. */
#define STEPS_PER_TURN 64
#define TURN_BYTES 65536
/* Source: MPD, which clients know. */
#define BINARY_LIMIT_BYTES 8192
#define LINGER_NS (2 * NS_PER_S)
#define LINGER_BYTES (1024 * 1024)

static void
destroy(struct zc_client *c)
{
	if (c->cursor)
		c->cursor->free(c->cursor);
	zc_timer_free(c->timer);
	zc_watch_del(c->watch);
	close(c->fd);
	zc_buf_free(&c->in);
	zc_buf_free(&c->out);
	zc_buf_free(&c->list);
	free(c);
}

void
zc_client_drop(struct zc_client *c)
{
	c->broken = true;
	if (c->running || c->dropped)
		return;
	c->dropped = true;
	zc_server_forget(c->server, c);
	zc_watch_del(c->watch);
	c->watch = NULL;
	zc_timer_free(c->timer);
	c->timer = NULL;
}

void
zc_clients_free_dropped(struct zc_server *s)
{
	while (s->dropped) {
		struct zc_client *c = s->dropped;

		s->dropped = c->next_dropped;
		destroy(c);
	}
}

static size_t
output_limit(const struct zc_client *c)
{
	return (size_t)c->server->env.conf->max_output_buffer_kib * 1024;
}

static void
flush(struct zc_client *c)
{
	while (c->out.len) {
		ssize_t n = send(
			c->fd, zc_buf_bytes(&c->out), c->out.len, MSG_NOSIGNAL | MSG_DONTWAIT);

		if (n < 0) {
			if (errno != EAGAIN && errno != EINTR)
				c->broken = true;
			return;
		}
		c->active_ns = zc_loop_now_ns();
		zc_buf_take(&c->out, (size_t)n);
	}
}

/* When the client is dropped unless bytes move; one that waits with reason has all the time. */
static int64_t
deadline_ns(const struct zc_client *c)
{
	if (c->phase == ZC_CLIENT_LINGERING)
		return c->active_ns + LINGER_NS;
	if ((c->idling || c->waiting) && !c->out.len)
		return INT64_MAX;
	return c->active_ns + (int64_t)c->server->env.conf->connection_timeout_s * NS_PER_S;
}

static void
set_timer(struct zc_client *c)
{
	int64_t at_ns = deadline_ns(c);

	c->timer_off = at_ns == INT64_MAX;
	zc_timer_set(c->timer, at_ns);
}

static void
rearm(struct zc_client *c, bool more)
{
	uint32_t events = 0;

	if (c->out.len || more)
		events |= EPOLLOUT;
	if (!c->eof && !more && !c->waiting && c->phase != ZC_CLIENT_ENDING)
		events |= EPOLLIN;
	/* Something to notice a hang-up by, where nothing else is waited for. */
	if (!c->eof && !events)
		events |= EPOLLRDHUP;
	if (events != c->watched) {
		zc_watch_events(c->watch, events);
		c->watched = events;
	}
	/* Otherwise it is put off when it goes off: cheaper than at each command. */
	if (c->timer_off)
		set_timer(c);
}

static void
linger(struct zc_client *c)
{
	char waste[4096];

	if (c->phase == ZC_CLIENT_ENDING) {
		/* Closing with input unread would reset the connection and take the answer
		 * away. */
		shutdown(c->fd, SHUT_WR);
		c->phase = ZC_CLIENT_LINGERING;
		c->active_ns = zc_loop_now_ns();
		zc_buf_free(&c->in);
		set_timer(c);
	}
	for (int i = 0; i < STEPS_PER_TURN; i++) {
		ssize_t n = recv(c->fd, waste, sizeof(waste), MSG_DONTWAIT);

		if (n < 0 && (errno == EAGAIN || errno == EINTR))
			return;
		c->thrown_away_bytes += n > 0 ? (size_t)n : 0;
		if (n <= 0 || c->thrown_away_bytes > LINGER_BYTES) {
			c->broken = true;
			return;
		}
	}
}

/* What one turn is for; true if there is more to do. */
static bool
execute(struct zc_client *c)
{
	size_t turn = c->out.len + TURN_BYTES;

	for (int i = 0; i < STEPS_PER_TURN && c->out.len < turn; i++) {
		if (c->broken || c->waiting || c->phase != ZC_CLIENT_OPEN)
			return false;
		/* A full output buffer is no end of work. */
		if (c->out.len >= output_limit(c))
			return true;
		if (!zc_dispatch_step(c))
			return false;
	}
	return !c->waiting && c->phase == ZC_CLIENT_OPEN;
}

static void
client_run(struct zc_client *c)
{
	bool more;

	c->running = true;
	more = execute(c);
	if (c->out.failed || c->in.failed) {
		zc_log(ZC_LOG_WARNING, "out of memory: a client was dropped");
		c->broken = true;
	}
	if (!c->broken)
		flush(c);
	if (!c->broken && c->eof && !more && !c->waiting && !c->out.len)
		c->broken = true;
	if (!c->broken && c->phase != ZC_CLIENT_OPEN && !c->out.len)
		linger(c);
	c->running = false;
	if (c->broken)
		zc_client_drop(c);
	else
		rearm(c, more);
}

static void
receive(struct zc_client *c)
{
	char *room = zc_buf_room(&c->in, ZC_LINE_MAX_BYTES);
	ssize_t n;

	if (!room)
		return;
	n = recv(c->fd, room, ZC_LINE_MAX_BYTES, MSG_DONTWAIT);
	if (n > 0) {
		c->active_ns = zc_loop_now_ns();
		zc_buf_added(&c->in, (size_t)n);
	} else if (n == 0) {
		c->eof = true;
		c->idling = false;
	} else if (errno != EAGAIN && errno != EINTR) {
		c->broken = true;
	}
}

static void
on_socket(void *ctx, int fd, uint32_t events)
{
	struct zc_client *c = ctx;

	(void)fd;
	if (c->phase == ZC_CLIENT_OPEN && (events & (EPOLLIN | EPOLLRDHUP)))
		receive(c);
	else if (events & (EPOLLERR | EPOLLHUP))
		c->broken = true;
	client_run(c);
}

static void
on_timer(void *ctx)
{
	struct zc_client *c = ctx;

	if (zc_loop_now_ns() < deadline_ns(c)) {
		set_timer(c);
		return;
	}
	if (c->out.len)
		zc_log(ZC_LOG_INFO, "a client that does not read was dropped");
	zc_client_drop(c);
}

int
zc_client_new(struct zc_server *s, int fd, bool local)
{
	struct zc_client *c = calloc(1, sizeof(*c));

	if (!c) {
		close(fd);
		return -ENOMEM;
	}
	c->server = s;
	c->fd = fd;
	c->local = local;
	c->tag_mask = ZC_TAGS_ALL;
	c->binary_limit_bytes = BINARY_LIMIT_BYTES;
	c->active_ns = zc_loop_now_ns();
	c->watched = EPOLLIN;
	zc_server_remember(s, c);
	c->watch = zc_watch_add(s->env.loop, fd, EPOLLIN, on_socket, c);
	c->timer = zc_timer_new(s->env.loop, on_timer, c);
	if (!c->watch || !c->timer) {
		zc_client_drop(c);
		return -ENOMEM;
	}
	set_timer(c);
	zc_reply(c, "OK MPD " ZC_MPD_VERSION "\n");
	client_run(c);
	return 0;
}

/* Has the client's next step done in a later turn of the loop. Never from here: whoever calls
 * may be in the middle of another client's command, or of a walk over all clients. */
static void
run_later(struct zc_client *c)
{
	c->active_ns = zc_loop_now_ns();
	/* While it runs, the end of its run sees to that. */
	if (!c->running)
		rearm(c, true);
}

void
zc_client_wake(struct zc_client *c)
{
	if (c->dropped)
		return;
	c->waiting = false;
	run_later(c);
}

void
zc_client_notify(struct zc_client *c, uint32_t what)
{
	uint32_t tell;

	c->idle_pending |= what;
	tell = c->idle_pending & c->idle_mask;
	if (c->dropped || !c->idling || !tell)
		return;
	c->idling = false;
	c->idle_pending &= ~tell;
	zc_idle_reply(c, tell);
	zc_reply(c, "OK\n");
	run_later(c);
}

int
zc_client_answer_later(struct zc_client *c, struct zc_cursor *cur)
{
	c->cursor = cur;
	return ZC_DONE_MORE;
}
