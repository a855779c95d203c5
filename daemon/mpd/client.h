/* One connection: its buffers, its command list, what it waits for, and what command modules
 * keep for it. Control thread only.
 *
 * A client reads, executes and writes in turns. Nothing more is read from it while it leaves
 * more than max_output_buffer_kib unread or one of its commands is unfinished, so its memory is
 * bounded and its commands stay in order. A client that does not read for
 * connection_timeout_s is dropped. */
#ifndef ZC_CLIENT_H
#define ZC_CLIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "daemon/base/buf.h"

struct zc_client;
struct zc_server;
struct zc_timer;
struct zc_watch;

/* The protocol's version that the greeting announces. */
#define ZC_MPD_VERSION "0.23.5"
/* The longest line, with its line break. */
#define ZC_LINE_MAX_BYTES 16384

/* The result of a command's handler or of one step of its cursor. */
enum zc_done {
	ZC_DONE_ACK = -1, /* failed; the ACK line is written */
	ZC_DONE_OK = 0,
	ZC_DONE_MORE, /* call the cursor's step again */
	ZC_DONE_WAIT, /* the same, but after zc_client_wake */
	ZC_DONE_IDLE, /* the client waits for changes */
	ZC_DONE_CLOSE /* the connection ends without an answer */
};

/* A command that cannot be answered at once: the answer is too long, or has to be waited for.
 * Handlers put it in front of a struct of their own and return zc_client_answer_later. */
struct zc_cursor {
	int (*step)(struct zc_client *c, struct zc_cursor *cur); /* returns enum zc_done */
	void (*free)(struct zc_cursor *cur);
};

struct zc_attachment;
/* Frees an attachment. Its client has left the server's list, or goes on without it. */
typedef void zc_attachment_free(struct zc_client *c, struct zc_attachment *a);

/* State that a command module keeps for a client, in front of a struct of its own. The free
 * function also tells whose it is. */
struct zc_attachment {
	zc_attachment_free *free;
	struct zc_attachment *next; /* owns */
};

enum zc_list_mode { ZC_LIST_NONE, ZC_LIST_PLAIN, ZC_LIST_OK };
enum zc_client_phase {
	ZC_CLIENT_OPEN,
	ZC_CLIENT_ENDING, /* nothing more is executed; the output buffer is still sent */
	ZC_CLIENT_LINGERING /* all is sent; input is discarded until the other side closes */
};

struct zc_client {
	struct zc_server *server; /* lent until the client is freed */
	struct zc_client *prev, *next; /* borrowed; the server's list */
	struct zc_client *next_dropped; /* owns; the server's list of dropped clients */
	int fd; /* owns */
	bool local; /* connected to the local socket */
	struct zc_watch *watch; /* owns */
	uint32_t watched; /* epoll events */
	struct zc_timer *timer; /* owns */
	bool timer_off;
	int64_t active_ns; /* when bytes were last received or sent */
	enum zc_client_phase phase;
	bool eof; /* the other side sends nothing more */
	bool running; /* its commands are being executed */
	bool broken; /* to be dropped at the end of this run */
	bool dropped; /* off the server's list; it only waits to be freed */
	size_t discarded_bytes; /* while lingering */
	struct zc_buf in, out;

	enum zc_list_mode list_mode; /* collecting or executing a command list */
	bool list_executing;
	struct zc_buf list; /* its lines, each with its NUL */
	int list_index;
	char command[32]; /* name for the ACK line */
	struct zc_cursor *cursor; /* owns; NULL: no command is unfinished */
	bool waiting; /* the cursor waits for zc_client_wake */

	bool idling;
	uint32_t idle_mask; /* enum zc_changed and zc_idle */
	uint32_t idle_pending;
	uint32_t binary_limit_bytes; /* of the binary part of one answer */
	uint32_t tag_mask; /* bit for each enum zc_tag that is shown */
	struct zc_attachment *attachments; /* owns */
};

/* Takes over fd and sends the greeting. 0, or -errno with fd closed or about to be. */
int zc_client_new(struct zc_server *s, int fd, bool local);
/* Takes the client off the server's list and out of the loop; it is freed, and its socket
 * closed, when no other callback can hold a pointer to it. Safe from anywhere, also during a
 * walk over the list. */
void zc_client_drop(struct zc_client *c);
/* Frees the dropped clients. Only for callers that hold no pointer to any client, and whose
 * callers hold none. */
void zc_clients_free_dropped(struct zc_server *s);

/* Lets a waiting cursor go on, in a later turn of the loop. */
void zc_client_wake(struct zc_client *c);
/* Reports changes, enum zc_changed and zc_idle bits. The answer of an idle client is written to
 * its output buffer and its socket armed; no command is executed and no client freed before a
 * later turn of the loop. */
void zc_client_notify(struct zc_client *c, uint32_t changes);

/* Makes the cursor the client's. Returns ZC_DONE_MORE, for the handler to return. */
int zc_client_answer_later(struct zc_client *c, struct zc_cursor *cur);

/* Makes the attachment the client's, which may have one of each kind. */
void zc_client_attach(struct zc_client *c, struct zc_attachment *a);
/* The attachment with this free function, NULL: there is none. */
struct zc_attachment *zc_client_attachment(const struct zc_client *c, zc_attachment_free *kind);
/* Frees the attachment with this free function, if there is one. */
void zc_client_detach(struct zc_client *c, zc_attachment_free *kind);

#endif
