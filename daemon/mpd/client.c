/* A connection: bytes in, commands, bytes out.
 *
 * Invariant between turns of the loop: a client that has nothing left to execute is watched for
 * input; one that has something left is watched for room to write, which is there at once
 * unless the other side does not read; or its cursor waits. Its commands are executed only from
 * on_socket and zc_client_new, never from inside another client's. Control thread only. */
#include "daemon/mpd/client.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "daemon/base/log.h"
#include "daemon/base/loop.h"
#include "daemon/mpd/idle.h"
#include "daemon/mpd/reply.h"
#include "daemon/mpd/server_state.h"
#include "daemon/tags/tags.h"

#define NS_PER_S INT64_C(1000000000)
/* How much is done for one client before the others have their turn. */
#define STEPS_PER_TURN 64
#define TURN_BYTES 65536
/* MPD's default, which clients expect. */
#define BINARY_LIMIT_BYTES 8192
#define LINGER_NS (2 * NS_PER_S)
#define LINGER_BYTES (1024 * 1024)

static void
link_client(struct zc_server *s, struct zc_client *c)
{
	c->next = s->clients;
	if (s->clients)
		s->clients->prev = c;
	s->clients = c;
	s->client_count++;
}

/* The client's own links stay, for a walk that has reached it. */
static void
unlink_client(struct zc_server *s, struct zc_client *c)
{
	if (c->prev)
		c->prev->next = c->next;
	else
		s->clients = c->next;
	if (c->next)
		c->next->prev = c->prev;
	s->client_count--;
}

void
zc_client_drop(struct zc_client *c)
{
	struct zc_server *s = c->server;

	c->broken = true;
	if (c->running || c->dropped)
		return;
	c->dropped = true;
	unlink_client(s, c);
	c->next_dropped = s->dropped;
	s->dropped = c;
	zc_timer_set(s->dropped_timer, 0);
	zc_watch_del(c->watch);
	c->watch = NULL;
	zc_timer_free(c->timer);
	c->timer = NULL;
}

static void
free_client(struct zc_client *c)
{
	if (c->cursor)
		c->cursor->free(c->cursor);
	while (c->attachments)
		zc_client_detach(c, c->attachments->free);
	close(c->fd);
	zc_buf_free(&c->in);
	zc_buf_free(&c->out);
	zc_buf_free(&c->list);
	free(c);
}

void
zc_clients_free_dropped(struct zc_server *s)
{
	while (s->dropped) {
		struct zc_client *c = s->dropped;

		s->dropped = c->next_dropped;
		free_client(c);
	}
}

void
zc_client_attach(struct zc_client *c, struct zc_attachment *a)
{
	a->next = c->attachments;
	c->attachments = a;
}

struct zc_attachment *
zc_client_attachment(const struct zc_client *c, zc_attachment_free *kind)
{
	struct zc_attachment *a = c->attachments;

	while (a && a->free != kind)
		a = a->next;
	return a;
}

void
zc_client_detach(struct zc_client *c, zc_attachment_free *kind)
{
	for (struct zc_attachment **at = &c->attachments; *at; at = &(*at)->next) {
		struct zc_attachment *a = *at;

		if (a->free != kind)
			continue;
		*at = a->next;
		a->free(c, a);
		return;
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
		zc_buf_consume(&c->out, (size_t)n);
	}
}

/* When the client is dropped unless bytes move before. One that waits for the daemon, with
 * nothing left to read, has no deadline. */
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
	/* With no other event to wait for, a hang-up still has to be noticed. */
	if (!c->eof && !events)
		events |= EPOLLRDHUP;
	if (events != c->watched) {
		zc_watch_events(c->watch, events);
		c->watched = events;
	}
	/* A running timer is moved on when it goes off, which is cheaper than at each command.
	 */
	if (c->timer_off)
		set_timer(c);
}

static void
linger(struct zc_client *c)
{
	char discarded[4096];

	if (c->phase == ZC_CLIENT_ENDING) {
		/* Closing with unread input would reset the connection, and the client might
		 * never see the answer. */
		shutdown(c->fd, SHUT_WR);
		c->phase = ZC_CLIENT_LINGERING;
		c->active_ns = zc_loop_now_ns();
		zc_buf_free(&c->in);
		set_timer(c);
	}
	for (int i = 0; i < STEPS_PER_TURN; i++) {
		ssize_t n = recv(c->fd, discarded, sizeof(discarded), MSG_DONTWAIT);

		if (n < 0 && (errno == EAGAIN || errno == EINTR))
			return;
		c->discarded_bytes += n > 0 ? (size_t)n : 0;
		if (n <= 0 || c->discarded_bytes > LINGER_BYTES) {
			c->broken = true;
			return;
		}
	}
}

/* Executes one turn's worth. True if there is more to do. */
static bool
execute(struct zc_client *c)
{
	size_t turn = c->out.len + TURN_BYTES;

	for (int i = 0; i < STEPS_PER_TURN && c->out.len < turn; i++) {
		if (c->broken || c->waiting || c->phase != ZC_CLIENT_OPEN)
			return false;
		/* The work goes on once the buffer is read. */
		if (c->out.len >= output_limit(c))
			return true;
		if (!c->server->env.dispatch(c))
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
	link_client(s, c);
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

/* Has the loop execute the client's next step in a later turn. Not here: the caller may be in
 * the middle of another client's command, or of a walk over all clients. */
static void
run_later(struct zc_client *c)
{
	c->active_ns = zc_loop_now_ns();
	/* The end of a run arms the socket itself. */
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
zc_client_notify(struct zc_client *c, uint32_t changes)
{
	uint32_t awaited;

	c->idle_pending |= changes;
	awaited = c->idle_pending & c->idle_mask;
	if (c->dropped || !c->idling || !awaited)
		return;
	c->idling = false;
	c->idle_pending &= ~awaited;
	zc_idle_reply(c, awaited);
	zc_reply(c, "OK\n");
	run_later(c);
}

int
zc_client_answer_later(struct zc_client *c, struct zc_cursor *cur)
{
	c->cursor = cur;
	return ZC_DONE_MORE;
}
