/* One connection: its buffers, its command list, what it waits for, and the words to answer
 * with. Control thread only.
 *
 * A client reads, executes and writes in turns. While more than max_output_buffer_kib wait to
 * be read by it, or a command of it is not finished, nothing more is taken from it, so its
 * memory is bounded and its commands stay in order. One that lets time pass without reading is
 * dropped. */
#ifndef ZC_CLIENT_H
#define ZC_CLIENT_H

#include <stdbool.h>
#include <stdint.h>

#include "daemon/base/buf.h"
#include "pipeline/err.h"
#include "pipeline/fmt.h"

struct zc_channel;
struct zc_client;
struct zc_server;
struct zc_watch;
struct zc_timer;

/* What a command handler or a cursor's step comes to. */
enum zc_done {
	ZC_DONE_ACK = -1, /* the ACK line is written */
	ZC_DONE_OK = 0,
	ZC_DONE_MORE, /* call the cursor's step again */
	ZC_DONE_WAIT, /* the same, after zc_client_wake */
	ZC_DONE_IDLE, /* the client waits for changes */
	ZC_DONE_CLOSE /* the connection ends without an answer */
};

/* An answer that is too long, or comes too late, to be given at once. Handlers put it in front
 * of a struct of their own and hand it over with zc_client_answer_later. */
struct zc_cursor {
	int (*step)(struct zc_client *c, struct zc_cursor *cur); /* enum zc_done */
	void (*free)(struct zc_cursor *cur);
};

enum zc_list_mode { ZC_LIST_NONE, ZC_LIST_PLAIN, ZC_LIST_OK };
enum zc_client_phase {
	ZC_CLIENT_OPEN,
	ZC_CLIENT_ENDING, /* what is written goes out, nothing more is executed */
	ZC_CLIENT_LINGERING /* all is out; what still comes in is thrown away */
};

struct zc_client {
	struct zc_server *server; /* borrows */
	struct zc_client *prev, *next; /* the server's list */
	struct zc_client *next_dropped; /* the server's list of those to be freed */
	int fd; /* owns */
	bool local; /* on the local socket */
	struct zc_watch *watch; /* owns */
	uint32_t watched; /* events */
	struct zc_timer *timer; /* owns */
	bool timer_off;
	int64_t active_ns; /* last time that bytes moved */
	enum zc_client_phase phase;
	bool eof; /* the other side sends nothing more */
	bool running; /* its commands are being executed */
	bool broken; /* to be dropped at the end of this run */
	bool dropped; /* off the server's list, and nothing happens to it but being freed */
	size_t thrown_away_bytes; /* while lingering */
	struct zc_buf in, out;

	enum zc_list_mode list_mode; /* collecting or executing */
	bool list_executing;
	struct zc_buf list; /* its lines, each with its NUL */
	int list_index;
	char command[32]; /* name for the ACK line */
	struct zc_cursor *cursor; /* owns */
	bool waiting; /* the cursor waits for zc_client_wake */

	bool idling;
	uint32_t idle_mask; /* enum zc_idle */
	uint32_t idle_pending;
	uint32_t binary_limit_bytes; /* of one answer's binary part */
	struct zc_channel *channels; /* owns; it is subscribed to these */
	int channel_count;
	struct zc_buf inbox; /* what was sent to them, as it will be answered */
	uint32_t tag_mask; /* bit for each enum zc_tag that is shown */
};

/* Takes over the descriptor, greets. 0, or -errno with the descriptor closed. */
int zc_client_new(struct zc_server *s, int fd, bool local);
/* Takes the client off the server's list and out of the loop; it is freed, and its socket
 * closed, when nothing else is at work. Safe from anywhere, also during a walk over the list. */
void zc_client_drop(struct zc_client *c);
/* Frees the clients that were dropped. Only where nothing can hold a pointer to one. */
void zc_clients_free_dropped(struct zc_server *s);
/* The cursor that waits can go on; it does so in a later turn of the loop. */
void zc_client_wake(struct zc_client *c);
/* Something changed: enum zc_idle bits. Writes the answer of an idle client into its buffer and
 * arms its socket; no command is executed and no client freed before a later turn of the loop.
 */
void zc_client_notify(struct zc_client *c, uint32_t what);

/* The cursor becomes the client's; returns ZC_DONE_MORE for the handler to return. */
int zc_client_answer_later(struct zc_client *c, struct zc_cursor *cur);

#endif
