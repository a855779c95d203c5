/* What a client asked for, step by step: lines, commands, command lists, cursors.
 * Invariant: at most one command is unfinished; if it has a cursor, the client owns it. Control
 * thread only. */
#include "daemon/mpd/dispatch.h"

#include <string.h>

#include "daemon/mpd/client.h"
#include "daemon/mpd/mpd_cmd.h"
#include "daemon/mpd/reply.h"
#include "daemon/mpd/server_state.h"

/* Ends the connection once the output buffer is sent. */
static void
end(struct zc_client *c)
{
	if (c->phase == ZC_CLIENT_OPEN)
		c->phase = ZC_CLIENT_ENDING;
}

static void
end_malformed(struct zc_client *c, const char *reason)
{
	zc_ack(c, ZC_ACK_UNKNOWN, "%s", reason);
	end(c);
}

static void
end_list(struct zc_client *c)
{
	zc_buf_free(&c->list);
	c->list_mode = ZC_LIST_NONE;
	c->list_executing = false;
	c->list_index = 0;
}

/* Acts on the result of a command, enum zc_done: writes the end of its answer and readies the
 * client for the next one, unless it is unfinished. */
static void
end_command(struct zc_client *c, int done)
{
	switch (done) {
	case ZC_DONE_MORE:
		return;
	case ZC_DONE_WAIT:
		c->waiting = true;
		return;
	case ZC_DONE_CLOSE:
		end(c);
		break;
	case ZC_DONE_IDLE:
		c->idling = true;
		zc_client_notify(c, 0);
		break;
	case ZC_DONE_ACK:
		if (c->list_executing)
			end_list(c);
		break;
	default:
		if (!c->list_executing)
			zc_reply(c, "OK\n");
		else if (c->list_mode == ZC_LIST_OK)
			zc_reply(c, "list_OK\n");
	}
	if (c->cursor) {
		c->cursor->free(c->cursor);
		c->cursor = NULL;
	}
	c->list_index += c->list_executing;
}

static void
next_list_line(struct zc_client *c)
{
	char *line;
	size_t bytes;

	if (!c->list.len) {
		end_list(c);
		zc_reply(c, "OK\n");
		return;
	}
	line = zc_buf_bytes(&c->list);
	bytes = strlen(line) + 1;
	end_command(c, zc_command_run(c, line));
	if (c->list_executing)
		zc_buf_consume(&c->list, bytes);
}

static void
list_collect(struct zc_client *c, const char *line, size_t len)
{
	size_t limit_kib = c->server->env.conf->max_command_list_kib;

	if (!strcmp(line, "command_list_end")) {
		c->list_executing = true;
		return;
	}
	zc_buf_add(&c->list, line, len + 1);
	if (c->list.len <= limit_kib * 1024 && !c->list.failed)
		return;
	end_list(c);
	zc_ack(c, ZC_ACK_UNKNOWN,
		"the command list is longer than %zu KiB (max_command_list_kib)", limit_kib);
	end(c);
}

static void
handle_line(struct zc_client *c, char *line, size_t len)
{
	if (strlen(line) != len) {
		end_malformed(c, "the line holds a NUL byte");
	} else if (!strcmp(line, "noidle")) {
		/* A client that is not idle gets no answer: that to its idle, sent already, is
		 * the answer. */
		if (c->idling) {
			c->idling = false;
			zc_reply(c, "OK\n");
		}
	} else if (c->idling) {
		c->idling = false;
		end_malformed(c, "only noidle is allowed while idle");
	} else if (c->list_mode != ZC_LIST_NONE) {
		list_collect(c, line, len);
	} else if (!strcmp(line, "command_list_begin")) {
		c->list_mode = ZC_LIST_PLAIN;
	} else if (!strcmp(line, "command_list_ok_begin")) {
		c->list_mode = ZC_LIST_OK;
	} else if (line[0] < 'a' || line[0] > 'z') {
		/* Browsers and port scanners, too, get one answer and not one for each line. */
		end_malformed(c, len ? "malformed command" : "no command given");
	} else {
		end_command(c, zc_command_run(c, line));
	}
}

/* False if there is no whole line. */
static bool
next_line(struct zc_client *c)
{
	char *line = zc_buf_bytes(&c->in);
	char *newline = c->in.len ? memchr(line, '\n', c->in.len) : NULL;
	size_t len = newline ? (size_t)(newline - line) : c->in.len;

	if (len >= ZC_LINE_MAX_BYTES) {
		c->command[0] = '\0';
		zc_ack(c, ZC_ACK_UNKNOWN, "the line is longer than %d bytes",
			ZC_LINE_MAX_BYTES - 1);
		end(c);
		return false;
	}
	if (!newline)
		return false;
	len -= len && line[len - 1] == '\r';
	line[len] = '\0';
	c->command[0] = '\0';
	handle_line(c, line, len);
	zc_buf_consume(&c->in, (size_t)(newline - line) + 1);
	return true;
}

bool
zc_dispatch(struct zc_client *c)
{
	if (c->cursor)
		end_command(c, c->cursor->step(c, c->cursor));
	else if (c->list_executing)
		next_list_line(c);
	else
		return next_line(c);
	return true;
}
